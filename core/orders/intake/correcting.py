"""A parked order, put right by a person, is checked like a new one and taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.audit import record
from core.catalog.lookup import by_sku
from core.errors import Refusal
from core.files import Row
from core.files.reasons import Reason
from core.orders.intake import parking
from core.orders.intake.checking import check_rows
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.drafts import Group, SourceRow
from core.orders.intake.parking import Resolution
from core.orders.intake.rules import Desk, Rules
from core.orders.intake.taking import take, unknown_skus
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Corrected:
    """How a correction ended: the order is in, or these reasons are left."""

    taken_in: bool
    order_no: str
    reasons: tuple[Reason, ...] = ()


def correct(
    tx: Transaction,
    rules: Rules,
    parked_id: int,
    rows: Sequence[Mapping[str, str]] | None = None,
    *,
    accept_buyer: bool = False,
) -> Corrected:
    """Take a parked order in with corrected rows (None: as they are, now that the rest is right).

    Cells are named as in a file; a row is dropped by leaving it out at the end, or by emptying it
    or its SKU and quantity.  What is still wrong is kept with its new reasons.  `accept_buyer`
    says that a known order number is this buyer's after all.
    Raises NotFound ``parked_unknown``, Refusal ``parked_empty`` or ``parked_several_orders``.
    """
    require(tx, Permission.ORDER_CORRECT)
    parked = parking.get(tx, parked_id)
    kept = list(parked.rows) if rows is None else _rows(parked.rows, rows)
    if not kept:
        raise Refusal("parked_empty", parked=parked_id)
    groups = check_rows([Row(row.line, _all_cells(row.cells)) for row in kept], rules.setting)
    if len(groups) != 1:
        raise Refusal("parked_several_orders", parked=parked_id, orders=len(groups))
    group = groups[0]
    reasons = _reasons(tx, rules, group, parked.source, accept_buyer=accept_buyer)
    if reasons:
        parking.rewrite(tx, parked_id, kept, reasons)
        return Corrected(False, group.order_no, tuple(reasons))
    parking.resolve_one(tx, parked_id, Resolution.TAKEN_IN)
    record(tx, "parked_taken_in", order=group.order_no, channel=group.channel)
    return Corrected(True, group.order_no)


def _reasons(
    tx: Transaction, rules: Rules, group: Group, source: str, *, accept_buyer: bool
) -> list[Reason]:
    """Take the group in; what stands against it instead, with nothing changed."""
    if group.draft is None:
        return list(group.reasons)
    products = by_sku(tx, [line.sku for line in group.draft.lines])
    if unknown := unknown_skus(group.draft, products):
        return unknown
    with tx.connection.begin_nested() as savepoint:
        taken = take(Desk(tx, rules, products, source), [group], accept_buyer=accept_buyer)
        if taken.parked:
            savepoint.rollback()  # it is parked already, as the entry that is being corrected
            return list(taken.parked[0].reasons)
    return []


def _rows(old: Sequence[SourceRow], new: Sequence[Mapping[str, str]]) -> list[SourceRow]:
    """Corrected rows with the lines they came from, as far as there were any."""
    unknown = {name for row in new for name in row} - set(ORDER_COLUMNS)
    if unknown:
        raise Refusal("parked_columns_unknown", columns=", ".join(sorted(unknown)))
    kept = []
    for at, row in enumerate(new):
        before = old[at] if at < len(old) else SourceRow(at + 1, {})
        if _names_goods(row) or (any(row.values()) and not _names_goods(before.cells)):
            kept.append(SourceRow(before.line, dict(row)))
    return kept


def _names_goods(cells: Mapping[str, str]) -> bool:
    return bool(cells.get("sku", "").strip() or cells.get("quantity", "").strip())


def _all_cells(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cells.get(name, "") for name in ORDER_COLUMNS}
