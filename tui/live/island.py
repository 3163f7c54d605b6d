"""A station on its screen while its database is away, and what it says when the line is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.clock import local
from core.errors import Refusal
from core.fulfilment.island.held import Held
from core.fulfilment.packing.awaiting import RISKY
from core.fulfilment.packing.verdict import Kind
from core.fulfilment.packing.verdict import Verdict as CoreVerdict
from core.i18n import _, ngettext
from core.shipping.desk import Desk
from core.shipping.island import LOST, Island, told_verdict
from core.text import clean
from tui.live.acting import CODES
from tui.live.working import lines_of
from tui.state import Alert, Status, Verdict, Work
from tui.words.refusals import sentence
from tui.words.verdicts import speak

_SAID_S = 20.0
"""How long it is said that the line is back."""


class LiveIsland:
    """The island of one station, and how it looks."""

    def __init__(self, desk: Desk, folder: Path, station: str, zone: str) -> None:
        self._desk, self._zone, self._station = desk, zone, station
        self.island = Island(desk, folder, station)
        self._trouble = ""
        self._last: Status | None = None
        self._back_at = float("-inf")
        self._broke: Refusal | None = None

    def open(self) -> None:
        """Take up what waits; where its file cannot be had, the station works without, and says
        so."""
        try:
            self.island.open()
        except Refusal as refusal:
            self._trouble = sentence(refusal)

    def scan(self, seq: int, raw: str, judge: Callable[[], CoreVerdict]) -> CoreVerdict:
        """Judge a code, by the database or by what is held."""
        return self.island.scan(seq, raw, judge)

    def act(self, seq: int, action: str, choice: str, do: Callable[[], CoreVerdict]) -> CoreVerdict:
        """Do what a key says, or say that it waits."""
        if not self.island.offline:
            try:
                verdict = do()
            except Refusal as refusal:
                if refusal.code not in LOST:
                    raise
            else:
                if verdict.detail not in LOST:
                    self.island.saved(CODES.get(action, action), verdict)
                    return verdict
            self.island.lost()
        held = self.island.held
        nobody = held is None or held.operator_id is None
        if action == "ack" and (nobody or (held and held.work.awaiting in RISKY)):
            return CoreVerdict(Kind.INFO, seq, "", "acknowledged_idle")
        if action in {"ack", "yes", "undo", "why"} or (action in CODES and held is not None):
            return self.island.take(seq, CODES[action])
        if action == "short":
            return self.island.take(seq, f"KEMAS:SHORT:{choice}")
        return self.island.refuse(seq, "sign_in" if action == "sign_in" else "other")

    def tell(self, seq: int) -> CoreVerdict:
        """Tell what waits."""
        told = self.island.tell()
        if told is None:
            return self.island.refuse(seq, "back")
        self._back_at = time.monotonic()
        return told_verdict(seq, told)

    def seen(self, status: Status, tx_alerts: tuple[Alert, ...]) -> Status:
        """The status bar with the database there: what waits is to be told to it now."""
        if self.island.offline and not self.island.waiting:
            self.island.tell()
            self._back_at = time.monotonic()
        alerts = tx_alerts
        if self._trouble:
            alerts = (Alert("journal", self._trouble), *alerts)
        if self.island.offline:
            status = replace(status, connection="offline", back=True, kept=self.island.waiting)
        elif time.monotonic() - self._back_at < _SAID_S:
            back = Alert("line_back", _("The line to the database is back."), good=True)
            alerts = (*alerts, back)
        self._last = replace(status, alerts=alerts)
        return self._last

    def broke(self, refusal: Refusal) -> None:
        """Whoever listens for news found the database away: the next status says so at once."""
        if refusal.code in LOST and not self.island.offline:
            self._broke = refusal

    def just_broke(self) -> Refusal | None:
        """What was found, once."""
        found, self._broke = self._broke, None
        return found

    def away(self, refusal: Refusal) -> Status:
        """The status bar without the database; raises the refusal where it is of another kind."""
        is_told = refusal.code == "station_lost" and self.island.waiting
        if refusal.code not in LOST and not is_told:
            raise refusal
        self.island.lost()
        held = self.island.held
        last = self._last or Status(self._station, operator=held.operator if held else "")
        return replace(
            last,
            connection="offline",
            back=refusal.code == "station_lost",
            kept=self.island.waiting,
            trouble="",
            told=True,
            alerts=(Alert("offline", self._sentence(held)), *last.alerts),
        )

    def _sentence(self, held: Held | None) -> str:
        waiting, since = self.island.waiting, self.island.since
        at = local(since, self._zone).strftime("%H:%M") if since is not None else ""
        said = ngettext(
            "Offline since {at}: {count} scan waits.", "Offline since {at}: {count} scans wait.",
            waiting,
        ).format(at=at, count=waiting)  # fmt: skip
        if held is None or held.work.order_id is None:
            return f"{said} " + _("Nothing else can be done until the database is back.")
        return f"{said} " + _("Go on with order {order}.").format(order=clean(held.work.order_no))

    def shown(self, verdict: CoreVerdict, *, pressed: bool, place: str) -> Verdict:
        """A verdict in words, with the work as the station holds it."""
        said = speak(verdict, self._zone, pressed=pressed, place=place)
        held = self.island.held
        last = str(verdict.params.get("sku", ""))
        seen = verdict.detail in {"acknowledged", "acknowledged_idle"}
        return Verdict(
            seq=verdict.seq,
            kind="ready" if seen else verdict.kind.value,
            scanned="" if pressed else verdict.scanned,
            message="" if seen else said.message,
            needed=said.needed,
            next=said.next,
            order=verdict.order or "",
            parcel=verdict.parcel or "",
            held=verdict.held,
            work=None if held is None else work_held(held, last),
            operator=None if held is None else held.operator,
            language="" if held is None else held.language,
            waits=bool(verdict.waiting) and not verdict.held and not seen,
        )


def work_held(held: Held, last: str) -> Work | None:
    """The open order as the work screen shows it, without its buyer."""
    order = held.order
    if order is None or held.work.order_id is None:
        return None
    number = held.parcel.rpartition("-")[2]
    return Work(
        order=order.order_no,
        customer="",
        stage="pick" if held.work.mode == "pick" else "pack",
        lines=lines_of(order, held.work, last),
        channel=order.channel,
        parcel=held.parcel,
        parcel_number=int(number) if number.isdecimal() else 1,
    )


def resumed_offline(line: LiveIsland) -> Verdict:
    """What a station says that begins while its database is away: it goes on with what it kept."""
    held = line.island.held
    order = held.work.order_no or held.work.last_order_no if held is not None else ""
    said = ngettext(
        "The database is away. {count} scan of order {order} waits here.",
        "The database is away. {count} scans of order {order} wait here.",
        line.island.waiting,
    ).format(count=line.island.waiting, order=clean(order))
    then = _("Go on with order {order}.").format(order=clean(order))
    work = work_held(held, "") if held is not None else None
    return Verdict(line.island.last_seq, "resumed", message=said, next=then, work=work, order=order)
