"""Joining: the version of the code that a user accepted, answer times accepted, services that nobody answers for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_version", sa.Integer(), nullable=True))
    op.execute("UPDATE user_account SET code_version = 1 WHERE code_accepted_at IS NOT NULL")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_for", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.alter_column("answered_for", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.create_table(
        "answer_promise",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user_account.id"], name=op.f("fk_answer_promise_accepted_by_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_answer_promise_service_id")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_answer_promise")),
    )
    op.execute(
        "INSERT INTO answer_promise (service_id, working_days, hours, accepted_by_id, accepted_at) "
        "SELECT service.id, service.answer_working_days, service.answer_hours, min_user.id, service.changed_at "
        "FROM service JOIN user_account AS min_user ON min_user.e_mail = ("
        "SELECT MIN(u.e_mail) FROM user_account AS u WHERE u.organization_id = service.organization_id)"
    )
    op.execute(
        "INSERT INTO focal_person (service_id, user_id, position) "
        "SELECT service.id, u.id, 0 FROM service JOIN user_account AS u ON u.e_mail = ("
        "SELECT MIN(a.e_mail) FROM user_account AS a JOIN user_role AS r ON r.user_id = a.id AND r.role = 'provider' "
        "WHERE a.organization_id = service.organization_id AND a.ended_at IS NULL) "
        "WHERE NOT service.confidential AND NOT EXISTS ("
        "SELECT 1 FROM focal_person AS f WHERE f.service_id = service.id)"
    )


def downgrade() -> None:
    op.drop_table("answer_promise")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_column("answered_for")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("code_version")
