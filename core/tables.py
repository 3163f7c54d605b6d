"""What every table shares: the metadata with named constraints, and the column types."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Integer, MetaData, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of Kemas; the models modules add theirs when they are imported."""

WHERE = "where"
"""In the info of an index: the rows that it is for. `core.schema` tells the engines; to tell them
here would load both of them in every process."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; on SQLite the row number itself."""

Word = String(80).with_variant(String(80, collation="C"), "postgresql")
"""A folded word compared byte by byte on both engines, so that a prefix is a range of the index."""


class Moment(TypeDecorator[datetime]):
    """A timezone-aware moment, kept in UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    # The same once more in one step: moments come with every statement of a scan.

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return _text_of_moment if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _moment_of_text if dialect.name == "sqlite" else _in_utc


def _text_of_moment(value: datetime | None) -> str | None:
    """A moment as SQLite's DATETIME is written: UTC, without zone, with microseconds."""
    if value is None:
        return None
    last, text = _written[0]
    if value is last:  # the moment of a transaction stands in all that it writes
        return text
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    text = value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
    _written[0] = value, text
    return text


_written: list[tuple[datetime | None, str]] = [(None, "")]
"""The last moment that was written, and its text; one entry, so that threads see both or none."""


def _in_utc(value: datetime | None) -> datetime | None:
    """A moment as PostgreSQL takes and gives it."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(UTC)


def _moment_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


_as_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Json(TypeDecorator[Any]):
    """A JSON value kept as text, written the same way on both engines."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return _json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return _json_value(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return _json_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _json_value


def _json_text(value: Any) -> str | None:
    if value == {}:  # most events say nothing beyond their kind
        return "{}"
    return None if value is None else _as_text(value)


def _json_value(text: str | None) -> Any:
    return None if text is None else json.loads(text)


class db_now_ms(GenericFunction[int]):  # noqa: N801 - reads as the SQL function that it is
    """The database's own clock in milliseconds since 1970; leases compare with nothing else."""

    type = BigInteger()
    inherit_cache = True
    name = "db_now_ms"


@compiles(db_now_ms, "sqlite")
def _sqlite_now(element: db_now_ms, compiler: SQLCompiler, **kw: object) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(db_now_ms, "postgresql")
def _postgres_now(element: db_now_ms, compiler: SQLCompiler, **kw: object) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"


class holds(GenericFunction[bool]):  # noqa: N801
    """Whether a text has another one in it, letter by letter: what each engine looks for fastest.

    Both texts are folded: SQLite's LIKE takes capitals for small letters.
    """

    type = Boolean()
    inherit_cache = True
    name = "holds"


@compiles(holds, "sqlite")
def _sqlite_holds(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = (compiler.process(each, **kw) for each in element.clauses)
    for sign in ("/", "%", "_"):
        part = f"replace({part}, '{sign}', '/{sign}')"
    return f"{text} LIKE '%' || {part} || '%' ESCAPE '/'"


@compiles(holds, "postgresql")
def _postgres_holds(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = (compiler.process(each, **kw) for each in element.clauses)
    return f"strpos({text}, {part}) > 0"


def one_of(column: str, states: type[StrEnum]) -> str:
    """The text of a CHECK that a column holds one of an enum's values."""
    allowed = ", ".join(f"'{state.value}'" for state in states)
    return f"{column} IN ({allowed})"
