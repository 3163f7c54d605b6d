"""A station that is watched, and one from which a lead watches others: its part of the backend."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from socket import gethostname
from typing import TYPE_CHECKING, TypeVar

from core.errors import KemasError
from core.i18n import _
from tui.state import Heard
from tui.views import Shoulder

if TYPE_CHECKING:
    from core.database import Database
    from core.shipping.desk import Desk
    from core.transaction import Transaction
    from tui.live.attendant import Attendant
    from tui.live.news import News

T = TypeVar("T")

_WISH_EVERY = 2.0
"""Seconds between two rows that say that somebody still looks."""


class WatchReads:
    """Mixed into the backend of a real station."""

    _database: Database
    _desk: Desk
    _news: News
    _attendant: Attendant
    _wished: tuple[str, float] = ("", 0.0)

    @abstractmethod
    def _read_as_operator(self, work: Callable[[Transaction], T]) -> T:
        """Read in the name of who is signed in."""

    def heard(self, place: str) -> Heard:
        """What leads said, and who looks."""
        return self._attendant.look(place, moved=self._news.moved())

    def read_line(self, line: int) -> None:
        """A line of a lead was seen here."""
        self._attendant.read(line)

    def show_screen(self, lines: tuple[str, ...], width: int, height: int) -> None:
        """Tell those who look what is on this screen."""
        self._attendant.show(lines, width, height)

    def stop_watching(self) -> None:
        """The station closes: nothing of its screen is kept."""
        with suppress(KemasError):
            self._attendant.close()

    def shoulder(self, station: str) -> Shoulder:
        """The screen of another station; the wish to see it is renewed every few seconds."""
        from core.fulfilment.station_board import Life, who_is_there
        from core.people import looking
        from core.people.attach import is_running

        number = int(station)
        if self._wished[0] != station or time.monotonic() - self._wished[1] >= _WISH_EVERY:
            self._as_operator(lambda tx: looking.wish(tx, number, self._looker))
            self._wished = station, time.monotonic()

        def look(tx: Transaction) -> Shoulder:
            screen = looking.screen(tx, number)
            name, who, life = who_is_there(tx, number, gethostname(), is_running)
            said = ""
            if life is not Life.OPEN:
                said = _("nobody is there now")
            elif screen is None:
                said = _("waiting for the first picture …")
            if screen is None:
                return Shoulder(name, who, said=said)
            return Shoulder(name, who, screen.lines, screen.width, screen.height, said)

        return self._read_as_operator(look)

    def look_away(self, station: str) -> None:
        """Look at that station no more."""
        from core.people import looking

        self._wished = ("", 0.0)
        self._as_operator(lambda tx: looking.look_away(tx, int(station), self._looker))

    @property
    def _looker(self) -> str:
        return f"station {self._desk.station_id}"

    def _as_operator(self, work: Callable[[Transaction], None]) -> None:
        from core.transaction import Actor, run

        who = self._desk.operator() or Actor(station_id=self._desk.station_id)
        run(self._database, who, work)
