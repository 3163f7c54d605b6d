"""Statements that are run again and again: compiled once, then handed to the driver as they are.

SQLAlchemy looks every statement up, sets an execution up and keeps its result open: about 50 µs
each, which is most of the time of a scan. What is always the same is done here only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Delete, Executable, Insert, Update
from sqlalchemy.engine import Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import CompoundSelect

Params = Mapping[str, Any]
Process = Callable[[Any], Any]
_CHANGES = (Insert, Update, Delete)
_KNOWN = (Select, CompoundSelect, *_CHANGES)
HEARD = "kemas_heard"
"""Option of an engine to whose statements somebody listens: all of them go the usual way."""
_Kind = tuple[str, frozenset[str]]
_seen: WeakKeyDictionary[Executable, dict[_Kind, Prepared | None]] = WeakKeyDictionary()


class Rows(IteratorResult[Any]):
    """All rows of a statement, read at once."""

    rowcount: int = -1
    """Rows that were changed; -1 where none could be."""


def run(connection: Connection, statement: Executable, params: Params) -> Rows | None:
    """Run a statement that is known from before; None where it has to go the usual way.

    It is known from its second time on, unless it says something that only SQLAlchemy can work
    out, or somebody listens to what is executed.
    """
    kinds = _seen.get(statement)
    if kinds is None:
        if isinstance(statement, _KNOWN):
            _seen[statement] = {}
        return None
    if connection.get_execution_options().get(HEARD):
        return None
    kind = (connection.dialect.name, frozenset(params))
    if kind not in kinds:
        kinds[kind] = _prepare(statement, connection.dialect, kind[1])
    known = kinds[kind]
    return None if known is None else known.run(connection, params)


class Prepared:
    """A statement as one driver takes it, and what turns values to and fro."""

    def __init__(self, compiled: SQLCompiler, binds: list[tuple[str, str, Any, Process | None]]):
        self._sql = str(compiled)
        self._binds = binds
        """Name in the statement, name of the parameter, its fixed value, and its processor."""
        self._order = compiled.positiontup
        self._columns: list[Any] = []
        statement = compiled.statement
        if isinstance(statement, Select | CompoundSelect) or compiled.effective_returning:
            self._columns = list(cast(Any, statement).exported_columns)
        self._meta: SimpleResultMetaData | None = None
        self._processors: list[tuple[int, Process]] = []

    def run(self, connection: Connection, params: Params) -> Rows:
        """Run it; raises what SQLAlchemy would raise."""
        if not connection.in_transaction():
            connection.begin()
        values = {}
        for name, key, fixed, process in self._binds:
            value = params.get(key, fixed)
            values[name] = process(value) if process else value
        given = values if self._order is None else [values[name] for name in self._order]
        raw: Any = connection.connection
        cursor = raw.cursor()
        rows: Sequence[Any] = ()
        try:
            cursor.execute(self._sql, given)
            if self._columns:
                rows = cursor.fetchall()
            changed = cursor.rowcount
            if self._meta is None:
                self._look(connection.dialect, cursor)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _words_of(connection, self._sql, given, error, cursor) from error
        finally:
            cursor.close()
        if self._processors:
            rows = [self._processed(row) for row in rows]
        result = Rows(cast(SimpleResultMetaData, self._meta), iter(rows))
        result.rowcount = changed
        return result

    def _look(self, dialect: Dialect, cursor: Any) -> None:
        """Learn from the first result what turns its values into ours."""
        types = [described[1] for described in cursor.description or ()] if self._columns else []
        self._processors = [
            (at, process)
            for at, (column, kind) in enumerate(zip(self._columns, types, strict=True))
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, kind))
        ]
        self._meta = SimpleResultMetaData([column.key for column in self._columns])

    def _processed(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, process in self._processors:
            values[at] = process(values[at])
        return tuple(values)


def _words_of(connection: Connection, sql: str, given: Any, error: Any, cursor: Any) -> Exception:
    """The driver's error as SQLAlchemy would raise it; a connection that is lost is put away."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, cast(Any, connection.connection), cursor)
    if lost:
        connection.invalidate(error)
    said: Exception = DBAPIError.instance(
        sql,
        given,
        error,
        cast(Any, dialect.loaded_dbapi.Error),
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=lost,
        dialect=dialect,
    )
    return said


def _prepare(statement: Executable, dialect: Dialect, keys: frozenset[str]) -> Prepared | None:
    """Compile a statement; None where each run needs more than its parameters."""
    if statement.get_execution_options():
        return None
    compiled = cast(Any, statement).compile(dialect=dialect, column_keys=sorted(keys))
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None  # a list that grows with its values
    if compiled.escaped_bind_names or compiled.update_prefetch:
        return None
    if isinstance(statement, Insert) and not _plain(statement, compiled):
        return None
    defaults = {column.key: column for column in compiled.insert_prefetch}
    binds = []
    for name, bind in compiled.binds.items():
        fixed = bind.value
        if bind.callable is not None:
            return None
        if name in defaults and bind.key not in keys:
            default: Any = defaults[name].default
            if default is None or not default.is_scalar:
                return None
            fixed = default.arg
        elif bind.required and bind.key not in keys:
            return None  # let SQLAlchemy say what is missing
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        binds.append((name, bind.key, fixed, process))
    return Prepared(compiled, binds)


def _plain(statement: Insert, compiled: SQLCompiler) -> bool:
    """Whether nothing about the new row has to be fetched beyond what RETURNING asks for."""
    if statement._returning:
        return True
    return not (compiled.postfetch_lastrowid or compiled.effective_returning)
