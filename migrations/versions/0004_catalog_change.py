"""Which services a change of the catalog was about, so that only these are read again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_change",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("services", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_catalog_change")),
    )


def downgrade() -> None:
    op.drop_table("catalog_change")
