"""Who carries a parcel that is packed or on the table: what couriers ask, and the usual one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, func, select

from core.catalog.queries import Product, products_of
from core.couriers.base import Can
from core.couriers.bookings import Unknown
from core.couriers.limits import charged_g
from core.couriers.quotes import Destination, NotOffered, ToQuote, Why, Within
from core.database import Database
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import Parcel
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines, orders
from core.rows import AnyRow
from core.shipping.models import shipments
from core.shipping.quoting import Answer, Wanted, offers_in, quotes, stacked
from core.shipping.ruling import by_rules
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, cod_due, live_shipment
from core.shipping.states import ShipmentState
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Option:
    """One way to send a parcel; the fee in minor units, the weight in grams."""

    courier: str
    name: str
    service: str
    fee: int | None
    """None where its courier did not say it, but may take the parcel."""
    within: Within | None
    charged_g: int
    """What is paid for, of the scales or of the size; 0 where nobody knows."""
    collects: bool
    """Whether the courier collects money on delivery."""
    usual: bool = False
    """What the order or the table of rules says, or somebody planned."""
    cheapest: bool = False
    fastest: bool = False

    @property
    def promise(self) -> dict[str, int]:
        """What it offers, as wishes of a shipment: the fee, and the days from the booking on."""
        days = None if self.within is None else self.within.days
        said = {"quoted_fee": self.fee, "quoted_days": days}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Quotes:
    """What couriers say of one parcel; the options in the order in which they are offered."""

    wanted: Wanted
    answers: tuple[Answer, ...]
    options: tuple[Option, ...]


def quotes_for(
    database: Database,
    settings: ShippingSettings,
    order_id: int,
    parcel: Callable[[Transaction], Parcel | None],
    only: Sequence[str] = (),
    *,
    weight_g: int = 0,
) -> Quotes:
    """Ask couriers for a parcel as it is packed, or for an order of which nothing is packed yet.

    `parcel` gives it inside the transaction that draws the question up and is over before anybody
    is asked; `weight_g` goes before what the parcel weighs. Raises what `parcel` raises, NotFound
    ``courier_unknown``.
    """
    wanted, answers = quotes(
        database,
        settings.couriers,
        lambda tx: drawn_up(tx, settings, order_id, parcel(tx), weight_g),
        only,
    )
    return Quotes(wanted, answers, options_of(settings, wanted, answers))


def drawn_up(
    tx: Transaction,
    settings: ShippingSettings,
    order_id: int,
    parcel: Parcel | None,
    weight_g: int = 0,
) -> Wanted:
    """The question: real weight and size where they are known, else those of the products."""
    order = tx.execute(_order, {"of": order_id}).one()
    packed = parcel is not None and parcel.state is not ParcelState.OPEN
    query, whose = (_packed, parcel.id) if parcel is not None and packed else (_left, order_id)
    rows = tx.execute(query, {"of": whose}).all()
    told = products_of(tx, sorted({row.product_id for row in rows}))
    goods = [(told[row.product_id], int(row.units)) for row in rows if row.units > 0]
    draft = live_shipment(tx, parcel.id) if parcel is not None else None
    known = weight_g or (draft.weight_g if draft else 0) or (parcel.weight_g if parcel else 0)
    fixed = draft is not None and draft.cod_fixed
    asked = ToQuote(
        Destination(
            order.address, order.district, order.city, order.province, order.postcode, order.country
        ),
        order.currency,
        known or sum(one.weight_g * units for one, units in goods),
        goods=sum(_worth(row) for row in rows if row.units > 0),
        cod=draft.cod if draft and fixed else cod_due(tx, order_id) + (draft.cod if draft else 0),
        insurance=draft.insurance if draft else 0,
    )
    rules = by_rules(tx, settings.couriers, parcel) if parcel is not None and not draft else {}
    return Wanted(
        _sized(asked, draft or parcel, goods),
        draft.courier if draft else rules.get("courier", order.courier),
        draft.service if draft else rules.get("service", order.service),
        bool(known),
        tuple(sorted(one.sku for one, _units in goods if not one.weight_g)),
    )


def options_of(
    settings: ShippingSettings, wanted: Wanted, answers: Sequence[Answer]
) -> tuple[Option, ...]:
    """What can be chosen: the usual one first, then by fee; where several are, the best are marked.

    The usual one can be chosen as well where its courier has no price list, or cannot be asked.
    """
    found = [
        _option(settings, wanted, answer, offer.service, offer.fee, offer.within)
        for answer, offer in offers_in(answers)
    ]
    told = {answer.courier: answer for answer in answers}
    usual = settings.couriers.find(wanted.courier)
    if usual is not None and not any(one.usual for one in found):
        answer = told.get(usual.code) or Answer(usual.code, usual.name, Unknown("not_asked"))
        if _may_take_it(answer):
            found.append(_option(settings, wanted, answer, wanted.service, None, None))
    fees = [one.fee for one in found if one.fee is not None]
    times = [_hours(one.within) for one in found if one.within is not None]
    if len(found) > 1:
        found = [
            replace(
                one,
                cheapest=one.fee is not None and one.fee == min(fees),
                fastest=one.within is not None and _hours(one.within) == min(times),
            )
            for one in found
        ]
    return tuple(sorted(found, key=lambda one: (not one.usual, one.fee is None, one.fee)))


def planned_courier(tx: Transaction, order_id: int) -> str:
    """The courier that was chosen for the box that an order is packed into; empty: none was."""
    return str(tx.execute(_planned, {"of": order_id}).scalar() or "")


def _option(
    settings: ShippingSettings,
    wanted: Wanted,
    answer: Answer,
    service: str,
    fee: int | None,
    within: Within | None,
) -> Option:
    courier = settings.couriers.get(answer.courier)
    return Option(
        courier.code,
        courier.name,
        service,
        fee,
        within,
        charged_g(courier, wanted.parcel),
        Can.COD in courier.can,
        usual=(courier.code, service) == (wanted.courier, wanted.service),
    )


def _may_take_it(answer: Answer) -> bool:
    quote = answer.quote
    if isinstance(quote, NotOffered):
        return quote.why is Why.NO_TARIFF
    return isinstance(quote, Unknown)


def _hours(within: Within) -> tuple[int, int]:
    """The latest and the earliest hour of a promise."""
    unit = 24 if within.unit == "days" else 1
    return within.high * unit, within.low * unit


def _worth(row: AnyRow) -> int:
    """What the buyer pays for goods of one line."""
    return int(row.units * row.unit_price - row.discount * row.units // row.quantity)


def _sized(
    asked: ToQuote, box: Parcel | Shipment | None, goods: Sequence[tuple[Product, int]]
) -> ToQuote:
    """With the size of the box; of the goods laid on each other where nobody said which it is."""
    if box is None or not (box.length_mm and box.width_mm and box.height_mm):
        return stacked(asked, goods)
    return replace(asked, length_mm=box.length_mm, width_mm=box.width_mm, height_mm=box.height_mm)


_planned = (
    select(shipments.c.courier)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .where(
        shipments.c.order_id == bindparam("of"),
        shipments.c.state == ShipmentState.DRAFT.value,
        parcels.c.state == ParcelState.OPEN.value,
    )
    .order_by(shipments.c.id.desc())
    .limit(1)
)
_order = select(orders).where(orders.c.id == bindparam("of"))
_line = (
    order_lines.c.product_id,
    order_lines.c.unit_price,
    order_lines.c.discount,
    order_lines.c.quantity,
)
_packed = (
    select(*_line, func.sum(parcel_lines.c.quantity).label("units"))
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .where(parcel_lines.c.parcel_id == bindparam("of"))
    .group_by(order_lines.c.id, *_line)
)
_gone = (
    select(func.coalesce(func.sum(parcel_lines.c.quantity), 0))
    .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
    .where(
        parcel_lines.c.order_line_id == order_lines.c.id,
        parcels.c.state.not_in([ParcelState.OPEN.value, ParcelState.VOID.value]),
    )
    .scalar_subquery()
)
_left = select(
    *_line, (order_lines.c.quantity - order_lines.c.excepted - _gone).label("units")
).where(order_lines.c.order_id == bindparam("of"))
"""What of an order is in no box that is complete."""
