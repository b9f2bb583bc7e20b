"""When the clock looks at an open turn next, and when it last told somebody of it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_referral_remind_at"), ["remind_at"], unique=False)
    op.execute("UPDATE referral SET remind_at = due_at WHERE state NOT IN ('closed', 'draft')")


def downgrade() -> None:
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_remind_at"))
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("remind_at")
