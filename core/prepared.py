"""Statements that are run again and again: compiled once, then handed to the driver as they are.

SQLAlchemy looks every statement up, sets an execution up and keeps its result open: about 50 µs
each, which is most of the time of a scan. What is always the same is done here only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, cast
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
LONGEST = 8
"""Lists of more values than this go the usual way: each length is a statement of its own."""
_Kind = tuple[str, frozenset[str], bool]
_seen: WeakKeyDictionary[Executable, dict[_Kind, Prepared | None]] = WeakKeyDictionary()


class Rows(IteratorResult[Any]):
    """All rows of a statement, read at once."""

    rowcount: int = -1
    """Rows that were changed; -1 where none could be."""


def run(
    connection: Connection, statement: Executable, params: Params | Sequence[Params]
) -> Rows | None:
    """Run a statement that is known from before; None where it has to go the usual way.

    It is known from its second time on, unless it says something that only SQLAlchemy can work
    out, or somebody listens to what is executed. Several sets of parameters are several rows.
    """
    kinds = _seen.get(statement)
    if kinds is None:
        if isinstance(statement, _KNOWN):
            _seen[statement] = {}
        return None
    if connection.get_execution_options().get(HEARD):
        return None
    many = isinstance(params, list | tuple)
    rows = cast("Sequence[Params]", params if many else (params,))
    kind = (connection.dialect.name, frozenset(rows[0]), many)
    if kind not in kinds:
        kinds[kind] = _prepare(statement, connection.dialect, kind[1], many=many)
    known = kinds[kind]
    return None if known is None else known.run(connection, rows, many=many)


class _Bind(NamedTuple):
    """One value that a statement is given."""

    name: str
    """What the statement calls it."""
    key: str
    """What its parameter is called."""
    fixed: Any
    """Its value where no parameter says otherwise."""
    process: Process | None
    is_list: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement as the driver takes it."""

    sql: str
    order: Sequence[str] | None
    """The names of its values where they are given by position."""
    parts: Mapping[str, Sequence[str]]
    """What the single values of each list are called."""


class Prepared:
    """A statement as one driver takes it, and what turns values to and fro."""

    def __init__(self, compiled: SQLCompiler, binds: list[_Bind]):
        self._compiled = compiled
        self._binds = binds
        self._lists = [bind for bind in binds if bind.is_list]
        self._texts: dict[tuple[int, ...], _Text] = {}
        """By the lengths of its lists."""
        if not self._lists:
            self._texts[()] = _Text(str(compiled), compiled.positiontup, {})
        self._columns: list[Any] = []
        statement = compiled.statement
        if isinstance(statement, Select | CompoundSelect) or compiled.effective_returning:
            self._columns = list(cast(Any, statement).exported_columns)
        self._meta: SimpleResultMetaData | None = None
        self._processors: list[tuple[int, Process]] = []

    def run(self, connection: Connection, rows: Sequence[Params], *, many: bool) -> Rows | None:
        """Run it; raises what SQLAlchemy would raise. None where a list is too long or empty."""
        text = self._text(rows[0])
        if text is None:
            return None
        if not connection.in_transaction():
            connection.begin()
        given = [self._given(text, params) for params in rows]
        raw: Any = connection.connection
        cursor = None
        found: Sequence[Any] = ()
        try:
            cursor = raw.cursor()
            if many:
                cursor.executemany(text.sql, given)
            else:
                cursor.execute(text.sql, given[0])
            if self._columns:
                found = cursor.fetchall()
            changed = cursor.rowcount
            if self._meta is None:
                self._look(connection.dialect, cursor)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _words_of(connection, text.sql, given, error, cursor) from error
        finally:
            if cursor is not None:
                cursor.close()
        if self._processors:
            found = [self._processed(row) for row in found]
        result = Rows(cast(SimpleResultMetaData, self._meta), iter(found))
        result.rowcount = changed
        return result

    def _text(self, params: Params) -> _Text | None:
        if not self._lists:
            return self._texts[()]
        lengths = tuple([_length(params.get(bind.key, bind.fixed)) for bind in self._lists])
        text = self._texts.get(lengths)
        if text is None and all(lengths):
            said = self._compiled.construct_expanded_state(params)
            text = _Text(said.statement, said.positiontup, said.parameter_expansion)
            self._texts[lengths] = text
        return text

    def _given(self, text: _Text, params: Params) -> Any:
        values = {}
        for name, key, fixed, process, _is_list in self._binds:
            value = params.get(key, fixed)
            values[name] = value if process is None else process(value)
        for bind in self._lists:
            values.update(zip(text.parts[bind.name], values.pop(bind.name), strict=True))
        return values if text.order is None else [values[name] for name in text.order]

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


def _prepare(
    statement: Executable, dialect: Dialect, keys: frozenset[str], *, many: bool
) -> Prepared | None:
    """Compile a statement; None where each run needs more than its parameters."""
    if statement.get_execution_options():
        return None
    compiled: SQLCompiler = cast(Any, statement).compile(
        dialect=dialect, column_keys=sorted(keys), for_executemany=many
    )
    if compiled.literal_execute_params or compiled.escaped_bind_names or compiled.update_prefetch:
        return None
    if many and (compiled.post_compile_params or compiled.effective_returning):
        return None
    if isinstance(statement, Insert) and not _plain(statement, compiled):
        return None
    defaults = {column.key: column for column in compiled.insert_prefetch}
    binds = []
    for bind, name in compiled.bind_names.items():
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
        is_list = bind in compiled.post_compile_params
        if is_list and process is not None:
            process = partial(_each, process)
        binds.append(_Bind(name, bind.key, fixed, process, is_list))
    return Prepared(compiled, binds)


def _length(value: Any) -> int:
    """How many values a list has; 0 for what is none, or too long to be known."""
    return len(value) if isinstance(value, list | tuple) and len(value) <= LONGEST else 0


def _each(process: Process, values: Sequence[Any]) -> list[Any]:
    return [process(value) for value in values]


def _plain(statement: Insert, compiled: SQLCompiler) -> bool:
    """Whether nothing about the new row has to be fetched beyond what RETURNING asks for."""
    if statement._returning:
        return True
    return not (compiled.postfetch_lastrowid or compiled.effective_returning)
