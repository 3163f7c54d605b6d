"""Labels of a run come out in the order of its places: none twice, none for what needs no paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from core.audit import record
from core.channels.label_runs import NOT_NOW
from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.paper.commands import queue_job
from core.paper.documents import CourierLabel
from core.rows import AnyRow
from core.shipping.ahead.commands import step_ahead
from core.shipping.ahead.models import ahead_labels
from core.shipping.ahead.queries import is_labelled
from core.shipping.ahead.states import OPEN, AheadState
from core.shipping.courier_labels import A6_DOTS
from core.shipping.fetching import Draws
from core.shipping.routing import Place, place_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import parcel_of_waybill
from core.transaction import Actor, Transaction, reading, run

Look = Callable[[Database, Sequence[int]], None]
"""Looks once more at labels that are about to be printed."""
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class _Next:
    id: int
    place: int
    order_id: int
    shop: str
    package: str
    tracking: str
    document: bytes


class Prints:
    """Has labels printed whose turn it is."""

    def __init__(self, settings: ShippingSettings, draws: Draws, names: Mapping[str, str]) -> None:
        self._settings, self._draws, self._names = settings, draws, names

    def print_ready(self, database: Database, actor: Actor, number: int, look: Look) -> bool:
        """Print what nothing before it is waited for; whether any was dealt with."""
        with reading(database) as tx:
            ready = _ready(tx, number)
        if not ready:
            return False
        look(database, [one.id for one in ready])
        with reading(database, actor) as tx:
            place = place_of(tx, actor.station_id)
            target = self._settings.printer_for(CourierLabel.role, place, dots=A6_DOTS)
            still = {one.id for one in _ready(tx, number)}
        moved = False
        for one in ready:
            if one.id in still:
                moved |= self._one(database, actor, one, target, place)
        return moved or len(still) != len(ready)

    def _one(
        self, database: Database, actor: Actor, one: _Next, target: str | None, place: Place
    ) -> bool:
        if target is None:
            return run(database, actor, lambda tx: _failed(tx, one, "printer_none"))
        try:
            drawn = self._draws(one.document, target)
        except Refusal as refusal:
            code = refusal.code
            return run(database, actor, lambda tx: _failed(tx, one, code))
        label = replace(drawn, courier=self._names.get(one.shop, one.shop), waybill=one.tracking)
        return run(database, actor, lambda tx: self._put(tx, one, label, target))

    def _put(self, tx: Transaction, one: _Next, label: CourierLabel, target: str) -> bool:
        """In one piece: the job and that it is printed, so that none comes out twice."""
        order = tx.execute(_order, {"b_order": one.order_id}).one()
        why = NOT_NOW.get(Fulfilment(order.fulfilment), "")
        if why:
            return _step(tx, one, AheadState.LEFT_OUT, why)
        if is_labelled(tx, one.order_id, one.package):
            return _step(tx, one, AheadState.TAKEN, "")
        if _is_of_another(tx, one, label):
            return _failed(tx, one, "label_of_other_parcel")
        job = queue_job(tx, label, target, warehouse_id=order.warehouse_id, order_id=one.order_id)
        values = {"job_id": job.id, "why": ""}
        if not step_ahead(tx, one.id, AheadState.FETCHED, AheadState.PRINTED, **values):
            raise Refusal("label_moved", order=order.order_no)  # nothing of it happened
        record(tx, "label_ahead", order_id=one.order_id, waybill=one.tracking, printer=target)
        return True


def _ready(tx: Transaction, number: int) -> list[_Next]:
    """The next ones in order, up to the first that is still waited for."""
    found: list[_Next] = []
    for row in tx.execute(_of_run, {"b_run": number}):
        if AheadState(row.state) is AheadState.FETCHED:
            found.append(_next(tx, row))
        elif AheadState(row.state) in OPEN:
            break
        if len(found) >= _AT_ONCE:
            break
    return found


def _next(tx: Transaction, row: AnyRow) -> _Next:
    document = tx.execute(_document, {"b_label": row.id}).scalar() or b""
    return _Next(
        row.id, row.place, row.order_id, row.shop, row.package, row.tracking, bytes(document)
    )


def _is_of_another(tx: Transaction, one: _Next, label: CourierLabel) -> bool:
    """Whether a code on it is the number of another order's parcel or label."""
    for _kind, text in label.codes:
        if tx.execute(_other, {"b_no": text, "b_order": one.order_id}).first() is not None:
            return True
        parcel = parcel_of_waybill(tx, text)
        if (
            parcel is not None
            and tx.execute(_theirs, {"b_parcel": parcel}).scalar() != one.order_id
        ):
            return True
    return False


def _failed(tx: Transaction, one: _Next, why: str) -> bool:
    return _step(tx, one, AheadState.FAILED, why)


def _step(tx: Transaction, one: _Next, then: AheadState, why: str) -> bool:
    return step_ahead(tx, one.id, AheadState.FETCHED, then, why=why)


_a = ahead_labels.c
_of_run = (
    select(_a.id, _a.place, _a.order_id, _a.shop, _a.package, _a.tracking, _a.state)
    .where(_a.run_id == bindparam("b_run"))
    .order_by(_a.place, _a.id)
)
_document = select(_a.document).where(_a.id == bindparam("b_label"))
_order = select(orders.c.order_no, orders.c.fulfilment, orders.c.warehouse_id).where(
    orders.c.id == bindparam("b_order")
)
_other = (
    select(_a.id)
    .where(_a.tracking == bindparam("b_no"), _a.order_id != bindparam("b_order"))
    .limit(1)
)
_theirs = select(parcels.c.order_id).where(parcels.c.id == bindparam("b_parcel"))
