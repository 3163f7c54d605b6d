"""What a station is told about the post to buyers: a way that stands still, or goes again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from core.i18n import _
from core.messages.states import Way
from core.messages.troubles import Post, post, went_since
from core.people.permissions import Permission
from core.people.queries import signed_in
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.state import Alert
from tui.words.messages import overdue_words, standstill_words, unknown_words, way_name

_SAID_S = 20.0
"""How long it is said that a way goes again."""
_QUIET_S = 300.0
"""Between two sounds for messages of which nobody knows; nobody is rung for each of a hundred."""


class LetterWatch:
    """Tells only those who may write to buyers; remembers what was told."""

    def __init__(
        self, zone: str, station_id: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._zone, self._station_id, self._clock = zone, station_id, clock
        self._down: dict[Way, datetime] = {}
        self._good: dict[Way, float] = {}
        self._overdue = (0, 0.0)
        self._doubt = (0, 0.0)

    def look(self, tx: Transaction) -> tuple[Alert, ...]:
        """What somebody should know of messages to buyers, the most urgent first."""
        if not concerns(tx, self._station_id):
            self._down.clear()
            self._good.clear()
            return ()
        now = post(tx)
        self._remember(tx, now)
        said = [
            Alert(f"post:{one.way.value}", standstill_words(one, self._zone))
            for one in now.standing
        ]
        if self._nobody_sends(now):
            said.append(Alert("post:overdue", overdue_words(now.waiting)))
        if now.unknown:
            key = key_name(BY_NAME["follow_up"].key)
            said.append(Alert(self._doubt_key(now), unknown_words(now.unknown, key)))
        return (*said, *(_goes_again(way) for way in self._good))

    def _remember(self, tx: Transaction, now: Post) -> None:
        """What was told to stand still goes again once something went that way, for a while."""
        down = {one.way: self._down.get(one.way, tx.now) for one in now.standing}
        at = self._clock()
        gone = [way for way in self._down if way not in down]
        for way in gone:
            if went_since(tx, way, self._down[way]):
                self._good[way] = at
        self._good = {
            way: since
            for way, since in self._good.items()
            if at - since < _SAID_S and way not in down
        }
        self._down = down

    def _nobody_sends(self, now: Post) -> bool:
        """Whether the message that is due first has been so for long, and still is."""
        row, since = self._overdue
        if now.overdue != row:
            row, since = now.overdue, self._clock()
        self._overdue = row, since
        return bool(row) and self._clock() - since >= _SAID_S

    def _doubt_key(self, now: Post) -> str:
        newest, at = self._doubt
        if now.newest > newest and (not newest or self._clock() - at >= _QUIET_S):
            self._doubt = now.newest, self._clock()
        return f"post:unknown:{self._doubt[0]}"


def concerns(tx: Transaction, station_id: int) -> bool:
    """Whether somebody at a station may write to buyers."""
    who = signed_in(tx, station_id)
    return who is not None and Permission.MESSAGE_SEND in who.permissions


def _goes_again(way: Way) -> Alert:
    said = _("Messages go by {way} again. What waited goes out now.")
    return Alert(f"post:good:{way.value}", said.format(way=way_name(way)), good=True)
