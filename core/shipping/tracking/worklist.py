"""The parcels on their way, and those of them that somebody has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select

from core.clock import local
from core.couriers.states import Stage
from core.fulfilment.models import parcels
from core.money import Money
from core.orders.models import orders
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.shipping.tracking.following import Following
from core.shipping.tracking.models import tracks
from core.shipping.tracking.polling import UNDER_WAY_NOW
from core.shipping.tracking.states import Problem
from core.text import clean
from core.transaction import Transaction

_LATE = ("in_transit", "failed")
"""States in which a parcel can be late; one that comes back is none that the buyer waits for."""


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A parcel on its way, and what is the matter with it."""

    shipment_id: int
    parcel_id: int
    order_id: int
    parcel: str
    order_no: str
    channel: str
    courier: str
    service: str
    waybill: str
    state: ShipmentState
    raw: str
    """The state in the courier's own words."""
    stage: Stage | None
    stage_at: datetime | None
    problem: Problem | None
    why: str
    attempts: int
    """Deliveries that failed."""
    late_since: date | None
    """The day on which it should have been there, where that is over."""
    rests_until: datetime | None
    """Somebody did something about it, and it is left alone until then."""
    sent_at: datetime | None
    cod: Money
    customer: str
    phone: str
    city: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parcels are wanted."""

    problem: Problem | None = None
    """Only those with this one."""
    everything: bool = False
    """Also those that are well on their way, and those that are left alone for now."""
    text: str = ""
    """In their parcel code, order number, waybill, buyer's name or phone."""


def on_the_way(
    tx: Transaction,
    following: Following,
    wanted: Wanted = Wanted(),
    *,
    offset: int = 0,
    limit: int = 100,
) -> tuple[OnTheWay, ...]:
    """Parcels on their way, those that wait longest first; only reads."""
    query = (
        _narrowed(tx, following, wanted)
        .order_by(func.coalesce(tracks.c.stage_at, shipments.c.booked_at), shipments.c.id)
        .offset(offset)
        .limit(limit)
    )
    return tuple(_row(tx, following, row) for row in tx.execute(query))


def how_many(tx: Transaction, following: Following, wanted: Wanted = Wanted()) -> int:
    """How many parcels are wanted."""
    inner = _narrowed(tx, following, wanted).subquery()
    return int(tx.execute(select(func.count()).select_from(inner)).scalar_one())


def one_on_the_way(tx: Transaction, following: Following, parcel_id: int) -> OnTheWay | None:
    """A parcel that was sent, whatever became of it; None where none was."""
    query = (
        _all(tx, following)
        .where(shipments.c.parcel_id == parcel_id, shipments.c.booked_at.is_not(None))
        .order_by(shipments.c.attempt.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return None if row is None else _row(tx, following, row)


def _all(tx: Transaction, following: Following) -> Select[Any]:
    late = _late(tx, following)
    return (
        select(
            shipments.c.id,
            shipments.c.parcel_id,
            shipments.c.order_id,
            shipments.c.courier,
            shipments.c.service,
            shipments.c.waybill,
            shipments.c.state,
            shipments.c.raw_state,
            shipments.c.booked_at,
            shipments.c.cod,
            shipments.c.currency,
            parcels.c.code.label("parcel"),
            orders.c.order_no,
            orders.c.channel,
            orders.c.customer,
            orders.c.phone,
            orders.c.city,
            tracks.c.stage,
            tracks.c.stage_at,
            tracks.c.problem,
            tracks.c.why,
            tracks.c.attempts,
            tracks.c.rests_until,
            tracks.c.promised_on,
            case((late, literal(1)), else_=literal(0)).label("late"),
        )
        .select_from(shipments)
        .join(parcels, parcels.c.id == shipments.c.parcel_id)
        .join(orders, orders.c.id == shipments.c.order_id)
        .outerjoin(tracks, tracks.c.shipment_id == shipments.c.id)
    )


def _narrowed(tx: Transaction, following: Following, wanted: Wanted) -> Select[Any]:
    late = _late(tx, following)
    under_way = select(shipments.c.id).where(UNDER_WAY_NOW)
    named = select(tracks.c.shipment_id).where(tracks.c.problem != "")
    if wanted.problem is Problem.LATE:
        chosen: ColumnElement[bool] = and_(shipments.c.id.in_(under_way), late)
    elif wanted.problem is not None:
        chosen = and_(shipments.c.id.in_(named), tracks.c.problem == wanted.problem.value)
    elif wanted.everything:
        chosen = or_(shipments.c.id.in_(under_way), shipments.c.id.in_(named))
    else:
        chosen = or_(shipments.c.id.in_(named), and_(shipments.c.id.in_(under_way), late))
    query = _all(tx, following).where(chosen)
    if not wanted.everything:
        rested = or_(tracks.c.rests_until.is_(None), tracks.c.rests_until <= tx.now)
        query = query.where(rested)
    if said := clean(wanted.text, 80).strip():
        like = "%" + said.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
        fields = (
            parcels.c.code,
            orders.c.order_no,
            shipments.c.waybill,
            orders.c.customer,
            orders.c.phone,
        )
        query = query.where(or_(*(field.ilike(like, escape="/") for field in fields)))
    return query


def _late(tx: Transaction, following: Following) -> ColumnElement[bool]:
    """After the promised day, else after the days that the shop has set for the courier."""
    long_ago = [
        and_(
            shipments.c.courier == code,
            shipments.c.booked_at < tx.now - timedelta(days=plan.late_days),
        )
        for code, plan in following.plans.items()
    ]
    return and_(
        shipments.c.state.in_(_LATE),
        or_(
            tracks.c.promised_on < tx.today,
            and_(tracks.c.promised_on.is_(None), or_(false(), *long_ago)),
        ),
    )


def _row(tx: Transaction, following: Following, row: Any) -> OnTheWay:
    late = _promised(following.plans, row, tx.zone) if row.late else None
    problem = Problem(row.problem) if row.problem else Problem.LATE if row.late else None
    return OnTheWay(
        shipment_id=row.id,
        parcel_id=row.parcel_id,
        order_id=row.order_id,
        parcel=row.parcel,
        order_no=row.order_no,
        channel=row.channel,
        courier=row.courier,
        service=row.service,
        waybill=row.waybill,
        state=ShipmentState(row.state),
        raw=row.raw_state,
        stage=Stage(row.stage) if row.stage else None,
        stage_at=row.stage_at,
        problem=problem,
        why=row.why or "",
        attempts=row.attempts or 0,
        late_since=late,
        rests_until=row.rests_until,
        sent_at=row.booked_at,
        cod=Money(row.cod, row.currency),
        customer=row.customer,
        phone=row.phone,
        city=row.city,
    )


def _promised(plans: Mapping[str, Any], row: Any, zone: str) -> date | None:
    if row.promised_on is not None:
        promised: date = row.promised_on
        return promised
    plan = plans.get(row.courier)
    if plan is None or row.booked_at is None:
        return None
    return local(row.booked_at, zone).date() + timedelta(days=plan.late_days)
