"""A status file of a courier: what happened to which parcel, taken in row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.database import Database
from core.errors import Refusal
from core.files import Row, read_table, values
from core.files.reasons import CELL_WORDS, Reason
from core.files.reasons import say as _say
from core.i18n import N_
from core.people.permissions import Permission, require
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.shipping.tracking.following import Following
from core.shipping.tracking.states import FAR
from core.transaction import Actor, Transaction, reading, run

STATUS_COLUMNS = ("waybill", "state", "time", "note", "courier")
"""One row is one thing that happened to one parcel."""
REQUIRED_COLUMNS = ("waybill", "state")
STATUS_WORDS = CELL_WORDS | {
    "waybill_unknown": N_("no parcel of ours has the waybill number {value}."),
    "waybill_ambiguous": N_("two couriers have the waybill number {value}; name the courier."),
    "courier_unknown": N_("there is no courier {courier}; there are {known}."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""

TakeIn = Callable[[Transaction, int, Sequence[Sighting]], int]
"""Takes in what was told of a shipment; gives how much of it is new."""
Progress = Callable[[int, int], bool]
"""Called with rows done and rows in all; False stops the import."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What an import did."""

    source: str
    rows: int
    new: int
    known: int
    """Rows that said nothing new."""
    strange: tuple[str, ...]
    """States that nobody knows; they are kept, shown, and change nothing."""
    refused: tuple[Reason, ...]
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    line: int
    waybill: str
    raw: str
    at: datetime | None
    note: str
    courier: str


def template() -> str:
    """An empty status file: the header line alone."""
    return ",".join(STATUS_COLUMNS) + "\r\n"


def say(reason: Reason) -> str:
    """The sentence for a reason, in the current language."""
    return _say(reason, STATUS_WORDS)


def import_statuses(
    database: Database,
    actor: Actor,
    following: Following,
    path: Path,
    take_in: TakeIn,
    *,
    courier: str = "",
    progress: Progress = lambda _done, _all: True,
) -> StatusReport:
    """Import a status file; raises Refusal ``file_...`` where nothing of it can be trusted.

    Each row has a transaction of its own, and all rows of a parcel that say no time share one: of
    these the furthest counts. The same file again changes nothing. Words that stand in the
    courier's ``states`` mean what is said there, else the names of `Stage` count. `courier` is that
    of rows which name none.
    """
    table = read_table(path, STATUS_COLUMNS, REQUIRED_COLUMNS)
    with reading(database, actor) as tx:
        require(tx, Permission.HAND_OVER)
    if courier:
        following.couriers.get(courier)
    lines: list[_Line] = []
    refused: list[Reason] = []
    for row in table.rows:
        made = _read(row, following, courier, refused)
        if made is not None:
            lines.append(made)
    new = done = 0
    strange: dict[str, None] = {}
    mark = sha256(path.read_bytes()).hexdigest()[:16]
    going = progress(0, len(lines))
    for some in _together(lines):
        if not going:
            break
        try:
            work = partial(_take, some=some, mark=mark, following=following, take_in=take_in)
            fresh, unknown = run(database, actor, work)
        except Refusal as refusal:
            if refusal.code not in STATUS_WORDS:
                raise
            refused += [Reason.of(line.line, "waybill", refusal) for line in some]
        else:
            new += fresh
            strange |= dict.fromkeys(unknown)
        done += len(some)
        going = progress(done, len(lines))
    turned_down = sum(one.code.startswith("waybill_") for one in refused)
    return StatusReport(
        source=path.name,
        rows=len(table.rows),
        new=new,
        known=done - new - turned_down,
        strange=tuple(strange),
        refused=tuple(sorted(refused, key=lambda one: int(one.params["line"]))),
        stopped=done < len(lines),
    )


def _together(lines: Iterable[_Line]) -> list[list[_Line]]:
    """Oldest first, each alone; then those without a time, all of one waybill together."""
    timed: list[tuple[datetime, int, _Line]] = []
    timeless: dict[tuple[str, str], list[_Line]] = {}
    for one in lines:
        if one.at is None:
            timeless.setdefault((one.waybill, one.courier), []).append(one)
        else:
            timed.append((one.at, one.line, one))
    return [*([one] for _at, _line, one in sorted(timed)), *timeless.values()]


def _take(
    tx: Transaction, *, some: Sequence[_Line], mark: str, following: Following, take_in: TakeIn
) -> tuple[int, list[str]]:
    """How much was new, and the states that nobody knows."""
    waybill, courier = some[0].waybill, some[0].courier
    found = tx.execute(_by_waybill, {"w": waybill, "c": courier}).all()
    if not found:
        raise Refusal("waybill_unknown", value=waybill)
    if len({row.courier for row in found}) > 1:
        raise Refusal("waybill_ambiguous", value=waybill)
    row = found[0]
    plan = following.plans.get(row.courier)
    states = plan.states if plan is not None else {}
    seen = [
        Sighting(one.raw, _stage(one.raw, states), one.at, note=one.note, mark=mark) for one in some
    ]
    seen.sort(key=_how_far)
    return take_in(tx, row.id, seen), [one.raw for one in seen if one.stage is None]


def _how_far(one: Sighting) -> tuple[int, int]:
    """A parcel is where it came furthest, and what somebody has to look at comes last."""
    if one.stage is None:
        return -1, 0
    return FAR[one.stage], list(Stage).index(one.stage)


def _stage(raw: str, states: Mapping[str, Stage]) -> Stage | None:
    word = raw.strip().casefold()
    if word in states:
        return states[word]
    name = word.replace(" ", "_").replace("-", "_")
    return Stage(name) if name in set(Stage) else None


def _read(row: Row, following: Following, courier: str, reasons: list[Reason]) -> _Line | None:
    before = len(reasons)
    bad: set[str] = set()
    for problem in row.problems:
        if problem.code == "cell_rounded" and problem.column != "waybill":
            continue
        bad.add(problem.column)
        reasons.append(Reason.at(row.line, problem.column, problem.code, problem.params))

    def cell(name: str, reader: Callable[[str], Any], *, needed: bool = False) -> Any:
        raw = row.cells.get(name, "")
        if name in bad:
            return None
        if not raw.strip():
            if needed:
                reasons.append(Reason.at(row.line, name, "value_missing", {}))
            return None
        try:
            return reader(raw)
        except Refusal as refusal:
            reasons.append(Reason.of(row.line, name, refusal))
            return None

    made = _Line(
        line=row.line,
        waybill=cell("waybill", lambda raw: values.code(raw, 60), needed=True) or "",
        raw=cell("state", lambda raw: values.text(raw, 80), needed=True) or "",
        at=cell("time", lambda raw: values.moment(raw, following.zone)),
        note=cell("note", lambda raw: values.text(raw, 300)) or "",
        courier=cell("courier", lambda raw: following.couriers.get(raw.strip()).code) or courier,
    )
    return made if len(reasons) == before else None


_by_waybill = (
    select(shipments.c.id, shipments.c.courier)
    .where(
        shipments.c.waybill == bindparam("w"),
        (shipments.c.courier == bindparam("c")) | (bindparam("c") == ""),
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
    )
    .order_by(shipments.c.id.desc())
)
