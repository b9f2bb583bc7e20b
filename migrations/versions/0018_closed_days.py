"""The days on which one organisation is closed besides the holidays of all."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_day",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_closed_day_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "day", name=op.f("pk_closed_day")),
    )


def downgrade() -> None:
    op.drop_table("closed_day")
