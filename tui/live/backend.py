"""The backend of a real station: opens the database, judges scans, fills the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.errors import DatabaseRefusal, Refusal
from core.i18n import _, language, speaking
from tui.live.boards import BoardReads, board_of
from tui.live.customer_reads import CustomerReads
from tui.live.entry_reads import EntryReads
from tui.live.islanded import Islanded
from tui.live.judging import Judging
from tui.live.letter_reads import LetterReads
from tui.live.list_reads import ListReads
from tui.live.watching import WatchReads
from tui.state import Hello, Status, Verdict
from tui.tones import shown_kind

if TYPE_CHECKING:
    from core.database import Database
    from core.fulfilment.packing.verdict import Verdict as CoreVerdict
    from core.settings import Config
    from core.shipping.desk import Desk
    from core.transaction import Actor, Transaction
    from printers.look import Look
    from tui.live.bank_files import LiveBankFiles
    from tui.live.book import LiveBook
    from tui.live.books import LiveBooks
    from tui.live.connecting import LiveConnecting
    from tui.live.invoice_files import LiveInvoiceFiles
    from tui.live.keeper import WorkerKeeper
    from tui.live.leads import Leads
    from tui.live.news import News
    from tui.live.product_files import LiveGoodsFiles
    from tui.live.statement_files import LiveStatementFiles
    from tui.live.stock_telling import LiveStockTelling
    from tui.live.troubles import Watch
    from tui.samefile import SameFile
    from tui.views import (
        Choice,
        Form,
    )

T = TypeVar("T")

ASKING = {("needs_confirmation", "undo_label"), ("not_claimable", "claimed")}
"""Verdicts that a yes goes on from, and what a yes then does cannot be taken back."""


CAME = frozenset({"signed_in", "moved_here", "moved_here_order"})
"""How it is told that somebody came."""


class LiveBackend(
    Islanded, Judging, ListReads, EntryReads, LetterReads, CustomerReads, BoardReads, WatchReads
):
    """One station over core. Heavy imports happen in `start`, after the first paint."""

    def __init__(
        self,
        config_path: Path | None,
        station: str = "",
        *,
        operator: str = "",
        demo: bool = False,
        language: str = "",
    ) -> None:
        """A `language` that the command line asked for is spoken whoever signs in."""
        self._path = config_path
        self._station = station
        self._operator = operator
        self._demo = demo
        self._asked_language = language
        self._config: Config
        self._database: Database
        self._desk: Desk
        self._file: SameFile
        self._keeper: WorkerKeeper | None = None
        self._watch: Watch
        self._look: Look
        self._leads: Leads
        self._news: News

    def start(self) -> Hello:
        """Import what is heavy, open the database, take the station."""
        from core import barcodes
        from core.config import find, load
        from core.database import open_database
        from core.shipping.desk import Desk
        from printers.templates import look_of
        from tui.live.attendant import Attendant
        from tui.live.leads import Leads
        from tui.live.news import News
        from tui.live.troubles import Watch
        from tui.live.walk import pane_in_hand
        from tui.samefile import SameFile

        self._config = load(find(self._path))
        self._look = look_of(self._config)
        zone = self._config.shop.timezone
        try:
            self._database = open_database(self._config.database.engine_url, zone)
        except DatabaseRefusal as refusal:
            return self._start_offline(refusal)
        self._file = SameFile(self._config.database.engine_url)
        station_id = self._register()
        self._desk = Desk(self._database, self._config, station_id)
        self._news = News(self._database, station_id)
        self._attendant = Attendant(self._database, self._desk.settings, station_id)
        self._leads = Leads(self._desk)
        self._watch = Watch(self._config, self._desk.settings, station_id)
        self._line = self._island()
        resumed = self._take_station()
        who = self._sign_in()
        barcodes.warm()
        spoken = self._spoken(who.language if who else self._config.shop.language)
        used = self._line.island.last_seq
        with speaking(spoken):
            told = self._line.tell(self._desk.last_seq()) if self._line.island.waiting else None
            status = self.status()
            said = self._resumed(resumed) if told is None else self._shown(told, pressed=True)
        return Hello(
            status=status,
            operator=who.name if who else "",
            language=spoken,
            demo=self._demo,
            resumed=said,
            permissions=who.permissions if who else frozenset(),
            last_seq=max(self._desk.last_seq(), used),
            where=self._read(lambda tx: pane_in_hand(tx, station_id)),
            scanner=self._scanner(),
            idle_seconds=self._config.people.idle_minutes * 60,
        )

    def _resumed(self, verdict: CoreVerdict | None) -> Verdict | None:
        """What was left behind here; after a crash it stays on screen until somebody saw it."""
        if verdict is None or not (verdict.order or verdict.detail == "crashed"):
            return None
        counted = str(verdict.params["code"])
        shown = replace(self._shown(verdict), scanned=counted)
        if verdict.detail != "crashed":
            return shown
        seen = _("Check that this is the last item you scanned, then press Esc.")
        if not counted:
            seen = _("Press Esc when you have seen it.")
        return replace(shown, held=True, next=seen)

    def _register(self) -> int:
        from core.people.commands import register_station
        from core.stock.places import warehouse_id
        from core.transaction import SYSTEM, writing

        name = self._station or self._config.station.name
        with writing(self._database, SYSTEM) as tx:
            warehouse = warehouse_id(tx, self._config.station.warehouse)
            return register_station(tx, name, warehouse).id

    def _sign_in(self) -> Actor | None:
        return self._desk.enter(self._operator) if self._operator else self._desk.operator()

    def _ensure_worker(self) -> None:
        from tui.live.keeper import WorkerKeeper

        if self._keeper is None:
            self._keeper = WorkerKeeper(self._config.path, self._database)
        self._keeper.look()

    def close(self) -> None:
        """Give the station back."""
        if hasattr(self, "_desk"):
            self._news.close()
            self.stop_watching()
            self._line.island.close()
            if not self._line.island.offline:
                self._desk.close()
            self._database.close()

    def status(self) -> Status:
        """The status bar; keeps leases and the worker alive. It tells when the database is away."""
        if (just_now := self._line.just_broke()) is not None:  # asking again takes seconds
            return self._line.away(just_now)
        try:
            return self._status()
        except Refusal as refusal:
            return self._line.away(refusal)

    def _status(self) -> Status:
        from tui.live.status import status_of

        self._file.check()
        if not self._attached:
            self._attach()
        if not self._desk.beat():
            raise self._desk.lost(self._station or self._config.station.name)
        self._ensure_worker()
        found = self._read(
            lambda tx: status_of(tx, self._config, self._desk.station_id, demo=self._demo)
        )
        alerts = self._read(self._watch.look)
        found = replace(found, trouble=self._keeper.trouble if self._keeper else "")
        return self._line.seen(found, alerts)

    def news(self) -> Verdict | None:
        """What happened elsewhere to the open order."""
        try:
            found = self._news.look()
        except DatabaseRefusal as refusal:
            self._line.broke(refusal)
            raise
        return None if found is None else self._shown(found)

    def book(self) -> LiveBook:
        """The order book."""
        from tui.live.book import LiveBook

        return LiveBook(self._database, self._config, self._desk)

    def goods_files(self) -> LiveGoodsFiles:
        """Product files that are looked at and applied."""
        from tui.live.product_files import LiveGoodsFiles

        return LiveGoodsFiles(self._database, self._config, self._desk, self._warehouse())

    def statement_files(self) -> LiveStatementFiles:
        """Statements of couriers that are looked at and taken in."""
        from tui.live.statement_files import LiveStatementFiles

        return LiveStatementFiles(self._database, self._config, self._desk)

    def connecting(self) -> LiveConnecting:
        """Shops at sales channels are connected."""
        from tui.live.connecting import LiveConnecting

        return LiveConnecting(self._database, self._config, self._desk)

    def stock_telling(self) -> LiveStockTelling:
        """What shops at sales channels would be told of the stock."""
        from tui.live.stock_telling import LiveStockTelling

        return LiveStockTelling(self._database, self._config, self._desk)

    def bank_files(self) -> LiveBankFiles:
        """Statements of banks that are looked at and taken in."""
        from tui.live.bank_files import LiveBankFiles

        return LiveBankFiles(self._database, self._config, self._desk)

    def invoice_files(self) -> LiveInvoiceFiles:
        """Files of invoices that are written."""
        from tui.live.invoice_files import LiveInvoiceFiles

        return LiveInvoiceFiles(self._database, self._config, self._desk)

    def books(self) -> LiveBooks:
        """The journal of periods: looked at, written, closed."""
        from tui.live.books import LiveBooks

        return LiveBooks(self._database, self._config, self._desk)

    def ask_pickup(self, values: Mapping[str, str]) -> tuple[bool, str]:
        """Ask a courier to come: whether it does, and what it said."""
        from tui.live.pickups import ask

        return ask(self._database, self._config, self._desk, self._warehouse(), values)

    def prepare(self) -> None:
        """Have the order book ready."""
        self.book().prepare()

    def choices(self, action: str, target: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        """What an action lets one choose from."""
        from tui.live.questions import choices_of

        self._allow(action)
        if (board := board_of(action)) is not None:
            return self._board_choices(board, action, target or {})
        if action == "offers":  # couriers are asked, outside of any transaction
            from tui.live import market_ways
            from tui.live.offers import choices

            ways = market_ways.choices(self._desk, self._config, target or {})
            return ways or choices(self._desk, target or {}, language())
        warehouse = self._warehouse()
        return self._read(lambda tx: choices_of(tx, self._config, warehouse, action, target or {}))

    def form(self, action: str, target: Mapping[str, str]) -> Form:
        """The form that an action fills in."""
        from tui.live.forms import form_of

        self._allow(action)
        if (board := board_of(action)) is not None:
            return self._board_form(board, action, target)
        if action.startswith("customer_"):
            from tui.live.customers import form_of as customer_form

            return self._read(lambda tx: customer_form(tx, self._config, action, target))
        station_id, settings = self._desk.station_id, self._desk.settings
        boxes, config = self._config.packing.boxes, self._config
        return self._read(
            lambda tx: form_of(tx, config, settings, boxes, station_id, action, target)
        )

    def _allow(self, action: str) -> None:
        """Refuse at once what would be refused after it was filled in. Raises NotAllowed.

        What a lead may say yes to is filled in first: the yes is to that.
        """
        from core.people.permissions import APPROVABLE, Permission, require
        from tui.keys import BY_NAME

        wanted = BY_NAME[action].permission
        if wanted and (wanted not in APPROVABLE or self._desk.operator() is None):
            self._read_as_operator(lambda tx: require(tx, Permission(wanted)))

    def simulate(self, where: str, *, right: bool) -> str:
        """In a demonstration: the next right code of a pane, or a wrong one."""
        from tui.demo.simulator import next_code, wrong_code

        if not right:
            return wrong_code(self._database, self._desk.station_id)
        return next_code(self._database, self._desk.station_id, where)

    def _warehouse(self) -> int:
        from core.fulfilment.packing.work import load

        station_id = self._desk.station_id
        return self._read(lambda tx: load(tx, station_id, lock=False).warehouse_id)

    def _read(self, work: Callable[[Transaction], T]) -> T:
        from core.transaction import reading

        with reading(self._database) as tx:
            return work(tx)

    def _read_as_operator(self, work: Callable[[Transaction], T]) -> T:
        from core.errors import NotAllowed
        from core.fulfilment.packing.signing_in import nobody_at
        from core.transaction import Actor, reading

        who = self._desk.operator() or Actor(station_id=self._desk.station_id)
        with reading(self._database, who) as tx:
            try:
                return work(tx)
            except NotAllowed as refusal:
                if refusal.code != "not_signed_in":
                    raise
                raise nobody_at(tx, self._desk.station_id) from refusal

    def _shown(self, verdict: CoreVerdict, *, pressed: bool = False, place: str = "") -> Verdict:
        """A verdict in words, with the work and the operator as they stand after it."""
        if not self._line.island.offline:
            try:
                return self._shown_online(verdict, pressed=pressed, place=place)
            except DatabaseRefusal as refusal:
                self._line.away(refusal)
        shown = self._line.shown(verdict, pressed=pressed, place=place)
        return replace(shown, language=self._spoken(shown.language) if shown.language else "")

    def _shown_online(self, verdict: CoreVerdict, *, pressed: bool, place: str) -> Verdict:
        from core.people.queries import signed_in
        from tui.live.troubles import instead_of_label
        from tui.live.working import work_of
        from tui.words.verdicts import asked_pin, speak

        last = str(verdict.params.get("sku", ""))
        station_id = self._desk.station_id
        settings = self._desk.settings
        who, work, instead = self._read(
            lambda tx: (
                signed_in(tx, station_id),
                work_of(tx, self._config, station_id, last, self._line.island.hold),
                instead_of_label(tx, self._config, settings, station_id, verdict),
            )
        )
        came = who is not None and verdict.detail in CAME
        greeted = self._spoken(who.language) if who and came else language()
        with speaking(greeted):
            said = speak(verdict, self._zone, pressed=pressed, place=place)
        seen = verdict.detail in {"acknowledged", "acknowledged_idle"}
        return Verdict(
            seq=verdict.seq,
            kind="ready" if seen else shown_kind(verdict.kind.value, verdict.detail),
            scanned=verdict.scanned,
            message=said.message,
            needed=said.needed,
            next=instead or said.next,
            order=verdict.order or "",
            parcel=verdict.parcel or "",
            held=verdict.held,
            asks=(verdict.kind.value, verdict.detail) in ASKING,
            work=work,
            operator=who.name if who else "",
            language=self._spoken(who.language) if who else "",
            pin_of=asked_pin(verdict),
        )
