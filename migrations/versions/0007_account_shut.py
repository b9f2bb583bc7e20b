"""An account that was opened by an administrator's link keeps what is confidential shut until somebody confirms it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_invitation_made_by_id"), "user_account", ["made_by_id"], ["id"])

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shut_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shut_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("opened_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_user_account_opened_by_id"), "user_account", ["opened_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_user_account_shut_by_id"), "user_account", ["shut_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_user_account_shut_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_user_account_opened_by_id"), type_="foreignkey")
        batch_op.drop_column("opened_by_id")
        batch_op.drop_column("shut_by_id")
        batch_op.drop_column("shut_at")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitation_made_by_id"), type_="foreignkey")
        batch_op.drop_column("made_by_id")
