"""What is told of a parcel is kept, and what follows from the newest of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told
from core.money import Money
from core.orders.commands import head
from core.rows import AnyRow
from core.shipping.models import shipments
from core.shipping.shipments import Shipment, load_shipment
from core.shipping.states import VAIN, ShipmentState
from core.shipping.tracking.following import Following
from core.shipping.tracking.models import tracks
from core.shipping.tracking.sightings import Kept, keep
from core.shipping.tracking.states import PROBLEMS, Problem, Source
from core.shipping.tracking.stepping import Against, follow
from core.shipping.tracking.telling import tell_buyer
from core.transaction import Transaction
from core.upsert import Upsert

_BACK = frozenset({ShipmentState.RETURNING, ShipmentState.RETURNED})
_OVER = frozenset({*VAIN, ShipmentState.DELIVERED, ShipmentState.RETURNED})


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of what was told."""

    shipment: Shipment
    """As it stands now."""
    new: int
    """Sightings that were not known yet."""
    stage: Stage | None
    """The stage that was gone by; None where nothing newer was told."""
    comes_back: bool
    """Whether it is by this that we know that the parcel comes back."""
    why: str
    """The courier's words for what went wrong."""


def shipment_told_of(tx: Transaction, courier: str, told: Told) -> int | None:
    """The shipment that a courier speaks of; only reads.

    By our code, else by the waybill, else by what the courier itself calls it: that stays when
    the waybill changes.
    """
    if told.own_code:
        found = tx.execute(_by_own_code, {"c": courier, "code": told.own_code}).scalar()
        if found is not None:
            return int(found)
    if told.waybill:
        found = tx.execute(_by_waybill, {"c": courier, "w": told.waybill}).scalar()
        if found is not None:
            return int(found)
    if not told.reference:
        return None
    found = tx.execute(_by_reference, {"c": courier, "r": told.reference}).scalar()
    return None if found is None else int(found)


def take_in(
    tx: Transaction,
    following: Following,
    shipment_id: int,
    told: Sequence[Sighting],
    source: Source,
) -> TakenIn:
    """Keep what is new and go by the newest of it; what is older than that changes nothing.

    A raw state that nobody knows is kept, shown and changes nothing. What does not go with the
    shipment's life is kept, and people are asked to look.
    """
    before = load_shipment(tx, shipment_id)
    head(tx, before.order_id, lock=True)  # all that is told of one order comes one by one
    shipment = load_shipment(tx, shipment_id, lock=True)
    fresh = keep(tx, shipment_id, told, source)
    track = tx.execute(_track, {"s": shipment_id}).first()
    since = track.stage_at if track is not None else None
    _price(tx, shipment, fresh)
    news = [one for one in fresh if not one.again and (since is None or one.at >= since)]
    newest = news[-1] if news else None
    if newest is None:
        _count(tx, shipment_id, fresh)
        return TakenIn(shipment, len(fresh), None, comes_back=False, why="")
    stage = newest.stage
    problem, why = (PROBLEMS.get(stage), _why(newest)) if stage else (Problem.STRANGE, newest.raw)
    now = shipment
    if stage is not None:
        try:
            now = follow(tx, following.policy, shipment, stage)
        except Against as against:
            problem, why = against.problem, against.why
        if problem is Problem.STOPPED and now.state in _OVER:
            problem = None
    _put(tx, now, newest, problem, why if problem else "")
    _count(tx, shipment_id, fresh)
    _note(tx, now, newest, track, problem)
    if stage is not None and problem not in {Problem.AGAINST, Problem.NOT_HANDED_OVER}:
        tell_buyer(tx, following.telling, now.order_id, stage)
    comes_back = now.state in _BACK and shipment.state not in _BACK
    return TakenIn(now, len(fresh), stage, comes_back=comes_back, why=_why(newest))


def _why(one: Kept) -> str:
    return ": ".join(part for part in (one.reason, one.note) if part)[:300]


