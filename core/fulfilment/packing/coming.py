"""A badge at another station: whoever is signed in elsewhere comes over with the open work.

Whichever of a scan there and the badge here is first is done first, for both lock the station that
is left; a scan that comes there afterwards finds nobody signed in and books nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.fulfilment.models import claims, parcels
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import StationRow, Work, load, save_work
from core.fulfilment.states import ParcelState
from core.fulfilment.walks import walk
from core.people.commands import sign_out
from core.people.models import operators, sessions, stations
from core.people.operators import Operator
from core.tables import db_now_ms
from core.transaction import Transaction

MOVED = "moved"
"""What is laid aside at a station that somebody left for another one."""
_TOLD = frozenset({MOVED, "freed"})
"""What is laid aside only to be told."""
_OF_A_BOX = frozenset({"waybill", "label"})
_SCANNED_AT = 5
"""Stations whose scans a session takes along: undo looks no further back."""


@dataclass(frozen=True, slots=True)
class Left:
    """A station that somebody left for this one."""

    station_id: int
    station: str
    order_no: str
    """The order that came along; empty where none was open."""


def gone_from(work: Work) -> Answer | None:
    """That whoever was signed in at a station goes on at another one; None while they do not."""
    told = work.aside.get(MOVED)
    return None if told is None else Answer(Kind.TAKEN_OVER, "session_moved", told)


def has_work(work: Work) -> bool:
    """Whether something is in hand at a station, so that nothing else can be taken up there."""
    return (
        work.order_id is not None or work.awaiting in _OF_A_BOX or bool(work.aside.keys() - _TOLD)
    )


def elsewhere(tx: Transaction, person: Operator, station_id: int) -> list[StationRow]:
    """The other stations where somebody is signed in, locked; what is in hand comes first."""
    tx.execute(_lock_person, {"who": person.id})
    found = tx.execute(_signed_in, {"who": person.id, "here": station_id}).scalars().all()
    rows = [load(tx, one) for one in found]
    return sorted(rows, key=lambda row: not has_work(row.work))


def come_over(
    tx: Transaction,
    others: list[StationRow],
    here: StationRow,
    person: Operator,
    lease_ms: int,
) -> tuple[Work | None, Left | None]:
    """Sign somebody out where they were, and bring what they had in hand.

    Gives the work as it goes on here (None: nothing came along), and the station that was left.
    What is in hand at a station of another warehouse, or at a second one, stays there.
    """
    brought: Work | None = None
    left: Left | None = None
    if others:  # their deed, whoever else is signed in here until then
        tx.actor = person.actor(here.actor)
    for row in others:
        brings = brought is None and has_work(row.work) and row.warehouse_id == here.warehouse_id
        sign_out(tx, row.id)
        order_no = ""
        stays = replace(row.work, aside=dict(row.work.aside))
        if brings:
            brought = _brought(tx, row, here, person, lease_ms)
            order_no = row.work.order_no
            stays = Work(last_parcel_id=row.work.last_parcel_id, last_order_no=order_no)
        told = {"who": person.name, "station": here.name, "order": order_no}
        save_work(tx, row.id, replace(stays, aside=stays.aside | {MOVED: told}))
        if left is None or brings:
            left = Left(row.id, row.name, order_no)
        record(
            tx,
            "session_moved",
            order_id=row.work.order_id if brings else None,
            who=person.id,
            left=row.name,
            to=here.name,
        )
    return brought, left


def _brought(
    tx: Transaction, row: StationRow, here: StationRow, person: Operator, lease_ms: int
) -> Work:
    """What was in hand at a station, in hand here: its claim, its box and its walk as well."""
    work = row.work
    stations_before = [one for one in [row.id, *work.scanned_at] if one != here.id]
    work = replace(work, scanned_at=stations_before[:_SCANNED_AT])
    about = {"there": row.id, "here": here.id, "who": person.id}
    if work.order_id is not None:
        claim = about | {"o": work.order_id, "lease": lease_ms}
        fence = tx.execute(_claim, claim).scalar()
        work = replace(work, fence=fence or work.fence)
        tx.execute(_parcels, about | {"o": work.order_id})
    elif work.awaiting in _OF_A_BOX:
        tx.execute(_parcel, about | {"p": work.asked["parcel"]})
    kept: dict[str, Any] | None = work.aside.get("walk")
    if kept is not None:
        held = walk.load(tx, kept["id"], lock=True)
        if held.station_id == row.id and held.fence == kept["fence"]:
            again = kept | {"fence": walk.hold(tx, held, lease_ms)}
            work = replace(work, aside=work.aside | {"walk": again})
    return work


_lock_person = select(operators.c.id).where(operators.c.id == bindparam("who")).with_for_update()
_signed_in = (
    select(stations.c.id)
    .join(sessions, sessions.c.id == stations.c.session_id)
    .where(
        sessions.c.operator_id == bindparam("who"),
        sessions.c.ended_at.is_(None),
        stations.c.id != bindparam("here"),
    )
    .order_by(stations.c.id)
)
_claim = (
    update(claims)
    .where(claims.c.order_id == bindparam("o"), claims.c.station_id == bindparam("there"))
    .values(
        station_id=bindparam("here"),
        operator_id=bindparam("who"),
        fence=claims.c.fence + 1,
        lease_until_ms=db_now_ms() + bindparam("lease"),
    )
    .returning(claims.c.fence)
)
_mine = update(parcels).values(station_id=bindparam("here"), operator_id=bindparam("who"))
_parcels = _mine.where(
    parcels.c.order_id == bindparam("o"),
    parcels.c.station_id == bindparam("there"),
    parcels.c.state == ParcelState.OPEN.value,
)
_parcel = _mine.where(parcels.c.id == bindparam("p"))
