"""Who comes first for scarce seats: the policy that a provider chose, orders by hand, and the facts that lists order by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("chosen_by_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("seed_hash", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["user_account.id"], name=op.f("fk_seat_policy_chosen_by_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_seat_policy_intake_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_seat_policy_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_policy")),
    )
    with op.batch_alter_table("seat_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_policy_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_seat_policy_service_id_ended_at"), ["service_id", "ended_at"], unique=False
        )

    op.create_table(
        "hand_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referrals", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_hand_order_by_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["seat_policy.id"], name=op.f("fk_hand_order_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_order")),
    )
    with op.batch_alter_table("hand_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_order_policy_id"), ["policy_id"], unique=False)

    with op.batch_alter_table("referral_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("referral_facts", schema=None) as batch_op:
        batch_op.drop_column("line")
    op.drop_table("hand_order")
    op.drop_table("seat_policy")
