"""Takes charges in from a file: each is known by its source, and the same again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, select

from core.audit import record
from core.billing.charges.models import billing_charges
from core.billing.rates.commands import percent
from core.customers.queries import find
from core.database import Database
from core.errors import NotFound, Refusal
from core.files import values
from core.files.reading import read_table
from core.files.reasons import Reason
from core.files.table import Row
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, run_in_batches
from core.upsert import Upsert

COLUMNS = (
    "source",
    "id",
    "kind",
    "customer",
    "date",
    "item",
    "description",
    "quantity",
    "price",
    "currency",
    "tax",
)
"""Of the file: price with tax and tax in percent may be left to the price list."""
REQUIRED = ("source", "id", "customer", "date", "quantity")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    new: int
    known: int
    """Those that were there with the same content."""
    refused: tuple[Reason, ...]


def take_in(database: Database, actor: Actor, path: Path, *, currency: str, country: str) -> Taken:
    """Take in a file of charges; rows that cannot be read are named, the others stay.

    Raises Refusal ``file_...`` where nothing of it can be trusted, NotAllowed.
    """
    table = read_table(path, COLUMNS, REQUIRED)
    new = known = 0
    refused: list[Reason] = []

    def work(tx: Transaction, rows: Any) -> list[bool | Reason]:
        require(tx, Permission.BILLING_SETUP)
        return [_take(tx, row, currency, country) for row in rows]

    for results in run_in_batches(database, actor, table.rows, work):
        for one in results:
            if isinstance(one, Reason):
                refused.append(one)
            elif one:
                new += 1
            else:
                known += 1
    return Taken(new, known, tuple(refused))


def charge_once(
    tx: Transaction,
    customer_id: int,
    source: tuple[str, str, str],
    description: str,
    price: int,
    currency: str,
) -> bool:
    """Charge somebody for one thing, known by its source, number and kind; whether it is new.

    `price` is in minor units and holds no tax.
    """
    row = {
        "customer_id": customer_id,
        "source_type": source[0],
        "source_id": source[1],
        "kind": source[2],
        "item": "",
        "description": description,
        "quantity": 1,
        "unit_price": price,
        "currency": currency,
        "tax_rate": "0",
        "on_date": tx.today,
        "created_at": tx.now,
    }
    return tx.execute(_insert(tx), row).first() is not None


def remove(tx: Transaction, source: str, number: str, kind: str = "") -> None:
    """Take a charge back that is on no invoice.

    Raises NotFound ``charge_not_found``, Refusal ``charge_billed``.
    """
    require(tx, Permission.BILLING_SETUP)
    found = tx.execute(_one, {"t": source, "s": number, "k": kind}).first()
    if found is None:
        raise NotFound("charge_not_found", charge=f"{source} {number} {kind}".strip())
    if found.invoice_line_id is not None:
        raise Refusal("charge_billed", charge=f"{source} {number} {kind}".strip())
    tx.execute(delete(billing_charges).where(billing_charges.c.id == found.id))
    record(tx, "charge_removed", charge=f"{source} {number} {kind}".strip())


def _take(tx: Transaction, row: Row, currency: str, country: str) -> bool | Reason:
    """Take one row in: whether it is new, or why it is not taken."""
    for problem in row.problems:
        if problem.column in COLUMNS and problem.column != "date":
            return Reason.at(row.line, problem.column, problem.code, problem.params)
    for name in REQUIRED:
        if not row.cells.get(name, "").strip():
            return Reason.at(row.line, name, "value_missing", {})
    column = ["source"]
    try:
        told = _read(tx, row.cells, currency, country, column)
        made = tx.execute(_insert(tx), told | {"created_at": tx.now}).first()
        if made is not None:
            return True
        found = tx.execute(
            _one, {"t": told["source_type"], "s": told["source_id"], "k": told["kind"]}
        ).one()
        column = ["id"]
        if any(getattr(found, name) != value for name, value in told.items()):
            raise Refusal("charge_differs", charge=told["source_id"])
    except Refusal as refusal:
        return Reason.of(row.line, column[-1], refusal)
    return False


def _read(
    tx: Transaction, cells: Mapping[str, str], currency: str, country: str, column: list[str]
) -> dict[str, Any]:
    """The columns of a row; `column` says how far it came."""

    def cell(name: str) -> str:
        column.append(name)
        return cells.get(name, "").strip()

    source, number = values.text(cell("source"), 40), values.text(cell("id"), 80)
    kind = values.text(cell("kind"), 40)
    who = find(tx, cell("customer"), country)
    on = values.moment(cell("date"), "UTC").date()
    item = values.text(cell("item"), 80)
    description = values.text(cell("description"), 300)
    if not item and not description:
        raise Refusal("rate_item")
    quantity = values.quantity(cell("quantity"))
    price = cell("price")
    money = cell("currency")
    money = values.currency(money) if money else currency
    column.append("price")
    unit_price = values.amount(price, money) if price else None
    rate = cell("tax")
    return {
        "customer_id": who.merged_into or who.id,
        "source_type": source,
        "source_id": number,
        "kind": kind,
        "item": item,
        "description": description,
        "quantity": quantity,
        "unit_price": unit_price,
        "currency": money,
        "tax_rate": percent(rate) if rate else None,
        "on_date": on,
    }


_insert = Upsert(
    lambda insert: insert(billing_charges).on_conflict_do_nothing().returning(billing_charges.c.id)
)
_one = select(billing_charges).where(
    billing_charges.c.source_type == bindparam("t"),
    billing_charges.c.source_id == bindparam("s"),
    billing_charges.c.kind == bindparam("k"),
)