def _put(tx: Transaction, shipment: Shipment, one: Kept, problem: Problem | None, why: str) -> None:
    values: dict[str, Any] = {"raw": one.raw, "stage_at": one.at, "rests_until": None}
    values |= {"problem": problem.value if problem else "", "why": why}
    if one.stage is not None:
        values["stage"] = one.stage.value
    tx.execute(track_of(tx), {"shipment_id": shipment.id})
    tx.execute(update(tracks).where(tracks.c.shipment_id == shipment.id).values(**values))
    raw = {"s": shipment.id, "raw": one.raw}
    tx.execute(_raw, raw)


def _price(tx: Transaction, shipment: Shipment, fresh: Sequence[Kept]) -> None:
    """A courier that weighed a parcel itself may charge something else: its last word counts."""
    said = next((one for one in reversed(fresh) if one.fee is not None), None)
    if said is None or said.fee == tx.execute(_fee, {"s": shipment.id}).scalar():
        return
    values: dict[str, Any] = {"fee": said.fee}
    if said.weight_g:
        values["charged_g"] = said.weight_g
    tx.execute(update(shipments).where(shipments.c.id == shipment.id).values(**values))
    record(
        tx,
        "fee_changed",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        courier=shipment.courier,
        amount=f"{Money(said.fee or 0, shipment.currency).decimal:f}",
        currency=shipment.currency,
    )


def _count(tx: Transaction, shipment_id: int, fresh: Sequence[Kept]) -> None:
    failed = sum(one.stage is Stage.DELIVERY_FAILED and not one.again for one in fresh)
    if failed:
        tx.execute(track_of(tx), {"shipment_id": shipment_id})
        more = {"attempts": tracks.c.attempts + failed}
        tx.execute(update(tracks).where(tracks.c.shipment_id == shipment_id).values(**more))


def _note(
    tx: Transaction, shipment: Shipment, one: Kept, track: AnyRow | None, problem: Problem | None
) -> None:
    """Tell the order's history what is new: another stage, or a raw state for the first time."""
    known = ("", "", "") if track is None else (track.stage, track.raw, track.problem)
    stage = one.stage.value if one.stage else ""
    same = stage == known[0] if stage else one.raw == known[1]
    if same and (problem.value if problem else "") == known[2]:
        return
    about = {"order_id": shipment.order_id, "parcel_id": shipment.parcel_id}
    record(
        tx,
        "parcel_seen",
        **about,
        courier=shipment.courier,
        waybill=shipment.waybill,
        stage=stage or "-",
        raw=one.raw,
        problem=problem.value if problem else "-",
    )


def stage_since(tx: Transaction, shipment_id: int) -> datetime | None:
    """When the newest of what was told of a shipment happened; None where nothing was."""
    row = tx.execute(_track, {"s": shipment_id}).first()
    return None if row is None else row.stage_at


def _row(insert: Any) -> Any:
    """The row of a shipment, made where there is none."""
    new = insert(tracks).values(shipment_id=bindparam("shipment_id"))
    return new.on_conflict_do_nothing(index_elements=["shipment_id"])


track_of = Upsert(_row)
"""Makes the row of a shipment where there is none."""
_fee = select(shipments.c.fee).where(shipments.c.id == bindparam("s"))
_track = select(tracks).where(tracks.c.shipment_id == bindparam("s"))
_raw = update(shipments).where(shipments.c.id == bindparam("s")).values(raw_state=bindparam("raw"))
_by_own_code = select(shipments.c.id).where(
    shipments.c.own_code == bindparam("code"), shipments.c.courier == bindparam("c")
)
_by_reference = (
    select(shipments.c.id)
    .where(shipments.c.reference == bindparam("r"), shipments.c.courier == bindparam("c"))
    .order_by(shipments.c.id.desc())
    .limit(1)
)
_by_waybill = (
    select(shipments.c.id)
    .where(shipments.c.waybill == bindparam("w"), shipments.c.courier == bindparam("c"))
    .order_by(shipments.c.id.desc())
    .limit(1)
)
