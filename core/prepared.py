"""Statements that are run again and again: compiled once, then handed to the driver as they are.

SQLAlchemy looks every statement up, sets an execution up and keeps its result open: about 50 µs
each, which is most of the time of a scan. What is always the same is done here only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, cast
from weakref import ref

from sqlalchemy import Connection, Delete, Executable, Insert, Row, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import CompoundSelect

from core.rows import AnyRow, Rows

Params = Mapping[str, Any]
Process = Callable[[Any], Any]
_CHANGES = (Insert, Update, Delete)
_KNOWN = (Select, CompoundSelect, *_CHANGES)
HEARD = "kemas_heard"
"""Option of an engine to whose statements somebody listens: all of them go the usual way."""
LONGEST = 512
"""Lists of more values than this go the usual way."""
_EXACT = 8
"""Longer lists are filled up to the next power of two: each length is a statement of its own."""
_Kind = tuple[bool, tuple[str, ...]]
_Seen = dict[int, tuple[ref[Executable], dict[_Kind, "Prepared | None"]]]
_seen: dict[str, _Seen] = {}
"""By the name of the dialect, then by the id of a statement that lives, then by what it is given:
a dictionary with weak keys would make a reference for every look."""


class Lane:
    """The driver's own way to the database, past the engine, for all transactions of a line."""

    __slots__ = ("connection", "cursor", "seen")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.cursor: Any = cast(Any, connection.connection).cursor()
        self.seen = _seen.setdefault(connection.dialect.name, {})

    def run(self, statement: Executable, params: Any) -> Rows | None:
        """Run a statement that is known from before; None where it has to go the usual way.

        It is known from its second time on, unless it says something that only SQLAlchemy can
        work out. Several sets of parameters are several rows.
        """
        known_as = self.seen.get(id(statement))
        if known_as is None:
            if isinstance(statement, _KNOWN):
                gone = partial(_forget, self.seen, id(statement))
                self.seen[id(statement)] = ref(statement, gone), {}
            return None
        kinds = known_as[1]
        many = type(params) is list or type(params) is tuple
        kind = (many, tuple(params[0] if many else params))
        try:
            known = kinds[kind]
        except KeyError:
            dialect = self.connection.dialect
            known = kinds[kind] = _prepare(statement, dialect, frozenset(kind[1]), many=many)
        return None if known is None else known.run(self, params, many=many)


def _forget(seen: _Seen, number: int, _gone: object) -> None:
    seen.pop(number, None)


def lane(connection: Connection) -> Lane | None:
    """The short way of a connection; None where somebody listens."""
    if HEARD in connection.get_execution_options():
        return None
    return Lane(connection)


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
    order: Callable[[Mapping[str, Any]], Any] | None
    """What puts its values into order where they are given by position."""
    parts: Mapping[str, Sequence[str]]
    """What the single values of each list are called."""


class Prepared:
    """A statement as one driver takes it, and what turns values to and fro."""

    def __init__(self, compiled: SQLCompiler, binds: Sequence[_Bind], keys: frozenset[str]):
        self._compiled = compiled
        self._lists = [bind for bind in binds if bind.is_list]
        binds = [bind for bind in binds if not bind.is_list]
        self._fixed = {
            bind.name: bind.fixed if bind.process is None else bind.process(bind.fixed)
            for bind in binds
            if bind.key not in keys
        }
        self._turned = [
            (bind.name, bind.key, bind.process or _same)
            for bind in binds
            if bind.key in keys and (bind.process is not None or bind.name != bind.key)
        ]
        self._texts: dict[tuple[int, ...], _Text] = {}
        """By the lengths of its lists."""
        if not self._lists:
            self._texts[()] = _Text(str(compiled), _order(compiled.positiontup), {})
        self._columns: list[Any] = []
        statement = compiled.statement
        if isinstance(statement, Select | CompoundSelect) or compiled.effective_returning:
            self._columns = list(cast(Any, statement).exported_columns)
        self._meta: Any = None
        self._processors: list[Any] | None = None

    def run(self, lane: Lane, params: Any, *, many: bool) -> Rows | None:
        """Run it; raises what SQLAlchemy would raise. None where a list is too long or empty."""
        if self._lists:
            params = self._filled(params)
            if params is None:
                return None
            text = self._text(params)
        else:
            text = self._texts[()]
        given: Any = None
        cursor = lane.cursor
        try:
            if many:
                given = [self._given(text, each) for each in params]
                cursor.executemany(text.sql, given)
            else:
                given = self._given(text, params)
                cursor.execute(text.sql, given)
            if not self._columns:
                return Rows([], cursor.rowcount)
            found = cursor.fetchall()
            if self._meta is None:
                self._look(lane.connection.dialect, cursor)
        except lane.connection.dialect.loaded_dbapi.Error as error:
            raise words_of(lane.connection, text.sql, given, error) from error
        meta, processors, index = self._meta, self._processors, self._meta._key_to_index
        rows: list[AnyRow] = [Row(meta, processors, index, each) for each in found]
        return Rows(rows, cursor.rowcount)

    def _filled(self, params: Params) -> Params | None:
        """The parameters with each list as long as its statement has it; None where none has."""
        filled = dict(params)
        for bind in self._lists:
            values = params.get(bind.key, bind.fixed)
            size = len(values) if isinstance(values, list | tuple) else 0
            if not 0 < size <= LONGEST:
                return None
            if size > _EXACT:
                size = 1 << (size - 1).bit_length()
            filled[bind.key] = [*values, *[values[-1]] * (size - len(values))]
        return filled

    def _text(self, params: Params) -> _Text:
        lengths = tuple([len(params[bind.key]) for bind in self._lists])
        text = self._texts.get(lengths)
        if text is None:
            said = self._compiled.construct_expanded_state(params)
            text = _Text(said.statement, _order(said.positiontup), said.parameter_expansion)
            self._texts[lengths] = text
        return text

    def _given(self, text: _Text, params: Params) -> Any:
        values = {**self._fixed, **params}
        for name, key, process in self._turned:
            values[name] = process(params[key])
        for bind in self._lists:
            each = params[bind.key] if bind.process is None else bind.process(params[bind.key])
            values.update(zip(text.parts[bind.name], each, strict=True))
        return values if text.order is None else text.order(values)

    def _look(self, dialect: Dialect, cursor: Any) -> None:
        """Learn from the first result what turns its values into ours."""
        types = [described[1] for described in cursor.description]
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, kind)
            for column, kind in zip(self._columns, types, strict=True)
        ]
        self._processors = processors if any(processors) else None
        self._meta = SimpleResultMetaData([column.key for column in self._columns])


def _order(names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any] | None:
    """What takes named values in the order of their positions; None where names are enough."""
    if names is None:
        return None
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _same(value: Any) -> Any:
    return value


def words_of(connection: Connection, sql: str, given: Any, error: Any) -> Exception:
    """The driver's error as SQLAlchemy would raise it; a connection that is lost is put away."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, cast(Any, connection.connection), None)
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
    return Prepared(compiled, binds, keys)


def _each(process: Process, values: Sequence[Any]) -> list[Any]:
    return [process(value) for value in values]


def _plain(statement: Insert, compiled: SQLCompiler) -> bool:
    """Whether nothing about the new row has to be fetched beyond what RETURNING asks for."""
    if statement._returning:
        return True
    return not (compiled.postfetch_lastrowid or compiled.effective_returning)
