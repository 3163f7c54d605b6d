"""Rows that stay as they are: triggers by which the database itself refuses to change them."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

from core.tables import metadata

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION kemas_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $body$
"""


_FIXED_FUNCTION = """
CREATE OR REPLACE FUNCTION kemas_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ' stays as it is', ERRCODE = 'restrict_violation';
END $body$
"""

_guarded: set[str] = set()
_fixed: set[str] = set()


def append_only(table: Table) -> None:
    """Have UPDATE and DELETE (and TRUNCATE) of a table refused as a broken constraint.

    Made together with the table: triggers ``<table>_no_update`` and ``<table>_no_delete`` on
    SQLite, ``<table>_append_only`` with the function ``kemas_append_only`` on PostgreSQL.
    """
    _guarded.add(table.name)
    for verb in ("UPDATE", "DELETE"):
        _after_create(
            table,
            "sqlite",
            f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END",
        )
    _after_create(table, "postgresql", _POSTGRES_FUNCTION)
    _after_create(
        table,
        "postgresql",
        f"CREATE TRIGGER {table.name}_append_only "
        f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kemas_append_only()",
    )


def fixed_once(table: Table, when: str, *free: str) -> None:
    """Have a row refuse to be changed or deleted once `when` holds, but for its `free` columns.

    `when` is a condition on ``OLD``. Made together with the table: triggers ``<table>_fixed`` and
    ``<table>_kept``, on PostgreSQL with the function ``kemas_fixed``.
    """
    _fixed.add(table.name)
    columns = ", ".join(column.name for column in table.c if column.name not in free)
    told = f"BEGIN SELECT RAISE(ABORT, '{table.name} stays as it is'); END"
    _after_create(table, "postgresql", _FIXED_FUNCTION)
    for name, verb in (("fixed", f"UPDATE OF {columns}"), ("kept", "DELETE")):
        head = f"CREATE TRIGGER {table.name}_{name} BEFORE {verb} ON {table.name} "
        _after_create(table, "sqlite", f"{head}WHEN {when} {told}")
        each = f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION kemas_fixed()"
        _after_create(table, "postgresql", head + each)


def guards_of(table: str, engine: str) -> tuple[str, ...]:
    """The names of the triggers that an engine has to have on a table; none where it may change."""
    if table in _fixed:
        return (f"{table}_fixed", f"{table}_kept")
    if table not in _guarded:
        return ()
    if engine == "sqlite":
        return (f"{table}_no_update", f"{table}_no_delete")
    return (f"{table}_append_only",)


def _after_create(table: Table, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


for _name in ("kemas_append_only", "kemas_fixed"):
    _drop = DDL(f"DROP FUNCTION IF EXISTS {_name}()")  # type: ignore[no-untyped-call]
    event.listen(metadata, "after_drop", _drop.execute_if(dialect="postgresql"))
