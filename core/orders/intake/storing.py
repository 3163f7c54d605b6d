"""New orders go into the tables many at once: heads, lines, search words and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.audit import event_row, record_many
from core.catalog.lookup import weight_of
from core.clock import local
from core.couriers.quotes import Destination
from core.couriers.rules import Facts
from core.customers.linking import link
from core.customers.queries import standings
from core.orders.due import due_at
from core.orders.intake.channels import source_of
from core.orders.intake.drafts import Draft, content_hash
from core.orders.intake.placing import Placing, place
from core.orders.intake.rules import Desk
from core.orders.intake.worth import Worth, worth
from core.orders.models import LIVE, order_lines, order_texts, order_words, orders
from core.orders.payments import intake as money
from core.orders.payments.states import PaymentKind
from core.orders.routing import Route, Router, sums
from core.orders.search import SearchRow, goods_names, search_row, word_rows
from core.orders.states import Fulfilment, OrderStatus, Source
from core.orders.status import trust_of

# Columns that a file decides; a changed order gets them anew.
_COPIED = (
    "customer",
    "phone",
    "email",
    "address",
    "district",
    "city",
    "province",
    "postcode",
    "country",
    "currency",
    "shipping_fee",
    "cod",
    "note",
    "ship_by",
)


def create(desk: Desk, drafts: Sequence[Draft]) -> dict[int, list[int]]:
    """Store new orders, nothing promised yet; gives those to which stock is promised.

    They are by warehouse, in the order of the drafts, without those that are over or on hold.
    """
    if not drafts:
        return {}
    tx = desk.tx
    heads: list[dict[str, Any]] = []
    lines, words, texts = [], [], []
    found: list[SearchRow] = []
    worths: list[Worth] = []
    placings: list[Placing] = []
    buyers = link(tx, drafts)
    known = standings(tx, [one for one in buyers if one is not None])
    routes = _routes(desk, drafts)
    for draft, customer in zip(drafts, buyers, strict=True):
        value = worth(draft, desk.products)
        placed = place(desk.rules.policy, draft, value.total, trust_of(known, customer))
        worths.append(value)
        placings.append(placed)
        found.append(search_of(draft))
        house = routes[len(heads)].warehouse.id if routes else desk.rules.warehouse
        row = _head_row(desk, draft, value, placed)
        heads.append(row | {"customer_id": customer, "warehouse_id": house})
    ids = list(tx.execute(_insert_head, heads).scalars())
    every = zip(ids, drafts, worths, found, placings, strict=True)
    for order_id, draft, value, search, placed in every:
        each = zip(draft.lines, value.prices, value.discounts, strict=True)
        for number, (line, price, discount) in enumerate(each, 1):
            lines.append(
                {
                    "order_id": order_id,
                    "line_no": number,
                    "product_id": desk.products[line.sku].id,
                    "quantity": line.quantity,
                    "unit_price": price,
                    "discount": discount,
                    "bundle": line.bundle,
                }
            )
        words += word_rows(order_id, search.words)
        if placed.fulfilment in LIVE:
            texts.append({"order_id": order_id, "text": search.text})
    tx.execute(_insert_line, lines)
    tx.execute(_insert_word, words)
    if texts:
        tx.execute(_insert_text, texts)
    _book_money(desk, drafts, worths, placings, ids)
    record_many(tx, [event_row(tx, "imported", one, None, {"source": desk.source}) for one in ids])
    told = zip(ids, routes, strict=bool(routes))
    record_many(tx, [event_row(tx, "routed", one, None, route.told) for one, route in told])
    wanting: dict[int, list[int]] = {}
    for one, row, placed in zip(ids, heads, placings, strict=True):
        if placed.fulfilment is Fulfilment.SHORT:
            wanting.setdefault(row["warehouse_id"], []).append(one)
    return dict(sorted(wanting.items()))


def _routes(desk: Desk, drafts: Sequence[Draft]) -> list[Route]:
    """Where each order goes; nothing where all go to the station's warehouse."""
    rules = desk.rules
    if not rules.routing.rules:
        return []
    known = [
        [(desk.products[line.sku].id, line.quantity) for line in draft.lines] for draft in drafts
    ]
    products = [product for lines in known for product, _units in lines]
    router = Router(desk.tx, rules.routing, rules.warehouse, products)
    return [router.route(draft, sums(lines)) for draft, lines in zip(drafts, known, strict=True)]


