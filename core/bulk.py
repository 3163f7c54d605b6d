"""Many rows in one statement: a JSON array read as a table, the same way on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Subquery, bindparam, cast, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text, TypeEngine


class each_row(GenericFunction[Any]):  # noqa: N801 - reads as the SQL function that it is
    """The elements of a JSON array, one a row, in a column `value`."""

    inherit_cache = True
    name = "each_row"


class row_field(GenericFunction[str]):  # noqa: N801
    """Field number `n` of a JSON row."""

    type = Text()
    inherit_cache = True
    name = "row_field"


@compiles(each_row, "sqlite")
def _sqlite_each(element: each_row, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(each_row, "postgresql")
def _postgres_each(element: each_row, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **kw)} AS json))"


@compiles(row_field, "sqlite")
def _sqlite_field(element: row_field, compiler: SQLCompiler, **kw: Any) -> str:
    value, number = (compiler.process(part, **kw) for part in element.clauses)
    return f"json_extract({value}, '$[' || {number} || ']')"


@compiles(row_field, "postgresql")
def _postgres_field(element: row_field, compiler: SQLCompiler, **kw: Any) -> str:
    value, number = (compiler.process(part, **kw) for part in element.clauses)
    return f"({value} ->> {number})"


def given_rows(name: str, **columns: TypeEngine[Any]) -> Subquery:
    """A table of rows that are given when the statement runs: parameter `name`, see `as_rows`."""
    given = each_row(bindparam(name, type_=Text())).table_valued("value", name=f"{name}_json")
    fields = [
        cast(row_field(given.c.value, literal_column(str(number))), kind).label(column)
        for number, (column, kind) in enumerate(columns.items())
    ]
    return select(*fields).select_from(given).subquery(name)


def as_rows(rows: Iterable[tuple[int | str, ...]]) -> str:
    """The value for a parameter of `given_rows`: fields in the order of its columns."""
    return _as_text(list(rows))


_as_text = json.JSONEncoder(separators=(",", ":")).encode
