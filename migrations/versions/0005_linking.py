"""Her records of two organisations linked as she wishes: looks, requests, answers, who has seen what tells her."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elsewhere_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_elsewhere_look_user_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_elsewhere_look_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elsewhere_look")),
        sa.UniqueConstraint("worker_id", "day", "asked", name=op.f("uq_elsewhere_look_worker_id_day_asked")),
    )
    with op.batch_alter_table("elsewhere_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elsewhere_look_user_id_day"), ["user_id", "day"], unique=False)

    op.create_table(
        "link_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_link_request_asked_by_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_link_request_consent_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_link_request_organization_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_link_request_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
    )
    with op.batch_alter_table("link_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_request_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "link_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user_account.id"], name=op.f("fk_link_question_answered_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_link_question_organization_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["link_request.id"], name=op.f("fk_link_question_request_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_link_question_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_question")),
    )
    with op.batch_alter_table("link_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_question_organization_id_answered_at"), ["organization_id", "answered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_link_question_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_question_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "link_view",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["link_question.id"], name=op.f("fk_link_view_question_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_link_view_user_id")),
        sa.PrimaryKeyConstraint("question_id", "user_id", "day", name=op.f("pk_link_view")),
    )
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_same_person_ended_by_id"), "user_account", ["ended_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_same_person_ended_by_id"), type_="foreignkey")
        batch_op.drop_column("ended_by_id")

    op.drop_table("link_view")
    with op.batch_alter_table("link_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_question_worker_id"))
        batch_op.drop_index(batch_op.f("ix_link_question_request_id"))
        batch_op.drop_index(batch_op.f("ix_link_question_organization_id_answered_at"))

    op.drop_table("link_question")
    with op.batch_alter_table("link_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_request_worker_id"))

    op.drop_table("link_request")
    with op.batch_alter_table("elsewhere_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elsewhere_look_user_id_day"))

    op.drop_table("elsewhere_look")
