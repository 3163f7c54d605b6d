"""A station whose database is away: it goes on with the open order and tells it all later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from core import barcodes, clock
from core.database import shown_url
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment.island.conflicts import NotBooked, goods_said, keep
from core.fulfilment.island.held import Held, held_of, read
from core.fulfilment.island.journal import Entry, Head, Journal
from core.fulfilment.island.judging import judge as judge_held
from core.fulfilment.island.judging import later
from core.fulfilment.island.telling import again, goods_of, is_booked, packed_of, with_counts
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.verdict import Kind, Verdict
from core.fulfilment.packing.work import StationRow
from core.shipping.desk import Desk
from core.text import clean, visible
from core.transaction import SYSTEM, Transaction, reading, run

LOST = frozenset(
    {
        "database_unreachable",
        "database_unreadable",
        "database_busy",
        "database_readonly",
        "database_lost",
        "disk_full",
    }
)
"""Refusals after which a station goes on by itself: nothing can be saved for now."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of telling a journal."""

    booked: int = 0
    """Scans that the books have now, also those that they had before."""
    last: Verdict | None = None
    """The verdict on the last of them."""
    order: str = ""
    parcel: str = ""
    conflict: NotBooked | None = None
    highest: int = 0
    """The highest number that was used, whatever came of it: the next scan needs one above it."""


class Island:
    """Keeps what one station holds, in step with what is saved; one thread judges, others look."""

    def __init__(self, desk: Desk, folder: Path, station: str) -> None:
        self._desk = desk
        self._journal = Journal(folder, station)
        self._database = shown_url(desk.database.url)
        self._lock = threading.RLock()
        self._held: Held | None = None
        self._unseen: tuple[str, Verdict] | None = None
        """A scan that was saved after what is held was read."""
        self._answers: dict[int, Verdict] = {}
        self._since: datetime | None = None

    def open(self) -> None:
        """Take the station's journal; what an earlier process left in it is taken up.

        Raises what `Journal.open` does, and Refusal ``journal_foreign`` where what waits belongs
        into another database.
        """
        self._journal.open()
        head = self._journal.head
        if head is None or not self._journal.entries:
            return
        if head.database != self._database:
            self._journal.close()
            raise Refusal("journal_foreign", path=str(self._journal.path), where=head.database)
        held = head.held
        for entry in self._journal.entries:
            held = judge_held(held, entry.raw).held
        self._held, self._since = held, head.since_at

    def close(self) -> None:
        """Give the journal back; what waits in it is told by the next process."""
        self._journal.close()

    @property
    def offline(self) -> bool:
        """Whether the database is away, or something still waits to be told to it."""
        return self._since is not None

    @property
    def since(self) -> datetime | None:
        """Since when."""
        return self._since

    @property
    def waiting(self) -> int:
        """How many scans wait."""
        return len(self._journal.entries)

    @property
    def held(self) -> Held | None:
        """What the station holds; None where nobody knows what is open."""
        return self._held

    @property
    def last_seq(self) -> int:
        """The highest number that waits."""
        return max((entry.seq for entry in self._journal.entries), default=0)

    def lost(self) -> None:
        """The database is away."""
        with self._lock:
            if self._since is None:
                self._since = clock.now()

    def hold(
        self, tx: Transaction, row: StationRow | None = None, order: OpenOrder | None = None
    ) -> None:
        """Read what the station holds now, of what a transaction read already where it did."""
        if self.offline:
            return
        before = self._held
        if row is None:
            held = read(tx, self._desk.station_id, before)
        else:
            held = held_of(tx, row, before, order)
        with self._lock:
            newest = max(
                self._held.seq if self._held is not None else 0,
                self._unseen[1].seq if self._unseen is not None else 0,
            )
            if held.seq >= newest:  # what was read before a scan that was saved meanwhile is old
                self._held, self._unseen = held, None

    def look(self) -> None:
        """Read it in a transaction of its own; where that fails, the next scan says so."""
        try:
            with reading(self._desk.database) as tx:
                self.hold(tx)
        except DatabaseRefusal:
            return

    def saved(self, raw: str, verdict: Verdict) -> None:
        """A scan was saved: what is held is behind by it until it is read anew."""
        is_recorded = verdict.actor is not None and verdict.actor.operator_id is not None
        if is_recorded and not verdict.replayed:
            with self._lock:
                self._unseen = raw, verdict

    def scan(self, seq: int, raw: str, judge: Callable[[], Verdict]) -> Verdict:
        """Judge a code by the database, else by what is held. Raises what `judge` refuses else."""
        if self.offline:
            return self.take(seq, raw)
        try:
            verdict = judge()
        except Refusal as refusal:
            if refusal.code not in LOST:
                raise
            return self.take(seq, raw)
        if is_lost(verdict):
            return self.take(seq, raw)
        self.saved(raw, verdict)
        return verdict

    def take(self, seq: int, raw: str) -> Verdict:
        """Judge a code by what is held; what it does is in the journal before it is said."""
        with self._lock:
            self.lost()
            scanned = clean(visible(raw[: barcodes.LONGEST]))
            if (known := self._answered(seq, raw, scanned)) is not None:
                return known
            held = self._caught_up()
            if held is None or seq <= held.seq:
                return Verdict(Kind.NOT_SAVED, seq, scanned, "island_unheld")
            judged = judge_held(held, raw)
            answer = judged.answer
            if judged.held != held:
                entry = Entry(
                    seq, raw, answer.kind, answer.detail, clock.now().isoformat(),
                    _difference(held, judged.held),
                )  # fmt: skip
                try:
                    self._keep(held, entry)
                except Refusal as refusal:
                    params = dict(refusal.params)
                    return Verdict(Kind.NOT_SAVED, seq, scanned, refusal.code, params)
                self._held = judged.held
            verdict = Verdict(
                answer.kind, seq, scanned, answer.detail, answer.params,
                held.work.order_no or held.work.last_order_no or None,
                held.parcel if held.work.order_id is not None else None,
                waiting=self.waiting,
            )  # fmt: skip
            self._answers[seq] = verdict
            return verdict

    def refuse(self, seq: int, what: str) -> Verdict:
        """Say that something has to wait for the database."""
        with self._lock:
            held = self._caught_up()
            if held is None:
                return Verdict(Kind.NOT_SAVED, seq, "", "island_unheld")
            answer = later(what, held)
            order = held.work.order_no or held.work.last_order_no or None
            return Verdict(
                answer.kind, seq, "", answer.detail, answer.params, order, waiting=self.waiting
            )

    def tell(self) -> Told | None:
        """Tell the journal in its order; None where the database is away again.

        Each scan goes under its own number, so that one that was saved before the line broke is
        recognised. At the first that the books contradict it ends: that one and all after it are
        kept as a conflict. Only what is committed leaves the journal.
        """
        with self._lock:
            head, entries = self._journal.head, list(self._journal.entries)
            told = Told()
            if head is not None and entries:
                found = self._tell(head, entries)
                if found is None:
                    return None
                told = found
            self._journal.cut()
            self._since = self._held = self._unseen = None
            self._answers.clear()
        self._desk.catch_up()
        self.look()
        return told

    def _tell(self, head: Head, entries: list[Entry]) -> Told | None:
        packed, last = packed_of(head.held), None
        order, parcel = head.held.work.order_no, head.held.parcel
        for at, entry in enumerate(entries):
            verdict = self._desk.scan(entry.seq, entry.raw, again(head.held, entry, packed))
            if is_lost(verdict):
                return None
            if not is_booked(entry, verdict):
                found = _not_booked(head, entries[at:], verdict)
                try:
                    run(self._desk.database, SYSTEM, partial(keep, found=found))
                except DatabaseRefusal:
                    return None
                return Told(at, last, order, parcel, found, entries[-1].seq)
            packed, last = with_counts(packed, entry), verdict
        return Told(len(entries), last, order, parcel, highest=entries[-1].seq)

    def _keep(self, held: Held, entry: Entry) -> None:
        if self._journal.head is None:
            since = self._since or clock.now()
            self._journal.begin(Head(self._database, held, since.isoformat()))
        self._journal.add(entry)

    def _answered(self, seq: int, raw: str, scanned: str) -> Verdict | None:
        """The first answer to a number that was used since the line was lost."""
        entry = next((one for one in self._journal.entries if one.seq == seq), None)
        if entry is None:
            return None
        if entry.raw != raw:
            params = {"first": clean(visible(entry.raw)), "next_seq": self.last_seq + 1}
            return Verdict(Kind.NOT_SAVED, seq, scanned, "sequence", params)
        again = Verdict(Kind(entry.kind), seq, scanned, entry.detail, waiting=self.waiting)
        return self._answers.get(seq, again)

    def _caught_up(self) -> Held | None:
        """What is held, with a scan that was saved and could not be read back any more."""
        if self._unseen is None or self._held is None:
            return self._held
        raw, verdict = self._unseen
        judged = judge_held(self._held, raw)
        self._unseen = None
        same = judged.answer.kind is verdict.kind
        seq = max(verdict.seq, self._held.seq)
        self._held = judged.held.with_(counted=(), seq=seq) if same else None
        return self._held


