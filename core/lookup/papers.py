"""What is known of orders, parcels, purchase orders, transfers and returns."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.errors import NotFound
from core.fulfilment import claims
from core.fulfilment.models import parcels
from core.fulfilment.parcel_queries import ParcelInfo, parcels_of
from core.lookup import work
from core.lookup.found import Fact, Found, Ref, Thing, Topic
from core.orders.models import order_lines, orders
from core.purchasing import queries as purchases
from core.returns import queries as returned
from core.shipping.models import shipments
from core.stock.models import bins, reservations, warehouses
from core.transaction import Transaction
from core.transfers.models import transfer_lines, transfers

LINES = 30
"""How many lines of one paper are told."""


def order(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about an order: its lines, what is promised, who has it, its parcels and returns."""
    head = tx.execute(_order, {"o": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    facts: list[Fact] = []
    holder = claims.holder(tx, ref.id)
    if holder is not None:
        who = f"{holder.operator} · {holder.station}"
        facts.append(Fact(Topic.CLAIM, who=who, at=holder.since))
    facts += work.of_order(tx, ref.id)
    if head.hold_reason:
        facts.append(Fact(Topic.HELD, why=head.hold_reason))
    facts += _lines(tx, ref.id)
    for row in tx.execute(_held, {"o": ref.id}):
        product = Ref(Thing.PRODUCT, row.product_id)
        facts.append(
            Fact(
                Topic.PROMISED,
                row.quantity,
                code=row.sku,
                name=row.name,
                bin=row.code,
                lot=row.lot,
                ref=product,
            )
        )
    sent = {row.parcel_id: row for row in tx.execute(_shipped, {"o": ref.id})}
    for box in parcels_of(tx, ref.id):
        label = sent.get(box.id)
        waybill = f"{label.courier} {label.waybill}".strip() if label else ""
        facts.append(
            Fact(
                Topic.PARCEL,
                sum(content.quantity for content in box.contents),
                code=box.code,
                name=waybill,
                who=box.operator,
                state=box.state.value,
                at=box.handed_over_at or box.completed_at or box.opened_at,
                ref=Ref(Thing.PARCEL, box.id),
            )
        )
    facts += map(_return_fact, returned.returns_of(tx, ref.id))
    texts = {"channel": head.channel, "fulfilment": head.fulfilment}
    numbers = {"units": head.units, "lines": head.lines}
    return Found(
        ref, head.order_no, head.customer, head.status, numbers, texts, head.due_at, tuple(facts)
    )


def parcel(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a parcel: whose it is, its waybill, its contents, who packed it."""
    order_id = tx.execute(select(parcels.c.order_id).where(parcels.c.id == ref.id)).scalar()
    box = _box(tx, int(order_id), ref.id) if order_id is not None else None
    if box is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    head = tx.execute(_order, {"o": box.order_id}).one()
    mine = [row for row in tx.execute(_shipped, {"o": box.order_id}) if row.parcel_id == ref.id]
    facts = [
        Fact(Topic.LINE, each.quantity, code=each.sku, name=each.name, lot=each.lot)
        for each in box.contents
    ]
    at = box.completed_at or box.opened_at
    who = f"{box.operator} · {box.station}"
    facts.append(Fact(Topic.PACKED, who=who, at=at, ref=Ref(Thing.ORDER, box.order_id)))
    texts = {"order": head.order_no, "channel": head.channel}
    if mine:
        texts |= {
            "courier": mine[-1].courier,
            "waybill": mine[-1].waybill,
            "shipment": mine[-1].state,
        }
    return Found(
        ref,
        box.code,
        head.customer,
        box.state.value,
        texts=texts,
        at=box.handed_over_at,
        facts=tuple(facts),
    )


def purchase(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a purchase order: what was ordered, came, and is still to come."""
    one = purchases.one_purchase(tx, ref.id)
    facts = tuple(
        Fact(
            Topic.LINE if line.left == 0 else Topic.COMING,
            line.left or line.received,
            of=line.quantity,
            code=line.sku,
            name=line.name,
            ref=Ref(Thing.PRODUCT, line.product_id),
        )
        for line in purchases.lines_of(tx, ref.id)[:LINES]
    )
    numbers = {"ordered": one.ordered, "received": one.received}
    texts = {"supplier": one.supplier, "warehouse": one.warehouse}
    name, at = one.supplier_name, one.expected_on
    return Found(ref, one.number, name, one.state.value, numbers, texts, at, facts)


def transfer(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a transfer between warehouses."""
    head = tx.execute(_transfer, {"t": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    facts = tuple(
        Fact(
            Topic.COMING if row.sent > row.received + row.missing else Topic.LINE,
            row.sent - row.received - row.missing or row.received,
            of=row.quantity,
            code=row.sku,
            name=row.name,
            ref=Ref(Thing.PRODUCT, row.product_id),
        )
        for row in tx.execute(_transfer_lines, {"t": ref.id})
    )
    texts = {"from": head.source, "to": head.target}
    return Found(ref, head.number, state=head.state, texts=texts, at=head.expected_on, facts=facts)


def sent_back(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a return."""
    one = returned.one_return(tx, ref.id)
    facts = [
        Fact(
            Topic.LINE,
            line.good + line.damaged,
            of=line.expected,
            code=line.sku,
            name=line.name,
            bin=line.bin or "",
            why=line.note,
            ref=Ref(Thing.PRODUCT, line.product_id),
        )
        for line in returned.lines_of(tx, ref.id)[:LINES]
    ]
    facts.append(
        Fact(Topic.RETURN, code=one.order_no, why=one.reason, ref=Ref(Thing.ORDER, one.order_id))
    )
    numbers = {"expected": one.expected, "good": one.good, "damaged": one.damaged}
    texts = {"order": one.order_no, "channel": one.channel}
    name, at = one.customer, one.arrived_at or one.created_at
    return Found(ref, one.code, name, one.state.value, numbers, texts, at, tuple(facts))


def _lines(tx: Transaction, order_id: int) -> Iterable[Fact]:
    for row in tx.execute(_order_lines, {"o": order_id}):
        yield Fact(
            Topic.LINE,
            row.packed,
            of=row.quantity,
            code=row.sku,
            name=row.name,
            state="short" if row.short else "",
            ref=Ref(Thing.PRODUCT, row.product_id),
        )


def _return_fact(one: returned.Return) -> Fact:
    return Fact(
        Topic.RETURN,
        one.expected,
        code=one.code,
        state=one.state.value,
        why=one.reason,
        at=one.arrived_at or one.created_at,
        ref=Ref(Thing.RETURN, one.id),
    )


def _box(tx: Transaction, order_id: int, parcel_id: int) -> ParcelInfo | None:
    return next((box for box in parcels_of(tx, order_id) if box.id == parcel_id), None)


_order = select(
    orders.c.order_no,
    orders.c.channel,
    orders.c.customer,
    orders.c.status,
    orders.c.fulfilment,
    orders.c.due_at,
    orders.c.units,
    orders.c.lines,
    orders.c.hold_reason,
).where(orders.c.id == bindparam("o"))
_order_lines = (
    select(
        order_lines.c.product_id,
        order_lines.c.quantity,
        order_lines.c.packed,
        order_lines.c.short,
        products.c.sku,
        products.c.name,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
    .limit(LINES)
)
_held = (
    select(
        reservations.c.product_id,
        reservations.c.quantity,
        reservations.c.lot,
        bins.c.code,
        products.c.sku,
        products.c.name,
    )
    .join(bins, bins.c.id == reservations.c.bin_id)
    .join(products, products.c.id == reservations.c.product_id)
    .where(reservations.c.order_id == bindparam("o"))
    .order_by(bins.c.walk, bins.c.code, products.c.sku)
    .limit(LINES)
)
_shipped = (
    select(
        shipments.c.parcel_id,
        shipments.c.courier,
        shipments.c.waybill,
        shipments.c.state,
    )
    .where(shipments.c.order_id == bindparam("o"))
    .order_by(shipments.c.id)
)
_from, _to = warehouses.alias("from_house"), warehouses.alias("to_house")
_transfer = (
    select(
        transfers.c.number,
        transfers.c.state,
        transfers.c.expected_on,
        _from.c.name.label("source"),
        _to.c.name.label("target"),
    )
    .join(_from, _from.c.id == transfers.c.from_id)
    .join(_to, _to.c.id == transfers.c.to_id)
    .where(transfers.c.id == bindparam("t"))
)
_transfer_lines = (
    select(
        transfer_lines.c.product_id,
        transfer_lines.c.quantity,
        transfer_lines.c.sent,
        transfer_lines.c.received,
        transfer_lines.c.missing,
        products.c.sku,
        products.c.name,
    )
    .join(products, products.c.id == transfer_lines.c.product_id)
    .where(transfer_lines.c.transfer_id == bindparam("t"))
    .order_by(transfer_lines.c.line_no)
    .limit(LINES)
)
