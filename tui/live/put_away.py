"""The goods that wait to be put back, as the station shows them."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.clock import local
from core.i18n import _, language
from core.money import Money, show
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.stock import put_away
from core.stock.put_away import Task
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.views import Detail, Filter, Page, PutBackRow, Section


def put_back_page(
    tx: Transaction, warehouse: int, wanted: Filter, offset: int, limit: int
) -> Page[PutBackRow]:
    """A page of the goods to put back, in walking order of their shelves."""
    found = put_away.waiting(tx, warehouse, offset=offset, limit=limit)
    rows = tuple(
        PutBackRow(
            str(one.id), one.sku, one.name, one.quantity, one.from_bin, one.to_bin or "", _why(one)
        )
        for one in found
    )
    return Page(rows, put_away.how_many(tx, warehouse))


def put_back_sheet(tx: Transaction, identifier: str, zone: str) -> Detail:
    """Everything about goods that wait to be put back."""
    one = put_away.task(tx, int(identifier))
    rows = (
        (_("Goods"), f"{one.quantity} × {one.name}"),
        (_("Lies in"), one.from_bin),
        (_("Goes to"), one.to_bin or _("any shelf")),
        (_("Why"), _why(one)),
        (_("Asked"), local(one.asked_at, zone).strftime("%d/%m %H:%M")),
    )
    said = _("Scan the goods, then the bin that you put them into.")
    return Detail(one.sku, "", (Section(_("Put back"), rows), Section(_("Now"), ((said,),))))


def cancelled_section(tx: Transaction, order_id: int) -> Section:
    """Of a cancelled order: why, what is to be paid back, and what is to be put back."""
    row = tx.execute(_cancelled, {"o": order_id}).first()
    if row is None:
        return Section(_("Cancelled"), ())
    rows = [(_("Why"), row.cancel_reason)] if row.cancel_reason else []
    if row.paid:
        amount = show(Money(row.paid, row.currency), language())
        how = _("{amount}: send it back, then {key} and {what}").format(
            amount=amount, key=key_name(BY_NAME["payments"].key), what=_("Give money back")
        )
        rows.append((_("To refund"), how))
    rows += [
        (_("Put back"), f"{one.quantity} × {one.sku}: {one.from_bin} → {one.to_bin or '?'}")
        for one in put_away.of_order(tx, order_id)
    ]
    return Section(_("Cancelled"), tuple(rows))


_cancelled = select(orders.c.cancel_reason, orders.c.paid, orders.c.currency).where(
    orders.c.id == bindparam("o"), orders.c.fulfilment == Fulfilment.CANCELLED.value
)


def _why(one: Task) -> str:
    if one.reason == "cancel":
        return _("{order} cancelled").format(order=one.reference)
    if one.reason == "edit":
        return _("{order} changed").format(order=one.reference)
    return one.reference
