"""What a station hears from leads and tells of itself: beside the work, never in its way."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.i18n import _
from core.people import lines, looking, presence
from core.people.lines import Line
from core.people.queries import signed_in
from core.shipping.routing import place_of
from core.text import clean
from core.transaction import Actor, Transaction, reading, run
from tui.live.calls import call_alerts
from tui.state import Alert, Heard

if TYPE_CHECKING:
    from core.database import Database
    from core.shipping.settings import ShippingSettings

TELL_EVERY = 2.0
"""Seconds between two rows that tell what is on the screen, and those only where it changed."""
LOOK_EVERY = 2.0
"""Seconds after which it looks although nobody wrote: wishes to look end without a word."""
PAUSE = 0.5
"""Seconds between two looks, however much is written: many stations write much."""
_ROLES = ("label", "receipt", "document")


class Attendant:
    """Belongs to one thread; reads after somebody wrote, writes only what is new."""

    def __init__(
        self,
        database: Database,
        settings: ShippingSettings,
        station_id: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._settings, self._station_id = database, settings, station_id
        self._clock = clock
        self._known = Heard()
        self._moved = False
        self._looked = self._told_at = float("-inf")
        self._told: tuple[str, tuple[str, ...]] | None = None

    def look(self, place: str, *, moved: bool) -> Heard:
        """What is new for this station; `moved`: somebody wrote something since the last look."""
        now = self._clock()
        self._moved = self._moved or moved
        if now - self._looked >= (PAUSE if self._moved else LOOK_EVERY):
            self._looked, self._moved = now, False
            self._known = self._heard()
        if now - self._told_at >= TELL_EVERY:
            self._tell(place, now)
        return Heard(moved, self._known.lines, self._known.lookers)

    def read(self, line: int) -> None:
        """A line was seen by whoever is signed in."""
        self._write(partial(_read, line=line))

    def show(self, said: tuple[str, ...], width: int, height: int) -> None:
        """Tell those who look what is on the screen."""
        self._write(lambda tx, station: looking.show(tx, station, said, width, height))

    def close(self) -> None:
        """The station closes: what was kept of its screen goes, if somebody looked."""
        if self._known.lookers:
            self._write(looking.forget)

    def _heard(self) -> Heard:
        with reading(self._database) as tx:
            unread = lines.unread(tx, self._station_id)
            lookers = looking.lookers(tx, self._station_id)
            calls = call_alerts(tx, self._station_id)
        if any(line.shown_at is None or line.stood for line in unread):
            self._write(_note)
        if self._known.lookers and not lookers:
            self._write(looking.forget)
        said = (*calls, *(_alert(line) for line in unread if not line.stood))
        return Heard(lines=said, lookers=tuple(clean(name) for name in lookers))

    def _tell(self, place: str, now: float) -> None:
        told = place, self._printers()
        if told != self._told:
            self._write(partial(_tell_of, told=told))
            self._told, self._told_at = told, now

    def _printers(self) -> tuple[str, ...]:
        with reading(self._database) as tx:
            here = place_of(tx, self._station_id)
        found = (self._settings.printer_for(role, here) for role in _ROLES)
        return tuple(dict.fromkeys(name for name in found if name))

    def _write(self, work: Callable[[Transaction, int], None]) -> None:
        def do(tx: Transaction) -> None:
            who = signed_in(tx, self._station_id)
            tx.actor = who or tx.actor
            work(tx, self._station_id)

        run(self._database, Actor(station_id=self._station_id), do)


def _read(tx: Transaction, station_id: int, *, line: int) -> None:
    lines.read(tx, station_id, line)


def _tell_of(tx: Transaction, station_id: int, *, told: tuple[str, tuple[str, ...]]) -> None:
    presence.tell(tx, station_id, *told)
    looking.forget(tx, station_id)  # what a process left behind that was killed


def _note(tx: Transaction, station_id: int) -> None:
    lines.shown(tx, station_id)
    lines.read_by_scans(tx, station_id)


def _alert(line: Line) -> Alert:
    said = _("{who}: {text}").format(who=clean(line.who), text=line.text) if line.who else line.text
    return Alert(f"line {line.id}", said, line=line.id)
