"""Partners that do not sign in: one-time links, their openings, and how a referral was answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_link", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.alter_column("by_link", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_how", sa.String(), nullable=True))
    op.create_table(
        "answer_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_answer_link_made_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_answer_link_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_answer_link_fingerprint")),
    )
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_link_referral_id"), ["referral_id"], unique=False)
    op.create_table(
        "link_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("groups", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["answer_link.id"], name=op.f("fk_link_opening_link_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_opening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_opening")),
    )
    with op.batch_alter_table("link_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_opening_link_id"), ["link_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_opening_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("link_opening")
    op.drop_table("answer_link")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_column("answered_how")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_column("by_link")
