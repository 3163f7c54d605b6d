"""Shipments: planned, requested through the outbox, booked or not, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from core import outbox
from core.audit import record
from core.couriers.local import CODES as LOCAL
from core.errors import NotFound, Refusal
from core.frozen import changer
from core.fulfilment.parcels import Parcel, load_parcel
from core.lifecycle import check_step
from core.numbering import draw
from core.orders.models import orders
from core.rows import maker
from core.shipping.models import shipments
from core.shipping.ruling import by_rules
from core.shipping.settings import ShippingSettings
from core.shipping.states import LIVE, SHIPMENT_STEPS, VAIN, ShipmentState
from core.shipping.usual import usually
from core.transaction import Transaction

BOOK = "shipment.book"
"""The outbox kind of a booking."""
RECALL = "shipment.cancel"
"""The outbox kind of a booking that its courier is to forget."""
LABEL = "shipment.label"
"""The outbox kind of a label that its courier draws."""
SLIP = "shipment.slip"
"""The outbox kind of a slip for a box whose label comes late."""
SLIP_AFTER = timedelta(seconds=4)
"""So long a packer waits for a label before the box gets a slip."""
_QUOTED = ("courier", "service", "weight_g", "length_mm", "width_mm", "height_mm", "cod")
"""What an offer was for."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One attempt to send one parcel; money in minor units, weight in grams, lengths in mm."""

    id: int
    order_id: int
    parcel_id: int
    attempt: int
    own_code: str
    state: ShipmentState
    courier: str
    service: str
    waybill: str
    currency: str
    cod: int
    cod_fixed: bool
    """Whether a person said what to collect; else it follows from the order."""
    insurance: int
    fee_payer: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    note: str
    inspection: str
    asked_at: datetime | None
    """Since when its courier may have it; None: it certainly has not."""
    booked_at: datetime | None
    """When the courier took it, also where its number comes later."""
    reference: str
    sort_code: str
    quoted_days: int | None
    """In how many days its courier offered to bring it, where its offer was taken."""


_columns = [shipments.c[name] for name in Shipment.__dataclass_fields__]
_by_id = select(*_columns).where(shipments.c.id == bindparam("id"))
_locked = _by_id.with_for_update()
_live = select(*_columns).where(
    shipments.c.parcel_id == bindparam("p"),
    shipments.c.state.in_(sorted(state.value for state in LIVE)),
)
_last = (
    select(*_columns)
    .where(shipments.c.parcel_id == bindparam("p"))
    .order_by(shipments.c.attempt.desc())
    .limit(1)
)
_insert = insert(shipments).returning(*_columns)
_step = update(shipments).where(
    shipments.c.id == bindparam("shipment"), shipments.c.state == bindparam("before")
)
_change = update(shipments).where(shipments.c.id == bindparam("shipment"))


_shipment = maker(Shipment, state=ShipmentState)
shipment_with = changer(Shipment)
"""A shipment with some fields changed."""


def load_shipment(tx: Transaction, shipment_id: int, *, lock: bool = False) -> Shipment:
    """A shipment; raises NotFound."""
    row = tx.execute(_locked if lock else _by_id, {"id": shipment_id}).first()
    if row is None:
        raise NotFound("shipment_not_found", shipment=shipment_id)
    return _shipment(row)


def live_shipment(tx: Transaction, parcel_id: int) -> Shipment | None:
    """The shipment of a parcel that is not over; a parcel has at most one."""
    row = tx.execute(_live, {"p": parcel_id}).first()
    return None if row is None else _shipment(row)


def last_shipment(tx: Transaction, parcel_id: int) -> Shipment | None:
    """The newest attempt to send a parcel, whatever became of it."""
    row = tx.execute(_last, {"p": parcel_id}).first()
    return None if row is None else _shipment(row)


def plan(
    tx: Transaction,
    settings: ShippingSettings,
    parcel: Parcel,
    wishes: Mapping[str, Any] | None = None,
) -> Shipment:
    """The draft of a parcel's shipment with sensible defaults, made on first need.

    `wishes` overrides single fields (courier, service, weight_g, cod, insurance, fee_payer, note,
    length_mm, width_mm, height_mm).
    """
    values = dict(wishes or {})
    if "cod" in values:
        values["cod_fixed"] = True
    known = _draft_of(tx, parcel)
    if known is None:
        return _drawn_up(tx, settings, parcel, values)
    if any(name in values and values[name] != getattr(known, name) for name in _QUOTED):
        values = {"quoted_fee": None, "quoted_days": None, **values}  # it was for another parcel
    if values:
        tx.execute(_change, {"shipment": known.id, **values})
    return load_shipment(tx, known.id)


