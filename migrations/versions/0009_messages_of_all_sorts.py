"""A message may be owed by something else than an event; what owes it stands in its key, and it is owed once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("message", "notice"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("about", sa.String(length=32), nullable=True))
            batch_op.add_column(sa.Column("referral_id", sa.Uuid(), nullable=True))
            batch_op.alter_column("event_id", existing_type=sa.Uuid(), nullable=True)
            batch_op.create_foreign_key(batch_op.f(f"fk_{name}_referral_id"), "referral", ["referral_id"], ["id"])
            batch_op.create_index(batch_op.f(f"ix_{name}_referral_id"), ["referral_id"], unique=False)
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
        batch_op.drop_column("channel")
    of_event = "(SELECT event.referral_id FROM event WHERE event.id = {0}.event_id)"
    op.execute(
        f"UPDATE message SET about = 'event', key = CAST(id AS VARCHAR), referral_id = {of_event.format('message')}"  # noqa: S608
    )
    op.execute(f"UPDATE notice SET about = 'event', referral_id = {of_event.format('notice')}")  # noqa: S608
    for name in ("message", "notice"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column("about", existing_type=sa.String(length=32), nullable=False)
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_message_key"), ["key"])


def downgrade() -> None:
    for name in ("notice", "message"):
        op.execute(f"DELETE FROM {name} WHERE event_id IS NULL")  # noqa: S608
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_message_key"), type_="unique")
        batch_op.drop_column("key")
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=False, server_default="app"))
    for name in ("notice", "message"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_referral_id"))
            batch_op.drop_constraint(batch_op.f(f"fk_{name}_referral_id"), type_="foreignkey")
            batch_op.alter_column("event_id", existing_type=sa.Uuid(), nullable=False)
            batch_op.drop_column("referral_id")
            batch_op.drop_column("about")
