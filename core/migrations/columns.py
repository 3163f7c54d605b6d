"""Adding columns to tables that are there, in one statement that both engines understand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def add_column(
    table: str,
    column: str,
    kind: sa.types.TypeEngine[Any],
    *,
    default: str | None = None,
    refers_to: str = "",
    check: str = "",
) -> None:
    """Add a column with its foreign key or its check; one with a `default` may not be NULL.

    Alembic would copy the whole table on SQLite to add a constraint; as a clause of the column
    both engines take it at once. The constraint ``check`` is named after the column.
    """
    words = [f"ALTER TABLE {table} ADD COLUMN {column} {kind.compile(op.get_bind().dialect)}"]
    if default is not None:
        words.append(f"DEFAULT '{default}' NOT NULL")
    if refers_to:
        words.append(f"CONSTRAINT fk_{table}_{column} REFERENCES {refers_to} (id)")
    if check:
        words.append(f"CONSTRAINT ck_{table}_{column} CHECK ({check})")
    op.execute(" ".join(words))