def request_complete(
    tx: Transaction, settings: ShippingSettings, parcel: Parcel, *, last: bool
) -> tuple[Shipment, int | None]:
    """Commit to booking a complete parcel as it was planned, else with the defaults.

    Gives the shipment and its outbox row; None for that, and a draft, where the waybill number of
    a pre-printed label has to be scanned first.
    """
    shipment = _draft_of(tx, parcel)
    if shipment is None:
        shipment = _drawn_up(tx, settings, parcel, {}, requested=True, last=last)
        requested = shipment.state is ShipmentState.REQUESTED
        return shipment, _announce(tx, shipment) if requested else None
    shipment = settle_contents(tx, shipment, parcel, last=last)
    if settings.couriers.get(shipment.courier).needs_waybill:
        return shipment, None
    return shipment, request(tx, shipment)


def _draft_of(tx: Transaction, parcel: Parcel) -> Shipment | None:
    known = live_shipment(tx, parcel.id)
    if known is not None and known.state is not ShipmentState.DRAFT:
        raise Refusal("shipment_exists", parcel=parcel.code, state=known.state.value)
    return known


def _drawn_up(
    tx: Transaction,
    settings: ShippingSettings,
    parcel: Parcel,
    values: Mapping[str, Any],
    *,
    requested: bool = False,
    last: bool = False,
) -> Shipment:
    """A new shipment; with `requested` it is no draft any more, unless a waybill comes first.

    With `last` it collects what is still due.
    """
    order = tx.execute(_order, {"o": parcel.order_id, "p": parcel.id}).one()
    if not values.get("courier"):
        values = {**by_rules(tx, settings.couriers, parcel), **values}
    courier = settings.couriers.get(str(values.get("courier") or order.courier))
    number = draw(tx, "shipment")
    own_code = f"{settings.couriers.prefix}{number:010d}"
    state = ShipmentState.DRAFT
    if requested and not courier.needs_waybill:
        check_step(SHIPMENT_STEPS, state, ShipmentState.REQUESTED, shipment=own_code)
        state = ShipmentState.REQUESTED
    row = {
        "order_id": parcel.order_id,
        "parcel_id": parcel.id,
        "attempt": order.attempts + 1,
        "own_code": own_code,
        "state": state,
        "courier": courier.code,
        "service": order.service or courier.services[0],
        "currency": order.currency,
        "cod": max(0, int(order.cod) - int(order.collected)) if last else 0,
        "weight_g": parcel.weight_g,
        "length_mm": parcel.length_mm,
        "width_mm": parcel.width_mm,
        "height_mm": parcel.height_mm,
        "created_at": tx.now,
        **usually(tx, settings, parcel, courier.code, order.note),
    }
    return _shipment(tx.execute(_insert, {**row, **values}).one())


def settle_contents(tx: Transaction, shipment: Shipment, parcel: Parcel, *, last: bool) -> Shipment:
    """What only the complete parcel tells: its weight and box, and the COD that is still due.

    COD is asked with the last parcel of an order, since the buyer pays once, unless a person said
    otherwise.
    """
    values: dict[str, Any] = {"weight_g": shipment.weight_g or parcel.weight_g}
    for name in ("length_mm", "width_mm", "height_mm"):
        values[name] = getattr(shipment, name) or getattr(parcel, name)
    if last and not shipment.cod_fixed:
        values["cod"] = cod_due(tx, shipment.order_id)
    if any(getattr(shipment, name) != value for name, value in values.items()):
        tx.execute(_change, {"shipment": shipment.id, **values})
        return shipment_with(shipment, values)
    return shipment


def cod_due(tx: Transaction, order_id: int) -> int:
    """What the buyer still owes on delivery: the order's COD less what other parcels collect."""
    row = tx.execute(_cod, {"o": order_id}).one()
    return max(0, int(row[0]) - int(row[1]))


def request(tx: Transaction, shipment: Shipment, *, waybill: str = "") -> int:
    """Commit to booking: the intent is written before the courier is called; gives its row."""
    step_shipment(tx, shipment, ShipmentState.REQUESTED)
    return _announce(tx, shipment, waybill)


def _announce(tx: Transaction, shipment: Shipment, waybill: str = "") -> int:
    record(
        tx,
        "shipment_requested",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        courier=shipment.courier,
        own_code=shipment.own_code,
    )
    intent = outbox.put(
        tx,
        BOOK,
        f"{BOOK}:{shipment.own_code}",
        {"shipment": shipment.id, "waybill": waybill},
    )
    if is_outside(shipment):
        slip = f"{SLIP}:{shipment.own_code}"
        outbox.put(tx, SLIP, slip, {"shipment": shipment.id}, due=tx.now + SLIP_AFTER)
    return intent


