"""Checks of the database itself: its tables, the guards of those that only grow, and its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, inspect, text

from core.appendonly import guards_of
from core.database import SCHEMA, schema_of
from core.doctor.findings import Finding
from core.doctor.looking import Means, WholeLook
from core.schema import metadata
from core.transaction import reading

_MOST_PROBLEMS = 20
"""Lines that SQLite's own check gives of one table."""
_OLD_AGE = 1_500_000_000
"""Transactions without a VACUUM from which PostgreSQL is near its limit of two thousand million:
https://www.postgresql.org/docs/current/routine-vacuuming.html"""
_COLUMNS = {
    "sqlite": "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c"
    " WHERE t.type = 'table'",
    "postgresql": "SELECT c.relname, a.attname FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND a.attnum > 0"
    " AND NOT a.attisdropped AND c.relnamespace = current_schema()::regnamespace",
}
_INDEXES = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema()",
}


def _schema(means: Means) -> tuple[int, list[Finding]]:
    """The newest migration, and all that it made is there."""
    found: list[Finding] = []
    version = schema_of(means.database)
    if version != SCHEMA:
        told = {"found": version or "", "known": SCHEMA}
        found.append(Finding("schema_version", (version or "",), told))
    with means.database.reader.connect() as connection:
        found += _tables(connection)
        found += _guards(connection)
    return len(metadata.tables), found


def _tables(connection: Connection) -> Iterator[Finding]:
    engine = connection.dialect.name
    columns = _by_table(connection, _COLUMNS[engine])
    indexes = _by_table(connection, _INDEXES[engine])
    for name, table in metadata.tables.items():
        if name not in columns:
            yield Finding("schema_table", (name,), {"table": name})
            continue
        for column in sorted({column.name for column in table.columns} - columns[name]):
            yield Finding("schema_column", (name, column), {"table": name, "column": column})
        for index in sorted({str(index.name) for index in table.indexes} - indexes[name]):
            yield Finding("schema_index", (name, index), {"table": name, "index": index})


def _by_table(connection: Connection, query: str) -> defaultdict[str, set[str]]:
    """Names by table: one question for all tables, where SQLAlchemy asks for each."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for table, name in connection.execute(text(query)):
        names[table].add(name)
    return names


def _guards(connection: Connection) -> Iterator[Finding]:
    """Triggers that keep tables from being changed, where the engine is to have them."""
    engine = connection.dialect.name
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    there = set(connection.execute(text(query)).scalars())
    for name in metadata.tables:
        for guard in guards_of(name, engine):
            if guard not in there:
                yield Finding("schema_guard", (name, guard), {"table": name, "trigger": guard})


def _integrity(means: Means) -> tuple[int, list[Finding]]:
    if not means.database.is_sqlite:
        with means.database.reader.connect() as connection:
            return len(metadata.tables), list(_postgres(connection))
    with means.database.reader.connect() as connection:
        there = set(inspect(connection).get_table_names())
    found: list[Finding] = []
    for name in sorted(there & set(metadata.tables)):  # one by one: each is a read of its own
        with reading(means.database) as tx:
            found += _sqlite(tx.connection, name)
    return len(metadata.tables), found


def _sqlite(connection: Connection, table: str) -> Iterable[Finding]:
    pages = connection.exec_driver_sql(f"PRAGMA quick_check({table})").scalars().all()
    for problem in [one for one in pages if one != "ok"][:_MOST_PROBLEMS]:
        yield Finding("integrity_pages", (table, problem), {"table": table, "problem": problem})
    lost = connection.exec_driver_sql(f"PRAGMA foreign_key_check({table})").all()
    for _table, row, parent, _number in lost[:_MOST_PROBLEMS]:
        told = {"table": table, "row": row, "parent": parent}
        yield Finding("integrity_reference", (table, row or 0, parent), told)


def _postgres(connection: Connection) -> Iterator[Finding]:
    broken = connection.execute(
        text(
            "SELECT c.relname, t.relname FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    for index, table in broken:
        yield Finding("integrity_index", (index,), {"index": index, "table": table})
    unproved = connection.execute(
        text(
            "SELECT conname, conrelid::regclass::text FROM pg_constraint"
            " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
        )
    )
    for name, table in unproved:
        yield Finding("integrity_constraint", (name,), {"constraint": name, "table": table})
    failures, age = connection.execute(
        text(
            "SELECT coalesce(s.checksum_failures, 0), age(d.datfrozenxid) FROM pg_database d"
            " JOIN pg_stat_database s ON s.datid = d.oid WHERE d.datname = current_database()"
        )
    ).one()
    if failures:
        yield Finding("integrity_checksums", (), {"count": failures})
    if age > _OLD_AGE:
        yield Finding("integrity_age", (), {"count": age})


LOOKS = (WholeLook("schema", _schema), WholeLook("integrity", _integrity))
"""What the migrations made, and the engine's own word."""
