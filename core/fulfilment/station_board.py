"""All stations at a glance: who, what is open, how fast, what was refused, what lies longest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, func, select, text

from core.errors import NotFound
from core.fulfilment.models import IN_HOUSE_SQL, claims, parcels, scans
from core.fulfilment.packing.verdict import ASKS, GOOD, Kind
from core.fulfilment.states import ParcelState
from core.fulfilment.walks.hand import number_in_hand
from core.fulfilment.walks.models import walks
from core.fulfilment.walks.planning import code_of
from core.orders.models import orders
from core.people.attach import LEASE_MS, Process
from core.people.models import operators, sessions, stations
from core.people.permissions import Permission, require
from core.people.watch_models import station_states
from core.rows import AnyRow
from core.tables import db_now_ms
from core.transaction import Transaction

SILENT_MS = 15_000
"""After how long a station that did not give notice is called silent: it beats every five
seconds."""
_PACE = timedelta(hours=1)
_BACK = 3_000
"""Scans that a station is looked back over: more than anybody makes in an hour."""
_BOXED = [Kind.ORDER_COMPLETE.value, Kind.PARCEL_CLOSED.value]
_REFUSED = sorted(kind.value for kind in Kind if kind not in GOOD | ASKS)


class Life(StrEnum):
    """Whether somebody can work at a station."""

    OPEN = "open"
    SILENT = "silent"
    """Its process does not say that it is alive."""
    GONE = "gone"
    """Its process ended without giving the station back."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Refused:
    """The last thing that was refused at a station, as its verdict was recorded."""

    kind: Kind
    seq: int
    code: str
    at: datetime
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something that was begun at a station and is not finished; `what`: order, walk, parcel."""

    what: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StationView:
    """One station as a lead sees it; times are in UTC."""

    id: int
    name: str
    warehouse_id: int
    operator: str
    life: Life
    silent_ms: int | None
    """How long ago it was heard of; None where it is closed."""
    version: str
    order_no: str
    mode: str
    awaiting: str
    walk: str
    place: str
    """The pane in front there; empty where it never told."""
    printers: tuple[str, ...]
    items: int
    """Units of goods that were scanned in the last hour."""
    parcels: int
    """Parcels that were finished in the last hour."""
    last_scan: datetime | None
    refused: Refused | None
    oldest: Unfinished | None


def overview(
    tx: Transaction, here: str = "", is_alive: Callable[[Process], bool] | None = None
) -> tuple[StationView, ...]:
    """All stations by name; those of the machine `here` are known at once to be gone."""
    require(tx, Permission.STATION_MANAGE)
    since = tx.now - _PACE
    pace = {row.station_id: row for row in tx.execute(_pace, {"since": since, "boxed": _BOXED})}
    refused = _refusals(tx)
    rows = tx.execute(_stations).all()
    walking = {
        row.id: number for row in rows if (number := number_in_hand(row.work.get("aside", {})))
    }
    unfinished = _unfinished(tx, {number: station for station, number in walking.items()})
    seen = []
    for row in rows:
        work, went = row.work, pace.get(row.id)
        seen.append(
            StationView(
                id=row.id,
                name=row.name,
                warehouse_id=row.warehouse_id,
                operator=row.operator or "",
                life=_life(row, here, is_alive),
                silent_ms=int(row.silent) if row.pid else None,
                version=row.version,
                order_no=work.get("order_no", "") if work.get("order_id") else "",
                mode=work.get("mode", "pack"),
                awaiting=work.get("awaiting", ""),
                walk=code_of(walking[row.id]) if row.id in walking else "",
                place=row.place or "",
                printers=tuple(row.prints_on or ()),
                items=int(went.items or 0) if went else 0,
                parcels=int(went.boxes or 0) if went else 0,
                last_scan=went.last if went else None,
                refused=refused.get(row.id),
                oldest=unfinished.get(row.id),
            )
        )
    return tuple(seen)


def station_view(
    tx: Transaction,
    station_id: int,
    here: str = "",
    is_alive: Callable[[Process], bool] | None = None,
) -> StationView:
    """One of them; raises NotFound ``station_unknown``."""
    for one in overview(tx, here, is_alive):
        if one.id == station_id:
            return one
    raise NotFound("station_unknown", station=station_id)


def who_is_there(
    tx: Transaction,
    station_id: int,
    here: str = "",
    is_alive: Callable[[Process], bool] | None = None,
) -> tuple[str, str, Life]:
    """Name, operator and life of a station alone; asked for often while somebody looks on."""
    require(tx, Permission.STATION_MANAGE)
    row = tx.execute(_stations.where(stations.c.id == station_id)).first()
    if row is None:
        raise NotFound("station_unknown", station=station_id)
    return row.name, row.operator or "", _life(row, here, is_alive)


def _life(row: AnyRow, here: str, is_alive: Callable[[Process], bool] | None) -> Life:
    if not row.pid:
        return Life.CLOSED
    if is_alive is not None and row.host == here:
        return Life.OPEN if is_alive(Process(row.host, row.pid, row.pid_started)) else Life.GONE
    return Life.SILENT if row.silent > SILENT_MS else Life.OPEN


def _refusals(tx: Transaction) -> dict[int, Refused]:
    return {
        row.station_id: Refused(Kind(row.verdict), row.seq, row.code, row.at, row.result)
        for row in tx.execute(_last_refused, {"refused": _REFUSED})
    }


def _unfinished(tx: Transaction, in_hand: Mapping[int, int]) -> dict[int, Unfinished]:
    """What lies longest at each station; `in_hand` are the walks with their stations."""
    found: defaultdict[int, list[Unfinished]] = defaultdict(list)
    for station, name, since in tx.execute(_claimed):
        found[station].append(Unfinished("order", name, since))
    if in_hand:
        for number, since in tx.execute(_walked, {"walks": list(in_hand)}):
            found[in_hand[number]].append(Unfinished("walk", code_of(number), since))
    for station, name, since in tx.execute(_unlabelled):
        found[station].append(Unfinished("parcel", name, since))
    return {station: min(some, key=lambda one: one.since) for station, some in found.items()}


_stations = (
    select(
        stations.c.id,
        stations.c.name,
        stations.c.warehouse_id,
        stations.c.host,
        stations.c.pid,
        stations.c.pid_started,
        stations.c.version,
        stations.c.work,
        (db_now_ms() - stations.c.lease_until_ms + LEASE_MS).label("silent"),
        operators.c.name.label("operator"),
        station_states.c.place,
        station_states.c.printers.label("prints_on"),
    )
    .select_from(stations)
    .outerjoin(
        sessions, and_(sessions.c.id == stations.c.session_id, sessions.c.ended_at.is_(None))
    )
    .outerjoin(operators, operators.c.id == sessions.c.operator_id)
    .outerjoin(station_states, station_states.c.station_id == stations.c.id)
    .order_by(stations.c.name)
)
_of_late = and_(scans.c.station_id == stations.c.id, scans.c.seq > stations.c.last_seq - _BACK)
_pace = (
    select(
        scans.c.station_id,
        func.count(scans.c.effect).filter(~scans.c.undone).label("items"),
        func.count(scans.c.parcel_id.distinct())
        .filter(scans.c.verdict.in_(bindparam("boxed", expanding=True)))
        .label("boxes"),
        func.max(scans.c.at).label("last"),
    )
    .select_from(stations)
    .join(scans, _of_late)
    .where(scans.c.at >= bindparam("since"))
    .group_by(scans.c.station_id)
)
_newest_refused = (
    select(scans.c.station_id, func.max(scans.c.seq).label("seq"))
    .select_from(stations)
    .join(scans, _of_late)
    .where(scans.c.verdict.in_(bindparam("refused", expanding=True)))
    .group_by(scans.c.station_id)
    .subquery()
)
_last_refused = select(
    scans.c.station_id, scans.c.seq, scans.c.verdict, scans.c.code, scans.c.at, scans.c.result
).join(
    _newest_refused,
    and_(_newest_refused.c.station_id == scans.c.station_id, _newest_refused.c.seq == scans.c.seq),
)
_claimed = select(claims.c.station_id, orders.c.order_no, claims.c.claimed_at).join(
    orders, orders.c.id == claims.c.order_id
)
_walked = select(walks.c.id, walks.c.started_at).where(
    walks.c.id.in_(bindparam("walks", expanding=True)), walks.c.started_at.is_not(None)
)
_unlabelled = select(parcels.c.station_id, parcels.c.code, parcels.c.completed_at).where(
    # Literal, so that both engines see that the partial index holds these rows.
    text(IN_HOUSE_SQL),
    parcels.c.state == ParcelState.COMPLETE.value,
    parcels.c.completed_at.is_not(None),
)
