"""What a merge keeps of her beside her record is sealed: what was kept in clear goes, and such merges stay as they are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PERSONAL = ("changed", "keys")


def upgrade() -> None:
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
    moved = sa.column("moved", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
    merge = sa.table("merge", sa.column("id", sa.Uuid()), moved)
    for row in op.get_bind().execute(sa.select(merge.c.id, merge.c.moved)).all():
        kept = {name: value for name, value in row.moved.items() if name not in PERSONAL}
        op.get_bind().execute(sa.update(merge).where(merge.c.id == row.id).values(moved=kept))


def downgrade() -> None:
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_column("sealed")
