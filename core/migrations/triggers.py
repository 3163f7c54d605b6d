"""Triggers that migrations put on tables: the words of the engine that is brought forward."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from alembic import op


def append_only(table: str) -> None:
    """Have the database refuse to change or delete rows of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kemas_append_only()"
    )


def fixed_once(table: str, when: str, free: Collection[str]) -> None:
    """Have rows of a table refuse to be changed or deleted once `when` holds, but for `free`."""
    names = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    columns = ", ".join(name for name in names if name not in free)
    for name, verb in (("fixed", f"UPDATE OF {columns}"), ("kept", "DELETE")):
        head = f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
        if op.get_bind().dialect.name == "sqlite":
            told = f"BEGIN SELECT RAISE(ABORT, '{table} stays as it is'); END"
            op.execute(f"{head}WHEN {when} {told}")
        else:
            op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION kemas_fixed()")
