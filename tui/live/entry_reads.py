"""The part of the backend that orders are typed in through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from core.couriers.registry import Couriers
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk
    from core.shipping.quoting import Wanted
    from core.transaction import Transaction
    from tui.entry_views import EntrySheet, FeeList
    from tui.live.entry import EntryBook
    from tui.views import Choice

T = TypeVar("T")


class EntryReads:
    """Mixed into the backend of a real station."""

    _config: Config
    _database: Database
    _desk: Desk

    def entry(self, command: str, values: Mapping[str, str]) -> EntrySheet:
        """One command of the entry screen, kept at once."""
        return self._typing(lambda book: book.answer(command, values))

    def entry_drafts(self) -> tuple[Choice, ...]:
        """What the operator left unfinished, the latest first."""
        return self._typing(lambda book: book.unfinished())

    def fees(self, key: str) -> FeeList:
        """What couriers say that it costs; asked outside of any transaction."""
        from core.fulfilment.packing.work import load
        from core.orders.entry import drafts
        from core.shipping.editing import rules_of
        from core.shipping.quoting import quotes, wanted_of
        from tui.live.entry_fees import drawn

        def draw_up(tx: Transaction) -> Wanted:
            warehouse = load(tx, self._desk.station_id, lock=False).warehouse_id
            contents = drafts.load(tx, key).contents
            return wanted_of(tx, rules_of(self._config, warehouse), contents)

        return drawn(*quotes(self._database, self._couriers(), draw_up))

    def _couriers(self) -> Couriers:
        return self._desk.settings.couriers

    def _typing(self, work: Callable[[EntryBook], T]) -> T:
        from core.fulfilment.packing.work import load
        from core.transaction import Actor, run
        from tui.live.entry import EntryBook

        station = self._desk.station_id

        def do(tx: Transaction) -> T:
            warehouse = load(tx, station, lock=False).warehouse_id
            return work(EntryBook(tx, self._config, warehouse))

        who = self._desk.operator() or Actor(station_id=station)
        return run(self._database, who, do)
