"""``kemas scan``: codes come in line by line, verdicts go out line by line."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from getpass import getpass
from types import FrameType
from typing import TYPE_CHECKING

from core import barcodes
from core.errors import DatabaseRefusal, KemasError, Refusal
from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _, set_language
from core.people.pins import is_pin
from core.people.presence import LINE_MODE
from core.shipping.desk import Desk
from core.shipping.island import Island, told_verdict
from core.text import clean, visible
from tui.context import Context
from tui.echo import Echo
from tui.linelead import LineLead
from tui.lines import Lines, Scan
from tui.live.attendant import Attendant
from tui.samefile import SameFile
from tui.tones import shown_kind, word_of
from tui.words.verdicts import asked_pin, speak

if TYPE_CHECKING:
    from core.fulfilment.packing.session import Deed
    from core.transaction import Actor

BEAT_SECONDS = 5.0
"""How often the station's lease is renewed; it lasts two minutes, but who watches wants to know."""
_LISTEN_SECONDS = 0.5
"""How often it listens for what leads say, and for who looks on."""
_KEPT = 24
"""Lines that somebody who looks on sees."""
AWAY_SECONDS = 1.0
"""How often the database is looked for while it is away."""
_LOST = 1
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.description = _(
        "Reads one code a line, or SEQ<TAB>CODE; writes one verdict a line. Ends with its input."
    )
    parser.add_argument(
        "--operator", metavar="BADGE", help=_("who works here: a badge code or a name")
    )
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help=_("do not start a worker: one that prints runs elsewhere"),
    )
    parser.set_defaults(run=_scan)


def _scan(context: Context) -> int:
    station = context.open_station()
    desk = Desk(context.database, context.config, station.id)
    context.database.watch_line()
    file = SameFile(context.config.database.engine_url)
    resumed = desk.open()
    island = Island(desk, context.config.data_dir / "offline", station.name)
    try:
        island.open()
        actor = _operator(context, desk)
        if actor is None:
            context.out.note(
                _(
                    "Nobody is signed in at station {station}. Say who works: --operator BADGE"
                ).format(station=clean(station.name))
            )
            return 1
        line_mode = LineMode(context, desk, file, actor, resumed, island=island)
        return line_mode.run()
    finally:
        island.close()
        if not island.offline:
            desk.close()


def _operator(context: Context, desk: Desk) -> Actor | None:
    named = context.args.operator
    if not named:
        return desk.operator()
    try:
        return desk.enter(named, os.environ.get("KEMAS_PIN", ""))
    except Refusal as refusal:
        if refusal.code != "pin_needed" or not sys.stdin.isatty():
            raise
        return desk.enter(named, getpass(_("PIN of {name}: ").format(name=refusal.params["who"])))


