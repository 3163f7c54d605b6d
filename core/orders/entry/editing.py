"""An order is edited before it is packed: by one at a time, with all that follows within orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.audit import events, record
from core.customers.following import follow
from core.customers.linking import link
from core.errors import Refusal
from core.orders.entry.changes import (
    LINE,
    OFF,
    Choose,
    EditedMeanwhile,
    changed,
    clashes,
    flat,
    merged,
    told,
)
from core.orders.entry.checking import Checked, check
from core.orders.entry.contents import BUYER, REST, Contents, plain_amount
from core.orders.entry.reading import contents_from, stored_lines, stored_row
from core.orders.entry.rules import EntryRules
from core.orders.entry.writing import content_row, line_row, set_values, write_search
from core.orders.models import order_lines
from core.orders.promise import promise_orders
from core.orders.states import PLACED, Fulfilment, OrderStatus, Source
from core.orders.status import follow_money
from core.people.models import operators
from core.people.permissions import Permission, require
from core.stock import reservations
from core.stock.reservations import Missing
from core.transaction import Transaction

NOTES = frozenset({"note", "must_read"})
"""What may change as long as the parcel is in the house."""
PLACE = frozenset(BUYER)
"""Who it goes to and where."""
ON_LABEL = (PLACE - {"email"}) | {"courier", "service", "cod", "gift", "fragile"}
"""Fields that a label says: it is void where one of them changes, or the goods."""
OURS = frozenset({Source.MANUAL, Source.FORM, Source.PRIVATE, Source.WEB})
"""Sources whose orders belong to the shop; those of a marketplace are changed there."""
_HERE = frozenset({"note", "must_read", "gift", "fragile", "courier", "service", "ship_by"})
"""What the shop decides of a marketplace's order too."""
_OVER = frozenset({Fulfilment.HANDED_OVER, Fulfilment.CANCELLED})


TakeOut = Callable[[Transaction, int, Mapping[int, int]], None]
"""Takes what is wanted no more out of an order's boxes and totes: units that stay, by line."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit changed; nothing where nothing differed."""

    order_id: int
    order_no: str
    changes: Mapping[str, tuple[Any, Any]]
    """By field, ``line:SKU`` or ``discount:SKU``: as it was and as it is."""
    on_label: bool = False
    """Whether a label of it would say something else now."""
    missing: tuple[Missing, ...] = ()
    moved: bool = False
    """Whether other goods, or other units of them, are to be sent now."""


def edit(
    tx: Transaction,
    rules: EntryRules,
    order_id: int,
    base: Contents,
    wanted: Contents,
    *,
    choose: Choose | None = None,
    update_customer: bool = False,
    take_out: TakeOut | None = None,
) -> Edited:
    """Bring an order from what a person read (`base`) to what they typed (`wanted`).

    Where somebody else changed it meanwhile EditedMeanwhile says field by field what, unless
    `choose` says whose word counts. Totals, promise and search words follow; labels and shipments
    are the affair of `core.shipping.editing`, and so is `take_out`: without it goods that were
    picked or packed stay as they are. The customer's record changes only when asked.
    Raises NotComplete, NotAllowed, and Refusal ``edit_gone``, ``edit_packed``, ``edit_picked``,
    ``edit_marketplace`` or ``order_moved``.
    """
    row = stored_row(tx, order_id, lock=True)
    lines = stored_lines(tx, order_id)
    now = contents_from(row, lines, rules.zone)
    base, wanted = (replace(one, currency=row.currency) for one in (base, wanted))
    if flat(now) == flat(wanted):  # it is so already; a second press changes nothing
        return Edited(order_id, row.order_no, {})
    if flat(now) != flat(base):
        if choose is None:
            who = who_changed(tx, order_id)
            raise EditedMeanwhile(row.order_no, clashes(base, now, wanted, who))
        wanted = merged(now, base, wanted, choose)
    wanted = replace(wanted, paid="", customer_id=row.customer_id)
    changes = changed(flat(now), flat(wanted))
    if not changes:
        return Edited(order_id, row.order_no, {})
    wanted = _cod_follows(row, now, wanted, changes)
    _allow(tx, row, lines, frozenset(changes), packed_too=take_out is not None)
    only = {"lines" if name.startswith((LINE, OFF)) else name for name in changes}
    checked = check(rules, wanted, only=only | ({"discount", "cod"} if "lines" in only else set()))
    wanted = replace(wanted, cod=plain_amount(checked.cod, row.currency))
    changes = changed(flat(now), flat(_as_stored(wanted, checked, changes)))
    moved = _moves_goods(changes)
    begun = any(line.packed or line.boxed or line.picked for line in lines)
    if moved and begun and take_out is not None:
        stays = {gone.id: 0 for gone in _paired(lines, checked)[1]}
        for line, kept in _paired(lines, checked)[0]:
            if kept is not None:
                stays[kept.id] = line.quantity
        take_out(tx, order_id, stays)
    elif moved:
        reservations.release(tx, reservations.of_order(tx, order_id))
    missing = _write(tx, rules, row, lines, checked, frozenset(changes), moved=moved)
    record(
        tx,
        "edited",
        order_id=order_id,
        changes=told(changes),
        fields=", ".join(changes),
        version=row.version + 1,
    )
    if update_customer and row.customer_id is not None:
        follow(tx, row.customer_id, checked)
    elif update_customer:
        link(tx, [checked])
    if row.status in {one.value for one in PLACED} and _money_is_ours(row):
        follow_money(tx, rules.policy, order_id)
    return Edited(order_id, row.order_no, changes, _says_label(changes), missing, moved)


