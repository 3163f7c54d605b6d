"""Everything about one order in one piece: goods, stock, parcels, shipments, paper, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.catalog.queries import Barcode, products_of
from core.customers.queries import standing
from core.customers.records import Standing
from core.fulfilment.claims import Holder, holder
from core.fulfilment.parcel_queries import Content, ParcelInfo, parcels_of
from core.fulfilment.states import ParcelState
from core.messages.queries import Message
from core.messages.queries import of_order as messages_of
from core.money import Money
from core.orders.models import LIVE
from core.orders.payments.queries import Payment, payments_of
from core.orders.promise import missing_of
from core.orders.queries import HistoryEntry, OrderInfo, history_of, lines_of, order
from core.paper.models import labels
from core.paper.queries import IssuedLabel, Job, issued, jobs
from core.paper.states import JobState
from core.shipping.models import shipments
from core.shipping.recalling import Recalled, recall_of
from core.shipping.states import VAIN, ShipmentState
from core.stock.models import BinKind
from core.stock.queries import bin_codes, levels_of
from core.stock.reservations import of_order as reservations_of
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Units of a product in one bin."""

    bin: str
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True)
class LineDetail:
    """A line of an order and where its goods are."""

    line_no: int
    sku: str
    name: str
    barcodes: tuple[Barcode, ...]
    quantity: int
    unit_price: Money
    discount: Money
    """Off all its units together."""
    bundle: str
    """The SKU of the bundle that these goods are part of."""
    picked: int
    packed: int
    boxed: int
    short: int
    excepted: int
    unpromised: int
    """Units that are still to find and that nothing is reserved for."""
    missing: int
    """Of these, units that lie free on no shelf: why the order is short."""
    promised: tuple[Place, ...]
    """Where units are reserved for this line."""
    free: tuple[Place, ...]
    """Shelves with units that are promised to nobody."""


@dataclass(frozen=True, slots=True)
class ShipmentInfo:
    """One attempt to send a parcel; weight in grams, lengths in millimetres."""

    id: int
    parcel_id: int
    attempt: int
    own_code: str
    state: ShipmentState
    raw_state: str
    courier: str
    service: str
    waybill: str
    cod: Money
    insurance: Money
    fee_payer: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    note: str
    created_at: datetime
    booked_at: datetime | None
    recall: Recalled | None = None
    """How it stands with the courier that is to forget it; None where none is asked."""


@dataclass(frozen=True, slots=True)
class ParcelDetail:
    """A parcel with how it is sent and what is on it; `waybill` is that of the live shipment."""

    code: str
    number: int
    state: ParcelState
    waybill: str
    courier: str
    box: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    operator: str
    station: str
    opened_at: datetime
    completed_at: datetime | None
    handed_over_at: datetime | None
    contents: tuple[Content, ...]
    shipments: tuple[ShipmentInfo, ...]
    labels: tuple[IssuedLabel, ...]


@dataclass(frozen=True, slots=True)
class JobDetail:
    """A print job of an order; `parcel` is its code, empty for papers of the whole order."""

    id: int
    kind: str
    state: JobState
    printer: str
    copy: int
    parcel: str
    size: int
    error: str
    created_at: datetime
    sent_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One thing that happened to an order: when, what, by whom, where, and its parameters."""

    at: datetime
    kind: str
    operator: str
    station: str
    parcel: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything about an order."""

    head: OrderInfo
    claim: Holder | None
    lines: tuple[LineDetail, ...]
    parcels: tuple[ParcelDetail, ...]
    jobs: tuple[JobDetail, ...]
    """Oldest first."""
    events: tuple[EventDetail, ...]
    """Oldest first."""
    payments: tuple[Payment, ...]
    """Oldest first, refunds among them."""
    standing: Standing
    """What the shop thinks of the buyer."""
    messages: tuple[Message, ...]
    """What was written to the buyer, oldest first."""

    @property
    def balance(self) -> Money:
        """What is still due; below zero: credit of the buyer."""
        return self.head.balance

    @property
    def missing(self) -> dict[str, int]:
        """Units by SKU that lie free on no shelf: why the order is short."""
        found: dict[str, int] = {}
        for line in self.lines:
            if line.missing:
                found[line.sku] = found.get(line.sku, 0) + line.missing
        return found


def order_detail(tx: Transaction, order_id: int) -> OrderDetail:
    """Everything about an order; raises NotFound ``order_not_found``."""
    head = order(tx, order_id)
    packed = parcels_of(tx, order_id)
    codes = {parcel.id: parcel.code for parcel in packed}
    return OrderDetail(
        head,
        holder(tx, order_id),
        _lines(tx, head),
        _parcels(tx, order_id, packed),
        tuple(_job(job, codes) for job in reversed(jobs(tx, order_id=order_id, limit=500))),
        tuple(_event(entry, codes) for entry in history_of(tx, order_id)),
        payments_of(tx, order_id),
        standing(tx, head.customer_id),
        messages_of(tx, order_id)[::-1],
    )