def step_shipment(tx: Transaction, shipment: Shipment, then: ShipmentState, **values: Any) -> None:
    """Take one step of the shipment's life cycle."""
    check_step(SHIPMENT_STEPS, shipment.state, then, shipment=shipment.own_code)
    row = {"shipment": shipment.id, "before": shipment.state.value, "state": then.value, **values}
    done = tx.execute(_step, row)
    if done.rowcount != 1:
        raise Refusal("shipment_moved", shipment=shipment.own_code)


def cancel(tx: Transaction, shipment: Shipment) -> None:
    """Take a shipment back; couriers of ours are told by the record alone.

    A draft is simply over. One that its courier has, or may have, stays *cancelling* until the
    courier has said that it forgot it: it is asked after the commit, see `core.shipping.recalling`.
    """
    if shipment.state is ShipmentState.UNKNOWN:
        outbox.give_up(tx, f"{BOOK}:{shipment.own_code}", "shipment_cancelled")
    if is_outside(shipment) and _may_have_it(tx, shipment):
        step_shipment(tx, shipment, ShipmentState.CANCELLING)
        ask_back(tx, shipment, 1)
        return
    if shipment.state in {ShipmentState.REQUESTED, ShipmentState.BOOKED}:
        step_shipment(tx, shipment, ShipmentState.CANCELLING)
        shipment = load_shipment(tx, shipment.id)
    step_shipment(tx, shipment, ShipmentState.CANCELLED)
    record(
        tx,
        "shipment_cancelled",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        waybill=shipment.waybill,
    )


def note_down(tx: Transaction, shipment_id: int, **values: Any) -> None:
    """What became known of a shipment that stays in its state."""
    tx.execute(_change, {"shipment": shipment_id, **values})


def is_outside(shipment: Shipment) -> bool:
    """Whether its courier has a server that has to be told."""
    return shipment.courier not in LOCAL


def _may_have_it(tx: Transaction, shipment: Shipment) -> bool:
    """Whether the courier was asked to carry it, as far as we know."""
    if shipment.state is ShipmentState.REQUESTED:
        return shipment.asked_at is not None
    return shipment.state in {ShipmentState.UNKNOWN, ShipmentState.BOOKED}


def recall_key(own_code: str, times: int) -> str:
    """The key of the so-maniest time that a courier is asked to forget a booking, from 1."""
    return f"{RECALL}:{times:02}:{own_code}"


def ask_back(tx: Transaction, shipment: Shipment, times: int) -> None:
    """Commit to asking the courier to forget a booking; each time has a key of its own."""
    outbox.put(
        tx, RECALL, recall_key(shipment.own_code, times), {"shipment": shipment.id, "times": times}
    )
    record(
        tx,
        "shipment_recalled",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        courier=shipment.courier,
        waybill=shipment.waybill,
    )


def parcel_of_waybill(tx: Transaction, waybill: str) -> int | None:
    """The parcel whose live shipment has this waybill number."""
    found = tx.execute(_by_waybill, {"w": waybill}).scalar()
    return None if found is None else int(found)


_collected = (
    select(func.coalesce(func.sum(shipments.c.cod), 0))
    .where(
        shipments.c.order_id == bindparam("o"),
        shipments.c.state.in_(sorted(state.value for state in LIVE)),
    )
    .scalar_subquery()
)
_attempts = select(func.count()).where(shipments.c.parcel_id == bindparam("p")).scalar_subquery()
_order = select(
    orders.c.courier,
    orders.c.service,
    orders.c.currency,
    orders.c.note,
    orders.c.cod,
    _collected.label("collected"),
    _attempts.label("attempts"),
).where(orders.c.id == bindparam("o"))
_cod = select(orders.c.cod, _collected).where(orders.c.id == bindparam("o"))
_by_waybill = (
    select(shipments.c.parcel_id)
    .where(
        shipments.c.waybill == bindparam("w"),
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
    )
    .order_by(shipments.c.id.desc())
    .limit(1)
)


def shipment_of_parcel(tx: Transaction, parcel_id: int) -> Shipment:
    """The live shipment of a parcel; raises NotFound ``shipment_none``."""
    found = live_shipment(tx, parcel_id)
    if found is None:
        raise NotFound("shipment_none", parcel=load_parcel(tx, parcel_id).code)
    return found
