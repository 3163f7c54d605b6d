"""An order that is here already comes again: the same, changed, too late, or another buyer's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.audit import record
from core.catalog.models import products as product_table
from core.customers.linking import link
from core.files.reasons import Reason
from core.money import Money
from core.orders.intake.drafts import Draft
from core.orders.intake.rules import Desk
from core.orders.intake.settling import settle
from core.orders.intake.storing import content_row, search_of
from core.orders.intake.worth import Worth, worth
from core.orders.models import order_lines, orders
from core.orders.payments.intake import by_channel
from core.orders.promise import promise_orders
from core.orders.search import put_search
from core.orders.states import Fulfilment
from core.stock import reservations
from core.text import fit, fold

_CHANGEABLE = frozenset({Fulfilment.SHORT.value, Fulfilment.READY.value, Fulfilment.HELD.value})
_SHOWN = (
    "customer",
    "phone",
    "address",
    "district",
    "city",
    "province",
    "postcode",
    "country",
    "currency",
    "shipping_fee",
    "cod",
    "paid",
    "note",
    "ship_by",
)
_NO_CONTENTS = frozenset({"content_hash", "due_at", "updated_at"})
_AMOUNTS = frozenset({"shipping_fee", "cod", "paid"})


class _Line(NamedTuple):
    """One line as it is stored or as it comes; money in minor units."""

    sku: str
    quantity: int
    unit_price: int
    discount: int


def other_buyer(stored: RowMapping, draft: Draft) -> Reason | None:
    """The reason where an order number is taken by somebody of another name.

    Case and accents do not make another buyer, nor does a name that a channel masks (``B***i``).
    """
    names = (stored["customer"], draft.customer)
    if fold(names[0]) == fold(names[1]) or any("*" in name for name in names):
        return None
    return Reason(
        "other_buyer",
        {"order": draft.order_no, "customer": fit(names[0], 60), "other": fit(names[1], 60)},
    )


def change(desk: Desk, order_id: int, draft: Draft) -> Reason | None:
    """Bring a stored order to what the draft says, its stock released and promised anew.

    Gives the reason, with what differs, where work on it has begun; then nothing was changed.
    Money alone is no change of the contents: it is brought up to date at any time.
    """
    tx, rules = desk.tx, desk.rules
    stored = tx.execute(_locked, {"o": order_id}).one()._mapping
    lines = tx.execute(_lines, {"o": order_id}).mappings()
    value = worth(draft, desk.products)
    came = [
        _Line(one.sku, one.quantity, price, off)
        for one, price, off in zip(draft.lines, value.prices, value.discounts, strict=True)
    ]
    before, after = _compared(stored, lines, came, value)
    changes = differences(stored, draft, by_channel(tx, order_id))
    if before != after:
        priced = [one[:2] for one in before] == [one[:2] for one in after]
        changes["lines"] = [
            _list(before, stored["currency"], priced=priced),
            _list(after, draft.currency, priced=priced),
        ]
    row = content_row(desk, draft, value, draft.ordered_at or stored["ordered_at"])
    if before == after and _is_money_alone(stored, row):
        tx.execute(update(orders).where(orders.c.id == order_id).values(**row))
        if after != sorted(came):
            _tell_discounts(desk, lines, came)
        settle(desk, order_id, draft)
        record(tx, "changed", order_id=order_id, source=desk.source, changes=changes)
        return None
    begun = any(line[name] for line in lines for name in ("picked", "packed", "short", "excepted"))
    if stored["fulfilment"] not in _CHANGEABLE or begun or rules.is_claimed(tx, order_id):
        return _too_late(draft, changes)
    try:
        with tx.connection.begin_nested():
            _rewrite(desk, stored, lines, draft, came, row)
    except IntegrityError:  # a line that has to go is still named by an earlier parcel
        return _too_late(draft, changes)
    record(tx, "changed", order_id=order_id, source=desk.source, changes=changes)
    promise_orders(tx, stored["warehouse_id"], [order_id], partial=rules.partial)
    return None


def differences(stored: RowMapping, draft: Draft, paid: int) -> dict[str, list[str]]:
    """What differs, by column: as stored and as it comes now.

    `paid` is what the channel said before (minor units); a file that is silent changes nothing.
    """
    found: dict[str, list[str]] = {}
    for name in _SHOWN:
        old, new = stored[name], getattr(draft, name)
        if name == "paid":
            old, new = paid, paid if new is None else new
        if old != new and name in _AMOUNTS:
            old, new = Money(old, stored["currency"]).decimal, Money(new, draft.currency).decimal
            found[name] = [f"{old:f}", f"{new:f}"]
        elif old != new:
            found[name] = [_shown(old), _shown(new)]
    return found


def _compared(
    stored: RowMapping, lines: Sequence[RowMapping], came: Sequence[_Line], value: Worth
) -> tuple[list[_Line], list[_Line]]:
    """The lines as they are stored and as they come, each in one order.

    Orders of before have the sum of what their lines give off, and not which of them gives what:
    as long as that sum is the same nothing has changed.
    """
    before = sorted(map(_stored_line, lines))
    if stored["discount"] == value.discount and not any(one.discount for one in before):
        came = [one._replace(discount=0) for one in came]
    return before, sorted(came)


def _too_late(draft: Draft, changes: Mapping[str, Sequence[str]]) -> Reason:
    text = "; ".join(f"{name}: {old or '-'} → {new or '-'}" for name, (old, new) in changes.items())
    return Reason("changed_too_late", {"order": draft.order_no, "changes": text or "-"})


def _is_money_alone(stored: RowMapping, row: Mapping[str, Any]) -> bool:
    """Whether nothing but what was paid differs from what is stored of its head."""
    return all(stored[name] == value for name, value in row.items() if name not in _NO_CONTENTS)


def _rewrite(
    desk: Desk,
    stored: RowMapping,
    lines: Sequence[RowMapping],
    draft: Draft,
    came: Sequence[_Line],
    row: dict[str, Any],
) -> None:
    tx = desk.tx
    order_id: int = stored["id"]
    search = search_of(draft)
    row["version"] = stored["version"] + 1
    if any(stored[name] != row[name] for name in ("phone", "email")) or not stored["customer_id"]:
        row["customer_id"] = link(tx, [draft])[0] or stored["customer_id"]
    if stored["fulfilment"] == Fulfilment.READY.value:
        row["fulfilment"] = Fulfilment.SHORT.value
    reservations.release(tx, reservations.of_order(tx, order_id))
    tx.execute(update(orders).where(orders.c.id == order_id).values(**row))
    _rewrite_lines(desk, order_id, lines, came)
    put_search(tx, order_id, search)
    settle(desk, order_id, draft)


def _rewrite_lines(
    desk: Desk,
    order_id: int,
    old: Sequence[RowMapping],
    new: Iterable[_Line],
) -> None:
    """Keep the line of a product that stays; others go and come."""
    left = list(old)
    number = max((line["line_no"] for line in old), default=0)
    for line in new:
        product = desk.products[line.sku].id
        values: dict[str, Any] = line._asdict()
        del values["sku"]
        kept = next((one for one in left if one["product_id"] == product), None)
        if kept is not None:
            left.remove(kept)
            where = order_lines.c.id == kept["id"]
            desk.tx.execute(update(order_lines).where(where).values(**values))
            continue
        number += 1
        key = {"order_id": order_id, "line_no": number, "product_id": product}
        desk.tx.execute(insert(order_lines), key | values)
    for gone in left:
        desk.tx.execute(delete(order_lines).where(order_lines.c.id == gone["id"]))


def _tell_discounts(desk: Desk, old: Sequence[RowMapping], came: Sequence[_Line]) -> None:
    """Say of lines of before what each gives off; nothing else of them changes."""
    left = list(came)
    for line in old:
        same = next(one for one in left if one[:3] == _stored_line(line)[:3])
        left.remove(same)
        if same.discount != line["discount"]:
            where = order_lines.c.id == line["id"]
            desk.tx.execute(update(order_lines).where(where).values(discount=same.discount))


def _stored_line(row: RowMapping) -> _Line:
    return _Line(*(row[name] for name in _Line._fields))


def _shown(value: object) -> str:
    return fit("" if value is None else str(value), 60)


def _list(lines: Sequence[_Line], currency: str, *, priced: bool) -> str:
    """The lines in short; with their prices where those may be what differs."""
    told = []
    for one in lines:
        text = f"{one.quantity} × {one.sku}"
        if priced:
            text += f" @{Money(one.unit_price, currency).decimal:f}"
        if one.discount:
            text += f" -{Money(one.discount, currency).decimal:f}"
        told.append(text)
    return fit(", ".join(told), 200)


_locked = select(orders).where(orders.c.id == bindparam("o")).with_for_update()
_lines = (
    select(
        order_lines.c.id,
        order_lines.c.line_no,
        order_lines.c.product_id,
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        order_lines.c.picked,
        order_lines.c.packed,
        order_lines.c.short,
        order_lines.c.excepted,
        product_table.c.sku,
    )
    .join(product_table, product_table.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
