"""Check of all columns that hold a state: each holds one that its life cycle knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, Table, case, cast, func, or_, select

from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, Rows, WholeLook, at_once, by, within
from core.people.models import operators
from core.people.permissions import Role
from core.schema import metadata
from core.transaction import Transaction

_CLOSED = re.compile(r"(\w+) IN \(((?:'\w+'(?:, )?)+)\)")
"""What `core.tables.one_of` writes."""
_NAMES = ("order_no", "code", "name", "key")
"""What people call a row; others go by their number."""


def _closed(table: Table) -> Mapping[str, tuple[str, ...]]:
    """The columns of a table that hold one word of a closed list, and these words."""
    texts = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    matches = [found for text in texts if (found := _CLOSED.fullmatch(text))]
    return {found[1]: tuple(re.findall(r"\w+", found[2])) for found in sorted(matches, key=str)}


COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    name: columns for name, table in metadata.tables.items() if (columns := _closed(table))
} | {operators.name: {"role": tuple(role.value for role in Role)}}
"""Every column that holds one word of a closed list, by table."""


def _look(table: Table, columns: Mapping[str, tuple[str, ...]]) -> Look | WholeLook:
    wrong = [(table.c[name].not_in(known), name) for name, known in columns.items()]
    # Rows that have no number of their own are gone through by what they belong to.
    number = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
    called = next((name for name in _NAMES if name in table.c), number.name)
    found = select(
        number.label("number"),
        cast(table.c[called], String).label("name"),
        case(*wrong).label("column"),
        case(*((condition, table.c[name]) for condition, name in wrong)).label("value"),
    ).where(or_(*(condition for condition, _name in wrong)))

    def made(row: Any) -> Finding:
        params = {"table": table.name} | dict(row._mapping)
        return Finding("state_unknown", (table.name, row.number), params)

    if not isinstance(number.type, Integer):  # rows that go by a name: they are few

        def once(tx: Transaction, _means: Means) -> tuple[int, list[Finding]]:
            rows = tx.execute(select(func.count()).select_from(table)).scalar_one()
            return int(rows), [made(row) for row in tx.execute(found)]

        return at_once("states", once)
    found = found.where(within(number))
    return Look("states", Rows(table.name, number, at_once=2_000), by(found, made))


LOOKS = tuple(_look(metadata.tables[name], columns) for name, columns in COLUMNS.items())
"""One look a table."""