class LineMode:
    """A station whose scanner is standard input and whose screen is standard output."""

    def __init__(
        self,
        context: Context,
        desk: Desk,
        file: SameFile,
        actor: Actor,
        resumed: Verdict | None,
        meaning: Callable[[str], Deed] | None = None,
        place: str = "",
        island: Island | None = None,
    ) -> None:
        """`meaning` says what a code is in `place`, where it is not packing that reads it.

        With an `island`, packing goes on while the database is away.
        """
        self._island = island
        self._turn = threading.Lock()
        """Codes are judged, and what waits is told, one after the other."""
        self._meaning = meaning
        self._place = place
        self._context = context
        self._desk = desk
        self._file = file
        self._zone = context.config.shop.timezone
        self._resumed = resumed
        self._last = desk.last_seq()
        self._lines = Lines(0)
        self._over = threading.Event()
        self._lost = False
        self._ended_by = 0
        self._pin_of = ""
        """Whose PIN is awaited: digits alone are no code then."""
        self._lead = LineLead(desk)
        self._echo = Echo(0)
        self._said: deque[str] = deque(maxlen=_KEPT)
        self._attendant = Attendant(context.database, desk.settings, desk.station_id)
        self._heard: set[str] = set()
        self._shown: tuple[str, ...] | None = None
        self._speak(actor)

    def run(self) -> int:
        """Judge every line until the input ends, a signal comes or the station is lost."""
        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, self._stop)
        if self._resumed is not None:
            self._tell(self._resumed)
        if self._island is not None:
            self._tell_what_waits(self._island)
            self._island.look()
        self._start_worker()
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        try:
            self._desk.catch_up()
            while not self._lost and (scan := self._lines.next()) is not None:
                with self._turn:
                    self._judge(scan)
            if not self._lost and not self._file.is_lost and not self._offline:
                self._desk.catch_up()
        finally:
            self._echo.put(hidden=False)
            self._over.set()
            heart.join(timeout=2.0)
            with suppress(KemasError):
                self._attendant.close()
        self._file.check()
        if self._lost:
            self._context.out.note(
                _("Another process works at this station now. This one has ended.")
            )
            return _LOST
        return 128 + self._ended_by if self._ended_by else 0

    def do(self, raw: str, deed: Deed) -> Verdict:
        """Do one thing, named `raw` in the record, and tell its verdict."""
        self._last += 1
        verdict = self._desk.scan(self._last, raw, deed)
        self._tell(verdict)
        return verdict

    def _judge(self, scan: Scan) -> None:
        """Scan one code; a number of our own is not used up by what could not be saved."""
        seq = scan.seq if scan.seq is not None else self._last + 1
        yes = self._lead.meant(scan.code)
        verdict = self._desk_scan(seq, scan.code, yes)
        if scan.seq is None and (verdict.kind, verdict.detail) == (Kind.NOT_SAVED, "sequence"):
            # An earlier scan was saved although the line to the database broke before its answer.
            seq = self._desk.last_seq() + 1
            verdict = self._desk_scan(seq, scan.code, yes)
        if verdict.waiting or not _unsaved(verdict):
            self._last = max(self._last, seq)
        self._pin_of = "" if yes is not None else asked_pin(verdict)
        self._echo.put(hidden=bool(self._pin_of) or self._lead.owes)
        if (verdict.kind, verdict.detail) == (Kind.INFO, "signed_in"):
            actor = self._desk.operator()
            if actor is not None:
                self._speak(actor)
        self._tell(verdict)
        if self._island is not None:
            self._island.look()
        if verdict.detail in {"station_lost", "database_upgraded"}:
            self._lost = True

    def _desk_scan(self, seq: int, code: str, yes: dict[str, str] | None) -> Verdict:
        """Judge a code, or take it as a lead's `yes`, which is nothing that can wait here."""
        if yes is not None or self._island is None:
            return self._by_the_books(seq, code, yes)
        verdict = self._island.scan(seq, code, lambda: self._by_the_books(seq, code))
        if self._offline:
            self._lead.forget()
        return verdict

    def _by_the_books(self, seq: int, code: str, yes: dict[str, str] | None = None) -> Verdict:
        scanned = "" if yes is not None else clean(visible(code[: barcodes.LONGEST]))
        try:
            self._file.check()
        except Refusal as lost:
            return Verdict(Kind.NOT_SAVED, seq, scanned, lost.code, dict(lost.params))
        try:
            if yes is not None:
                return self._lead.approve(seq, yes)
            if self._pin_of and is_pin(code.strip()):
                return self._desk.sign_in(seq, self._pin_of, code.strip())
            deed = self._meaning(code) if self._meaning else None
            verdict = self._desk.scan(seq, code, deed)
            self._lead.note(verdict, lambda seq: self._desk.scan(seq, code, deed))
        except Refusal:
            raise
        except Exception as error:  # noqa: BLE001 - one code must not end a station; it is logged
            from tui.faults import log_fault

            log_fault(error)
            return Verdict(Kind.NOT_SAVED, seq, scanned, "fault")
        return verdict

    @property
    def _offline(self) -> bool:
        return self._island is not None and self._island.offline

    def _tell_what_waits(self, island: Island) -> None:
        """Tell the database what was done without it; where it is still away, nothing is said."""
        if not island.offline:
            return
        told = island.tell()
        if told is not None:
            self._last = max(self._last, told.highest)
            self._tell(told_verdict(self._last, told))

    def _tell(self, verdict: Verdict) -> None:
        said = speak(verdict, self._zone, keys=False, place=self._place)
        then = self._lead.hint() or said.next
        out = self._context.out
        word = word_of(shown_kind(verdict.kind.value, verdict.detail))
        parts = [f"{_(word)}: {said.message}"]
        if said.needed:
            parts.append(_("Needed: {needed}.").format(needed=said.needed))
        if then:
            parts.append(then)
        told = clean(" ".join(parts))
        self._said.append(f"{verdict.scanned}  {told}")
        if out.as_json:
            out.json_line(
                {
                    "seq": verdict.seq,
                    "verdict": verdict.kind.value,
                    "scanned": verdict.scanned or None,
                    "message": said.message or None,
                    "needed": said.needed or None,
                    "next": then or None,
                    "order": verdict.order,
                    "parcel": verdict.parcel,
                }
            )
            return
        out.line(told)

    def _speak(self, actor: Actor) -> None:
        """The language of the command line where one was asked for, else the operator's."""
        if not self._context.args.language:
            set_language(actor.language)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        """End after the code that is in hand; a second signal ends at once."""
        signal.signal(number, signal.SIG_DFL)
        self._ended_by = number
        self._lines.close()

    def _beat(self) -> None:
        """Keep station and claims; end where another process has them. Runs in its own thread."""
        due = time.monotonic() + BEAT_SECONDS
        while not self._over.wait(_LISTEN_SECONDS):
            if not self._offline:
                with suppress(KemasError):  # scans tell it themselves
                    self._listen()
            now = time.monotonic()
            if now < (due if not self._offline else due - BEAT_SECONDS + AWAY_SECONDS):
                continue
            due = now + BEAT_SECONDS
            try:
                kept = self._file.is_lost or self._desk.beat()
                if self._island is not None and self._offline and not self._file.is_lost:
                    with self._turn:
                        self._tell_what_waits(self._island)
            except DatabaseRefusal:
                continue  # the lease lasts longer than a few beats, and scans tell it themselves
            if not kept:
                self._lost = True
                self._lines.close()
                return

    def _listen(self) -> None:
        """Tell what leads say beside the verdicts, and show those who look what was told here."""
        heard = self._attendant.look(LINE_MODE, moved=True)
        looks = (_("● {names} looks on").format(names=name or "kemas") for name in heard.lookers)
        now = {*(f"› {line.text}" for line in heard.lines), *looks}
        for told in sorted(now - self._heard):
            self._context.out.note(told)
        self._heard = now
        shown = tuple(self._said)
        if heard.lookers and shown != self._shown:
            self._attendant.show(shown, max(map(len, shown), default=0), len(shown))
        self._shown = shown if heard.lookers else None

    def _start_worker(self) -> None:
        if not self._context.args.no_worker:
            from tui.workers import ensure

            ensure(self._context.config.path, self._context.database, self._context.out.note)


def _unsaved(verdict: Verdict) -> bool:
    """Whether nobody knows if the scan was saved: the same number must be tried again."""
    if verdict.kind not in {Kind.SYSTEM_BUSY, Kind.NOT_SAVED}:
        return False
    return verdict.detail.startswith("database_") or verdict.detail in {"disk_full", "fault"}