def _book_money(
    desk: Desk,
    drafts: Sequence[Draft],
    sums: Sequence[Worth],
    placings: Sequence[Placing],
    ids: Sequence[int],
) -> None:
    """What channels say was paid, as payments."""
    told = []
    for draft, value, placed, order_id in zip(drafts, sums, placings, ids, strict=True):
        if draft.paid:
            down = placed.source is Source.MANUAL and draft.paid < value.total
            kind = PaymentKind.DOWN_PAYMENT if down else PaymentKind.PAYMENT
            at = min(draft.ordered_at or desk.tx.now, desk.tx.now)
            day = local(at, desk.rules.setting.zone).date()
            told.append(money.Told(order_id, draft.paid, day, kind))
    money.book(desk.tx, told)


def search_of(draft: Draft) -> SearchRow:
    """The words and text by which a draft will be found."""
    return search_row(
        order_no=draft.order_no,
        customer=draft.customer,
        phone=draft.phone,
        skus=goods_names((line.sku, line.bundle) for line in draft.lines),
        email=draft.email,
        address=draft.address,
        city=draft.city,
        note=draft.note,
    )


def _head_row(desk: Desk, draft: Draft, value: Worth, placed: Placing) -> dict[str, Any]:
    now = desk.tx.now
    return {
        "channel": draft.channel,
        "order_no": draft.order_no,
        "status": placed.status.value,
        "fulfilment": placed.fulfilment.value,
        "hold_reason": placed.hold_reason,
        "cancel_reason": placed.cancel_reason,
        "source": placed.source.value,
        "raw_status": draft.status,
        "paid": draft.paid or 0,
        "confirmed_at": now if placed.status in _WAS_CONFIRMED else None,
        "delivered_at": now if placed.delivered else None,
        "version": 1,
        "created_at": now,
        **content_row(desk, draft, value, draft.ordered_at or now),
    }


def content_row(desk: Desk, draft: Draft, value: Worth, ordered_at: datetime) -> dict[str, Any]:
    """The columns that follow from what a file says."""
    rules = desk.rules
    facts = _facts(desk, draft, value) if rules.couriers.rules else None
    courier, service = rules.courier_for(draft.courier, draft.service, facts, draft.currency)
    due = due_at(ordered_at, draft.ship_by, rules.cutoffs.get(courier), rules.setting.zone)
    return {
        **{name: getattr(draft, name) for name in _COPIED},
        "content_hash": content_hash(draft),
        "ordered_at": ordered_at,
        "due_at": due,
        "goods": value.goods,
        "discount": value.discount,
        "total": value.total,
        "courier": courier,
        "service": service,
        "courier_wish": draft.courier,
        "service_wish": draft.service,
        "units": sum(line.quantity for line in draft.lines),
        "lines": len(draft.lines),
        "updated_at": desk.tx.now,
    }


def _facts(desk: Desk, draft: Draft, value: Worth) -> Facts:
    """What the rules of couriers look at; its products say the weight, in one query if at all."""
    units: dict[int, int] = {}
    for line in draft.lines:
        product = desk.products[line.sku].id
        units[product] = units.get(product, 0) + line.quantity
    return Facts(
        channels=(draft.channel, source_of(draft.channel).value),
        to=Destination(**{name: getattr(draft, name) for name in _GOES_TO}),
        worth=value.goods - value.discount,
        cod=draft.cod > 0,
        weigh=lambda: weight_of(desk.tx, units),
    )


_GOES_TO = tuple(Destination.__dataclass_fields__)
_WAS_CONFIRMED = frozenset(
    {OrderStatus.PROCESSING, OrderStatus.SHIPPING, OrderStatus.DONE, OrderStatus.RETURNED}
)
_insert_head = insert(orders).returning(orders.c.id, sort_by_parameter_order=True)
_insert_line = insert(order_lines)
_insert_word = insert(order_words)
_insert_text = insert(order_texts)
