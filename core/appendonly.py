"""Tables that only grow: triggers by which the database itself refuses to change their rows."""

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


_guarded: set[str] = set()


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


def guards_of(table: str, engine: str) -> tuple[str, ...]:
    """The names of the triggers that an engine has to have on a table; none where it may change."""
    if table not in _guarded:
        return ()
    if engine == "sqlite":
        return (f"{table}_no_update", f"{table}_no_delete")
    return (f"{table}_append_only",)


def _after_create(table: Table, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


_drop_function = DDL("DROP FUNCTION IF EXISTS kemas_append_only()")  # type: ignore[no-untyped-call]
event.listen(metadata, "after_drop", _drop_function.execute_if(dialect="postgresql"))