def told_verdict(seq: int, told: Told) -> Verdict:
    """What is said of a journal that was told."""
    about: dict[str, Any] = {"order": told.order, "parcel": told.parcel, "booked": told.booked}
    if told.conflict is not None:
        missed = {"scans": told.conflict.scans, "goods": goods_said(told.conflict.goods)}
        params = about | missed | {"why": dict(told.conflict.why)}
        return Verdict(Kind.NOT_SAVED, seq, "", "island_conflict", params, told.order or None)
    last = told.last
    if last is None:
        return Verdict(Kind.INFO, seq, "", "island_back")
    if last.kind in {Kind.NEEDS_WAYBILL, Kind.ORDER_COMPLETE}:
        if last.kind is Kind.NEEDS_WAYBILL or last.detail:
            return replace(last, seq=seq, scanned="")
        parcel, params = told.parcel or None, {**last.params, **about}
        return Verdict(Kind.ORDER_COMPLETE, seq, "", "island_told", params, last.order, parcel)
    return Verdict(Kind.INFO, seq, "", "island_told", about, told.order or None)


def is_lost(verdict: Verdict) -> bool:
    """Whether a verdict says that the database is away."""
    return verdict.kind in {Kind.NOT_SAVED, Kind.SYSTEM_BUSY} and verdict.detail in LOST


def _difference(before: Held, after: Held) -> tuple[tuple[int, int], ...]:
    """What a scan put into the box by line; below zero: took out."""
    old, new = packed_of(before), packed_of(after)
    return tuple((line, new[line] - old[line]) for line in new if new[line] != old[line])


def _not_booked(head: Head, rest: list[Entry], verdict: Verdict) -> NotBooked:
    why: Mapping[str, Any] = {
        "kind": verdict.kind.value,
        "detail": verdict.detail,
        "params": dict(verdict.params),
    }
    return NotBooked(
        station_id=head.held.station_id,
        seq=rest[0].seq,
        operator_id=head.held.operator_id,
        order_id=head.held.work.order_id,
        parcel=head.held.parcel,
        scans=len(rest),
        goods=goods_of(head.held, rest),
        why=why,
        began_at=head.since_at,
    )
