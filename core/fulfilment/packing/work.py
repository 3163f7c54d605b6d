"""Where the work at a station stands: kept in the database, so that it survives the process."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update

from core.errors import NotFound
from core.frozen import changer
from core.fulfilment.packing.ports import Rules, Shipping
from core.people.models import operators, sessions, stations
from core.people.permissions import ROLES
from core.rows import maker
from core.transaction import Actor, Transaction


@dataclass(frozen=True, slots=True)
class Work:
    """The open work of one station."""

    order_id: int | None = None
    order_no: str = ""
    mode: str = "pack"
    """``pack`` or ``pick``."""
    version: int = 0
    """The order's version when it was opened: a newer one means that it changed meanwhile."""
    fence: int = 0
    parcel_id: int | None = None
    parcel: str = ""
    tote_id: int | None = None
    at_bin: int | None = None
    quantity: int | None = None
    """What ``6*`` said: the next product scan means that many."""
    awaiting: str = ""
    """What must come before product scans: note, waybill, label, short, undo, take_over, changed,
    resume; empty where work may go on."""
    asked: dict[str, Any] = field(default_factory=dict)
    """What the question is about."""
    last_parcel_id: int | None = None
    """The parcel that was completed last here; undo and reprint mean this one."""
    last_order_no: str = ""
    passed: list[int] = field(default_factory=list)
    """Orders that were put back here untouched since the last one was finished; NEXT goes on."""
    said: dict[str, Any] = field(default_factory=dict)
    """The last refusal, for *why*."""
    aside: dict[str, Any] = field(default_factory=dict)
    """What is in hand beside the packing: goods to put back, a return that is being inspected."""
    scanned_at: list[int] = field(default_factory=list)
    """The stations from which this work came here: their scans can be taken back as well."""


@dataclass(slots=True)
class Bench:
    """One scan in the making: the transaction, the rules and the station's work."""

    tx: Transaction
    rules: Rules
    shipping: Shipping
    station_id: int
    station: str
    warehouse_id: int
    seq: int
    scanned: str
    work: Work
    lane: bool
    printers: dict[str, str]
    effect: dict[str, Any] | None = None
    """What this scan packed or picked, so that it can be taken back."""
    intents: list[int] = field(default_factory=list)
    order_id: int | None = None
    """The order that the verdict speaks of, also once it is no longer open."""
    order_no: str = ""
    parcel_id: int | None = None
    parcel: str = ""
    proven: int = 0
    """The person who just gave their PIN."""

    def change(self, **changes: Any) -> None:
        """Change the open work."""
        self.work = _work_with(self.work, changes)

    def ask(self, awaiting: str, asked: dict[str, Any]) -> None:
        """Ask for a yes; anything else is a no and brings back what was asked before."""
        if self.work.awaiting in {"undo", "take_over"}:
            before = self.work.asked.get("before")
        else:
            before = [self.work.awaiting, self.work.asked] if self.work.awaiting else None
        self.change(awaiting=awaiting, asked=asked | ({"before": before} if before else {}))

    def lay_aside(self, name: str, what: dict[str, Any] | None) -> None:
        """Keep what is in hand beside the packing; None: nothing any more."""
        rest = {key: value for key, value in self.work.aside.items() if key != name}
        self.change(aside=rest if what is None else rest | {name: what})

    def about(self, order_id: int, order_no: str) -> None:
        """Say which order the verdict speaks of."""
        self.order_id, self.order_no = order_id, order_no


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as the session finds it."""

    id: int
    name: str
    warehouse_id: int
    session_id: int | None
    last_seq: int
    lane: bool
    printers: dict[str, str]
    work: Work
    actor: Actor
    fence: int
    """The fencing number of the process that has the station."""


_station = (
    select(
        stations.c.id,
        stations.c.name,
        stations.c.warehouse_id,
        stations.c.session_id,
        stations.c.last_seq,
        stations.c.lane,
        stations.c.printers,
        stations.c.work,
        operators.c.id,
        operators.c.name,
        operators.c.role,
        operators.c.language,
        operators.c.active,
        stations.c.fence,
    )
    .select_from(stations)
    .outerjoin(sessions, sessions.c.id == stations.c.session_id)
    .outerjoin(operators, operators.c.id == sessions.c.operator_id)
    .where(stations.c.id == bindparam("s"))
)
_locked_station = _station.with_for_update(of=stations)
_save = (
    update(stations)
    .where(stations.c.id == bindparam("s"))
    .values(
        last_seq=bindparam("seq"),
        lane=bindparam("on"),
        printers=bindparam("chosen"),
        work=bindparam("open"),
    )
)

_save_work = update(stations).where(stations.c.id == bindparam("s")).values(work=bindparam("open"))


def load(tx: Transaction, station_id: int, *, lock: bool = True) -> StationRow:
    """A station with its work and who is signed in; locked until the transaction ends."""
    row: Any = tx.execute(_locked_station if lock else _station, {"s": station_id}).first()
    if row is None:
        raise NotFound("station_unknown", station=station_id)
    if row[8] is not None and row[12]:
        who = _signed_in((*row[8:10], _PERMISSIONS[row[10]], *row[0:2], row[3], row[11], False))
    else:
        who = Actor(station_id=row[0], station=row[1])
    return _station_of(row[:7], _work_with(_NO_WORK, row[7]), who, row[13])


def save(bench: Bench, seq: int) -> None:
    """Write the station's work back."""
    row = {
        "s": bench.station_id,
        "seq": seq,
        "on": bench.lane,
        "chosen": bench.printers,
        "open": stored(bench.work),
    }
    bench.tx.execute(_save, row)


def save_work(tx: Transaction, station_id: int, work: Work) -> None:
    """Write the work of a station down outside of a scan there."""
    tx.execute(_save_work, {"s": station_id, "open": stored(work)})


def stored(work: Work) -> dict[str, Any]:
    """The work as it is kept: without what is empty."""
    return {
        name: value for name, empty in _EMPTY.items() if (value := getattr(work, name)) != empty
    }


def ask_to_confirm(tx: Transaction, station_id: int) -> None:
    """After a crash: no product scan until a key says that the last recorded code was seen.

    Another question that is open (a waybill, a label) holds product scans back by itself.
    """
    row = tx.execute(select(stations.c.work).where(stations.c.id == station_id)).one()
    if not row.work.get("awaiting"):
        tx.execute(
            update(stations)
            .where(stations.c.id == station_id)
            .values(work=row.work | {"awaiting": "resume"})
        )


_NO_WORK = Work()
_EMPTY: dict[str, Any] = dataclasses.asdict(_NO_WORK)
_work_with = changer(Work)
_station_of = maker(StationRow)
_signed_in = maker(Actor)
_PERMISSIONS: dict[str, frozenset[str]] = {
    role.value: frozenset(permission.value for permission in allowed)
    for role, allowed in ROLES.items()
}