def _as_stored(wanted: Contents, checked: Checked, changes: Mapping[str, object]) -> Contents:
    """What was typed in the form in which it is kept: a phone in its one form, and so on."""
    texts = {name: getattr(checked, name) for name in BUYER if name in changes}
    texts |= {name: getattr(checked, name) for name in ("note", "must_read") if name in changes}
    return replace(wanted, **texts)


def _cod_follows(
    row: Any, now: Contents, wanted: Contents, changes: Mapping[str, object]
) -> Contents:
    """What is collected stays all that is left to pay, where it was and nobody says otherwise."""
    whole = row.cod and row.cod == max(0, row.total - row.paid)
    wanted = replace(wanted, paid=plain_amount(row.paid, row.currency))
    said = "cod" in changes and wanted.cod.strip() != REST
    return replace(wanted, cod=REST) if not said and (whole or "cod" in changes) else wanted


def _allow(
    tx: Transaction, row: Any, lines: list[Any], names: frozenset[str], *, packed_too: bool
) -> None:
    """Raise where this order, as it stands, or this person may not change these fields."""
    require(tx, Permission.ORDER_NOTE if names <= NOTES else Permission.ORDER_EDIT)
    order = row.order_no
    if Fulfilment(row.fulfilment) in _OVER or row.status in _DONE:
        raise Refusal("edit_gone", order=order)
    if Source(row.source) not in OURS and not names <= _HERE:
        channel = row.source if row.source != row.channel else row.channel
        raise Refusal("edit_marketplace", order=order, channel=channel)
    if names <= NOTES:
        return
    if any(line.packed or line.boxed or line.excepted for line in lines):
        if not (packed_too or names <= PLACE | NOTES):
            raise Refusal("edit_packed", order=order)
        require(tx, Permission.LABEL_VOID)
        return
    if not packed_too and _are_goods(names) and any(line.picked for line in lines):
        raise Refusal("edit_picked", order=order)


