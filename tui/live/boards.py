"""The boards of the warehouse as their modules fill them: pages, sheets, questions and deeds."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from core.errors import NotFound
from tui.boards import BOARDS
from tui.keys import BY_NAME
from tui.places import Where

if TYPE_CHECKING:
    from core.fulfilment.packing.session import Deed
    from core.fulfilment.packing.verdict import Answer
    from core.fulfilment.packing.work import Bench
    from core.settings import Config
    from core.shipping.desk import Desk
    from core.transaction import Transaction
    from tui.views import BoardRow, Choice, Detail, Filter, Form, Page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AtStation:
    """The station at which something is scanned or done; its transaction knows the warehouse."""

    config: Config
    desk: Desk

    @property
    def station_id(self) -> int:
        """Its number."""
        return self.desk.station_id

    @property
    def zone(self) -> str:
        """The time zone of the shop."""
        return self.config.shop.timezone


@dataclass(frozen=True, slots=True)
class At(AtStation):
    """The station at which a board is looked at, and its warehouse."""

    warehouse: int


class BoardModule(Protocol):
    """What the module of a board has; only what its actions ask for needs to be there.

    Reads run in a reader thread, in a transaction that only reads. `deed` answers what a key does;
    it is recorded, numbered and replayed like a scan.
    """

    def page(
        self, tx: Transaction, at: At, wanted: Filter, offset: int, limit: int
    ) -> Page[BoardRow]:
        """A page of the list; `wanted` has the text that was searched and what was filtered."""

    def sheet(self, tx: Transaction, at: At, identifier: str) -> Detail:
        """Everything about a row."""

    def choices(
        self, tx: Transaction, at: At, action: str, target: Mapping[str, str]
    ) -> tuple[Choice, ...]:
        """What an action lets one choose from."""

    def form(self, tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
        """What an action asks to be filled in."""

    def deed(self, at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
        """What an action does."""

    def scanned(self, at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
        """What a scan means in the board; `target` is the row under the cursor."""

    def goes_on(self, bench: Bench) -> Answer | None:
        """What is in hand there, and what is to be scanned for it."""


def board_of(action: str) -> Where | None:
    """The board whose module knows an action: the one in which alone it works."""
    found = BY_NAME.get(action)
    if found is None or len(found.where) != 1:
        return None
    (where,) = found.where
    return where if where in BOARDS else None


def module_of(where: Where) -> BoardModule:
    """What fills a board; imported only now."""
    return cast("BoardModule", import_module(f"tui.live.{BOARDS[where].module}"))


def deed_of(
    desk: Desk, config: Config, action: str, values: Mapping[str, str], choice: str
) -> Deed:
    """What an action of a board does."""
    where = board_of(action)
    if where is None:
        raise NotFound("nothing_to_fill_in", action=action)
    return module_of(where).deed(AtStation(config, desk), action, values, choice)


def scan_of(
    desk: Desk, config: Config, where: str, code: str, target: Mapping[str, str]
) -> Deed | None:
    """What a scan means in a board; None where it means what it means everywhere."""
    if where not in BOARDS:
        return None
    scanned: Callable[[AtStation, str, Mapping[str, str]], Deed] | None
    scanned = getattr(module_of(Where(where)), "scanned", None)
    return None if scanned is None else scanned(AtStation(config, desk), code, target)


def in_hand(where: str, bench: Bench) -> Answer | None:
    """What is in hand in a board, and what is to be scanned for it."""
    if where not in BOARDS:
        return None
    goes_on: Callable[[Bench], Answer | None] | None
    goes_on = getattr(module_of(Where(where)), "goes_on", None)
    return None if goes_on is None else goes_on(bench)


class BoardReads:
    """Mixed into the backend of a real station."""

    _config: Config
    _desk: Desk

    @abstractmethod
    def _read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction that only reads."""

    @abstractmethod
    def _read_as_operator(self, work: Callable[[Transaction], T]) -> T:
        """The same in the name of who is signed in, with what they may do."""

    @abstractmethod
    def _warehouse(self) -> int:
        """The warehouse of the station."""

    def _at(self) -> At:
        return At(self._config, self._desk, self._warehouse())

    def board(self, where: str, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
        """A page of a board."""
        module, at = module_of(Where(where)), self._at()
        return self._read_for(Where(where), lambda tx: module.page(tx, at, wanted, offset, limit))

    def board_sheet(self, where: str, identifier: str) -> Detail:
        """Everything about a row of a board."""
        module, at = module_of(Where(where)), self._at()
        return self._read_for(Where(where), lambda tx: module.sheet(tx, at, identifier))

    def _board_choices(
        self, where: Where, action: str, target: Mapping[str, str]
    ) -> tuple[Choice, ...]:
        module, at = module_of(where), self._at()
        return self._read_for(where, lambda tx: module.choices(tx, at, action, target))

    def _board_form(self, where: Where, action: str, target: Mapping[str, str]) -> Form:
        module, at = module_of(where), self._at()
        return self._read_for(where, lambda tx: module.form(tx, at, action, target))

    def _read_for(self, where: Where, work: Callable[[Transaction], T]) -> T:
        """Read for a board; what not everybody may see is read in the name of who looks."""
        return self._read_as_operator(work) if BOARDS[where].permission else self._read(work)