def shipments_of(tx: Transaction, order_id: int) -> tuple[ShipmentInfo, ...]:
    """All shipments of an order's parcels, by parcel and attempt."""
    found = []
    for row in tx.execute(_shipments, {"o": order_id}):
        values = dict(row._mapping)
        currency = values.pop("currency")
        values |= {name: Money(values[name], currency) for name in ("cod", "insurance")}
        state = ShipmentState(values["state"])
        values |= {"state": state, "recall": recall_of(tx, values["own_code"], state)}
        found.append(ShipmentInfo(**values))
    return tuple(found)


def _lines(tx: Transaction, head: OrderInfo) -> tuple[LineDetail, ...]:
    lines = lines_of(tx, head.id)
    product_ids = sorted({line.product_id for line in lines})
    printed = products_of(tx, product_ids)
    held = reservations_of(tx, head.id)
    bins = bin_codes(tx, sorted({one.bin_id for one in held}))
    promised: dict[int, list[Place]] = {}
    for one in held:
        promised.setdefault(one.line_id, []).append(Place(bins[one.bin_id], one.lot, one.quantity))
    free: dict[int, list[Place]] = {}
    for level in levels_of(tx, head.warehouse_id, product_ids):
        if level.kind is BinKind.SHELF and level.available:
            free.setdefault(level.product_id, []).append(
                Place(level.bin, level.lot, level.available)
            )
    open_units: dict[int, int] = {}
    if head.fulfilment in LIVE:
        open_units = {one.line_id: one.quantity for one in missing_of(tx, head.id)}
    left = {product: sum(one.quantity for one in places) for product, places in free.items()}
    found = []
    for line in lines:
        unpromised = open_units.get(line.id, 0)
        there = min(unpromised, left.get(line.product_id, 0))
        left[line.product_id] = left.get(line.product_id, 0) - there
        found.append(
            LineDetail(
                line_no=line.line_no,
                sku=line.sku,
                name=line.name,
                barcodes=printed[line.product_id].barcodes,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                bundle=line.bundle,
                picked=line.picked,
                packed=line.packed,
                boxed=line.boxed,
                short=line.short,
                excepted=line.excepted,
                unpromised=unpromised,
                missing=unpromised - there,
                promised=tuple(promised.get(line.id, ())),
                free=tuple(free.get(line.product_id, ())),
            )
        )
    return tuple(found)


def _parcels(
    tx: Transaction, order_id: int, packed: tuple[ParcelInfo, ...]
) -> tuple[ParcelDetail, ...]:
    sent = shipments_of(tx, order_id)
    wanted = {"wanted": [parcel.id for parcel in packed]}
    pasted = [issued(row) for row in tx.execute(_labels, wanted)] if packed else []
    found = []
    for parcel in packed:
        own = tuple(one for one in sent if one.parcel_id == parcel.id)
        last = next((one for one in reversed(own) if one.state not in VAIN), None)
        found.append(
            ParcelDetail(
                code=parcel.code,
                number=parcel.number,
                state=parcel.state,
                waybill=last.waybill if last else "",
                courier=last.courier if last else "",
                box=parcel.box,
                weight_g=parcel.weight_g,
                length_mm=parcel.length_mm,
                width_mm=parcel.width_mm,
                height_mm=parcel.height_mm,
                operator=parcel.operator,
                station=parcel.station,
                opened_at=parcel.opened_at,
                completed_at=parcel.completed_at,
                handed_over_at=parcel.handed_over_at,
                contents=parcel.contents,
                shipments=own,
                labels=tuple(one for one in pasted if one.parcel_id == parcel.id),
            )
        )
    return tuple(found)


def _job(job: Job, codes: Mapping[int, str]) -> JobDetail:
    return JobDetail(
        id=job.id,
        kind=job.kind,
        state=job.state,
        printer=job.printer,
        copy=job.copy,
        parcel=codes.get(job.parcel_id or 0, ""),
        size=job.size,
        error=job.error,
        created_at=job.created_at,
        sent_at=job.sent_at,
        done_at=job.done_at,
    )


def _event(entry: HistoryEntry, codes: Mapping[int, str]) -> EventDetail:
    parcel = codes.get(entry.parcel_id or 0, "")
    return EventDetail(entry.at, entry.kind, entry.operator, entry.station, parcel, entry.data)


_SHOWN = tuple(name for name in ShipmentInfo.__dataclass_fields__ if name != "recall")
_shipments = (
    select(*(shipments.c[name] for name in _SHOWN), shipments.c.currency)
    .where(shipments.c.order_id == bindparam("o"))
    .order_by(shipments.c.parcel_id, shipments.c.attempt)
)
_labels = (
    select(*(labels.c[name] for name in IssuedLabel.__dataclass_fields__))
    .where(labels.c.parcel_id.in_(bindparam("wanted", expanding=True)))
    .order_by(labels.c.id)
)