def _write(
    tx: Transaction,
    rules: EntryRules,
    row: Any,
    lines: list[Any],
    checked: Checked,
    names: frozenset[str],
    *,
    moved: bool,
) -> tuple[Missing, ...]:
    """Write what changed; lines with all that hangs on them."""
    order_id = row.id
    values = content_row(rules, checked, row.ordered_at)
    touches_lines = _are_goods(names)
    gives_off = any(name.startswith(OFF) for name in names)
    if not (names & {"discount", "shipping_fee"} or touches_lines or gives_off):
        for name in ("goods", "discount", "shipping_fee", "total", "units", "lines"):
            del values[name]
    for name in (*BUYER, "note", "courier", "service", "ship_by"):
        if name not in names:
            values.pop(name, None)
    if "courier" not in names and "ship_by" not in names:
        del values["due_at"]
    if moved and Fulfilment(row.fulfilment) is not Fulfilment.HELD:
        values["fulfilment"] = Fulfilment.SHORT.value
    if not set_values(tx, order_id, row.version, values):
        raise Refusal("order_moved", order=row.order_no)
    if touches_lines or gives_off:
        _rewrite_lines(tx, row, lines, checked, anew=moved)
    write_search(tx, order_id, row.order_no, checked)
    if not moved:
        return ()
    return promise_orders(tx, row.warehouse_id, [order_id], partial=rules.intake.partial).missing


def _rewrite_lines(
    tx: Transaction, row: Any, old: list[Any], checked: Checked, *, anew: bool
) -> None:
    """Keep the line of a product that stays; others go and come. With `anew` none is short yet."""
    number = max((line.line_no for line in old), default=0)
    new = []
    pairs, left = _paired(old, checked)
    for line, kept in pairs:
        if kept is not None:
            values = line_row(line)
            if anew:
                values |= {"short": 0, "picked": min(kept.picked, line.quantity)}
            if anew and line.quantity != kept.quantity:
                values["excepted"] = 0  # what was given up of the old number is over
            tx.execute(update(order_lines).where(order_lines.c.id == kept.id).values(values))
            continue
        number += 1
        new.append(line_row(line) | {"order_id": row.id, "line_no": number})
    for gone in left:
        try:
            with tx.connection.begin_nested():
                tx.execute(delete(order_lines).where(order_lines.c.id == gone.id))
        except IntegrityError:  # an earlier parcel still names it
            raise Refusal("edit_line_named", order=row.order_no, sku=gone.sku) from None
    if new:
        tx.execute(insert(order_lines), new)


def _paired(old: list[Any], checked: Checked) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Each line with the stored one of its product, None where it is new; and those that go."""
    left = list(old)
    pairs = []
    for line in checked.lines:
        kept = next((one for one in left if one.product_id == line.product_id), None)
        if kept is not None:
            left.remove(kept)
        pairs.append((line, kept))
    return pairs, left


def who_changed(tx: Transaction, order_id: int) -> dict[str, tuple[str, datetime]]:
    """Who changed each field last, and when, as the trail tells."""
    found: dict[str, tuple[str, datetime]] = {}
    for row in tx.execute(_trail, {"o": order_id}):
        names = row.data.get("changes") or (
            {"note": 0, "must_read": 0} if row.kind == "note" else {"gift": 0, "fragile": 0}
        )
        for name in names:
            found.setdefault(name, (row.name or "kemas", row.at))
    return found


def _says_label(changes: Mapping[str, tuple[Any, Any]]) -> bool:
    return _moves_goods(changes) or any(name in ON_LABEL for name in changes)


def _are_goods(names: Iterable[str]) -> bool:
    """Whether products, units or prices are among what changes."""
    return any(name.startswith(LINE) for name in names)


def _moves_goods(changes: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether products or their units are among what changes, and not prices alone."""
    return any(
        name.startswith(LINE) and (old is None or new is None or old[0] != new[0])
        for name, (old, new) in changes.items()
    )


def _money_is_ours(row: Any) -> bool:
    """Whether all that is paid stands on the order's payments."""
    return bool(row.source == Source.MANUAL.value or not row.paid)


_DONE = {OrderStatus.DONE.value, OrderStatus.CANCELLED.value, OrderStatus.RETURNED.value}
_trail = (
    select(events.c.kind, events.c.at, events.c.data, operators.c.name)
    .outerjoin(operators, operators.c.id == events.c.operator_id)
    .where(
        events.c.order_id == bindparam("o"),
        events.c.kind.in_(["edited", "changed", "note", "marked"]),
    )
    .order_by(events.c.id.desc())
    .limit(50)
)
