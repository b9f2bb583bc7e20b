"""Sessions: class days of batches, appointments, and who came; and of which state of a service they were laid out."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_plan",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("service_version", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_session_plan_intake_id")),
        sa.PrimaryKeyConstraint("intake_id", name=op.f("pk_session_plan")),
    )
    op.create_table(
        "session_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_at", sa.Time(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(intake_id IS NULL) <> (referral_id IS NULL)", name=op.f("ck_session_day_of_one")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_session_day_intake_id")),
        sa.ForeignKeyConstraint(["place_id"], ["service_at_location.id"], name=op.f("fk_session_day_place_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_session_day_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_day")),
        sa.UniqueConstraint(
            "intake_id", "planned_on", "planned_at", name=op.f("uq_session_day_intake_id_planned_on_planned_at")
        ),
        sa.UniqueConstraint(
            "referral_id", "planned_on", "planned_at", name=op.f("uq_session_day_referral_id_planned_on_planned_at")
        ),
    )
    with op.batch_alter_table("session_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_day_on"), ["on"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_day_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("came", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_attendance_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_attendance_referral_id")),
        sa.ForeignKeyConstraint(["session_day_id"], ["session_day.id"], name=op.f("fk_attendance_session_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_referral_id_replaced_at"), ["referral_id", "replaced_at"], unique=False
        )
        batch_op.create_index(
            "uq_attendance_stands",
            ["session_day_id", "referral_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendance_stands",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_referral_id_replaced_at"))

    op.drop_table("attendance")
    with op.batch_alter_table("session_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_day_on"))

    op.drop_table("session_day")
    op.drop_table("session_plan")
