"""What was typed in becomes an order: once, with its goods promised, its buyer and its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from core.audit import record
from core.customers import linking, places
from core.customers.queries import living
from core.customers.records import Place
from core.orders.commands import head
from core.orders.entry import drafts
from core.orders.entry.checking import Checked, check
from core.orders.entry.contents import Contents
from core.orders.entry.numbers import next_number
from core.orders.entry.rules import EntryRules
from core.orders.entry.writing import content_row, insert_lines, write_search
from core.orders.models import orders
from core.orders.payments.commands import Paid, confirm, report
from core.orders.promise import promise_orders
from core.orders.routing import Going, Route, Router, sums
from core.orders.states import Fulfilment, OrderStatus, Origin, Source
from core.orders.status import follow_money
from core.people.permissions import Permission, may, require
from core.stock import holds
from core.stock.reservations import Missing
from core.transaction import Transaction

CHANNEL = "manual"
"""The channel of orders that people type in."""


@dataclass(frozen=True, slots=True)
class Made:
    """The order that was typed in; `missing` is what no shelf has for it."""

    order_id: int
    order_no: str
    status: OrderStatus
    is_new: bool
    """False where the same draft was saved before."""
    missing: tuple[Missing, ...] = ()


def make(tx: Transaction, rules: EntryRules, key: str) -> Made:
    """Make an order of a draft; the same draft again gives the order that it became.

    Its held goods become a promise in the same moment. Raises NotComplete with every reason,
    NotFound ``draft_not_found``.
    """
    require(tx, Permission.ORDER_ADD)
    draft = drafts.load(tx, key, lock=True)
    if draft.order_id is not None:
        known = head(tx, draft.order_id)
        return Made(known.id, known.order_no, known.status, is_new=False)
    checked = check(rules, draft.contents)
    number = next_number(tx, rules.number, CHANNEL, rules.zone)
    holds.drop(tx, key)  # what it held counts as free for the rules that say where it goes
    route = _route(tx, rules, checked)
    house = rules.warehouse if route is None else route.warehouse.id
    order_id = _store(tx, rules, number, draft.contents, checked, house)
    if route is not None:
        record(tx, "routed", order_id=order_id, warehouse=route.warehouse.code, why=route.why)
    promised = promise_orders(tx, house, [order_id], partial=rules.intake.partial)
    drafts.done(tx, key, order_id)
    status = _settle(tx, rules, order_id, checked)
    return Made(order_id, number, status, is_new=True, missing=promised.missing)


def make_at_once(tx: Transaction, rules: EntryRules, contents: Contents, key: str = "") -> Made:
    """Make an order of contents that nobody types at a screen; the same `key` again makes none."""
    key = key or drafts.new_key()
    known = drafts.find(tx, key)
    if known is None or known.order_id is None:
        drafts.save(tx, rules, key, contents)
    return make(tx, rules, key)


def _store(
    tx: Transaction,
    rules: EntryRules,
    number: str,
    contents: Contents,
    checked: Checked,
    house: int,
) -> int:
    row: dict[str, Any] = {
        "warehouse_id": house,
        "channel": CHANNEL,
        "order_no": number,
        "status": OrderStatus.UNPAID.value,
        "fulfilment": Fulfilment.SHORT.value,
        "source": Source.MANUAL.value,
        "customer_id": _customer(tx, contents, checked),
        "origin": Origin(contents.origin).value,
        "origin_id": contents.origin_id,
        "version": 1,
        "ordered_at": tx.now,
        "created_at": tx.now,
        "updated_at": tx.now,
        **content_row(rules, checked, tx.now),
    }
    order_id = int(tx.execute(insert(orders).returning(orders.c.id), row).scalar_one())
    insert_lines(tx, order_id, checked.lines)
    write_search(tx, order_id, number, checked)
    record(tx, "entered", order_id=order_id, origin=contents.origin, origin_id=contents.origin_id)
    return order_id


def _route(tx: Transaction, rules: EntryRules, checked: Checked) -> Route | None:
    """Where an order goes; None where all go to the station's warehouse."""
    if not rules.intake.routing.rules:
        return None
    wants = sums((line.product_id, line.quantity) for line in checked.lines)
    router = Router(tx, rules.intake.routing, rules.warehouse, list(wants))
    place = Going(CHANNEL, checked.city, checked.province, checked.postcode)
    return router.route(place, wants)


def _customer(tx: Transaction, contents: Contents, checked: Checked) -> int | None:
    """The buyer: the one who was chosen, else whoever has the phone, else somebody new."""
    if contents.customer_id is None:
        return linking.link(tx, [checked])[0]
    known = living(tx, contents.customer_id)
    place = Place(
        **{name: getattr(checked, name) for name in Place.__dataclass_fields__ if name in _PLACE},
        name="" if checked.customer == known.name else checked.customer,
    )
    places.remember(tx, known.id, place)
    return known.id


def _settle(tx: Transaction, rules: EntryRules, order_id: int, checked: Checked) -> OrderStatus:
    """Write down what is paid already; the status follows."""
    if not checked.paid:
        return follow_money(tx, rules.policy, order_id)
    paid = Paid(checked.paid, checked.method, reference=checked.reference)
    told = report(tx, rules.policy, order_id, paid)
    if checked.received and may(tx, Permission.PAYMENT_CONFIRM):
        told = confirm(tx, rules.policy, told.payment.id)
    return told.status


_PLACE = ("address", "district", "city", "province", "postcode", "country")
