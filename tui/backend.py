"""The one door from the terminal to the business: a protocol that screens talk to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tui.book_views import Book
from tui.entry_views import EntrySheet, FeeList
from tui.goods_views import (
    BankFiles,
    Books,
    Connecting,
    GoodsFiles,
    InvoiceFiles,
    StatementFiles,
    StockTelling,
)
from tui.letters import LetterView, MessageRow
from tui.state import Heard, Hello, Status, Verdict
from tui.views import (
    BoardRow,
    Choice,
    CustomerRow,
    Detail,
    Filter,
    Form,
    JobRow,
    Page,
    ParkedRow,
    PrinterRow,
    PutBackRow,
    QueueRow,
    ReturnRow,
    Shoulder,
)


class Backend(Protocol):
    """Everything a station asks of core; plain blocking calls that never touch a widget.

    `scan` and `act` run in the one writer thread, in the order of the keys; the rest runs in a
    reader thread and opens its own short transaction. All words come back in the language that is
    current in the calling thread. A `core.errors.Refusal` may be raised anywhere; it is shown.
    """

    def start(self) -> Hello:
        """Import what is heavy, open the database, claim the station; called once, first."""

    def close(self) -> None:
        """Give the station back; called once, last, and may be left out by a crash."""

    def status(self) -> Status:
        """The status bar as of now; called every few seconds. Keeps leases alive."""

    def prepare(self) -> None:
        """Have ready what is likely to be opened; called once, beside the work. May fail."""

    def scan(self, seq: int, code: str) -> Verdict:
        """Judge one code, commit, answer. The same `seq` again gives the first answer again."""

    def act(self, seq: int, action: str, values: Mapping[str, str]) -> Verdict:
        """Do one action of the registry (`tui.keys`), commit, answer.

        `values` holds ``order`` (and ``channel``) or ``id`` where one is meant, ``choice`` where
        one was asked for, and the fields of a form. ``ack`` with nothing left to acknowledge
        answers the kind ``ready``.
        """

    def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
        """A page of the picking queue, most urgent first."""

    def jobs(self, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
        """A page of the print jobs, newest first."""

    def printers(self, wanted: Filter, offset: int, limit: int) -> Page[PrinterRow]:
        """A page of the configured printers."""

    def printer(self, name: str) -> Detail:
        """Everything about a printer, with its last jobs."""

    def customers(self, wanted: Filter, offset: int, limit: int) -> Page[CustomerRow]:
        """A page of the customers by name."""

    def customer(self, identifier: str) -> Detail:
        """Everything about a customer."""

    def parked(self, wanted: Filter, offset: int, limit: int) -> Page[ParkedRow]:
        """A page of the parked orders, newest first."""

    def scan_in(self, seq: int, code: str, where: str, target: Mapping[str, str]) -> Verdict:
        """Judge a code in a pane (`tui.keys.Where`) that has a meaning of its own for scans.

        `target` is what stands under the cursor there.
        """

    def news(self) -> Verdict | None:
        """What happened elsewhere to the open order, told once; asked several times a second."""

    def heard(self, place: str) -> Heard:
        """What leads said and who looks, asked several times a second; `place` is the pane in
        front, of which those who watch are told."""

    def read_line(self, line: int) -> None:
        """A line of a lead was seen here."""

    def show_screen(self, lines: tuple[str, ...], width: int, height: int) -> None:
        """Tell those who look what is on this screen."""

    def shoulder(self, station: str) -> Shoulder:
        """What is on the screen of another station (its id); asked again and again, it goes on."""

    def look_away(self, station: str) -> None:
        """Look at that station no more."""

    def put_backs(self, wanted: Filter, offset: int, limit: int) -> Page[PutBackRow]:
        """A page of the goods that wait to go back to the shelf."""

    def board(self, where: str, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
        """A page of a board of the warehouse (`tui.boards`)."""

    def board_sheet(self, where: str, identifier: str) -> Detail:
        """Everything about a row of a board."""

    def goods_files(self) -> GoodsFiles:
        """Product files that are looked at and applied."""

    def statement_files(self) -> StatementFiles:
        """Statements of couriers that are looked at and taken in."""

    def connecting(self) -> Connecting:
        """Shops at sales channels are connected."""

    def stock_telling(self) -> StockTelling:
        """What shops at sales channels would be told of the stock."""

    def bank_files(self) -> BankFiles:
        """Statements of banks that are looked at and taken in."""

    def invoice_files(self) -> InvoiceFiles:
        """Files of invoices that are written."""

    def books(self) -> Books:
        """The journal of periods: looked at, written, closed."""

    def ask_pickup(self, values: Mapping[str, str]) -> tuple[bool, str]:
        """Ask a courier to come: whether it does, and what it said; slow, in a lane of its own."""

    def put_back(self, identifier: str) -> Detail:
        """Everything about goods that wait to go back."""

    def book(self) -> Book:
        """The order book."""

    def returns(self, wanted: Filter, offset: int, limit: int) -> Page[ReturnRow]:
        """A page of the returns, those that are open first."""

    def one_return(self, code: str) -> Detail:
        """Everything about a return."""

    def order(self, number: str, channel: str = "") -> Detail:
        """Everything about an order."""

    def parked_order(self, identifier: str) -> Detail:
        """A parked order with every reason and all its rows."""

    def preview(self, job: str) -> tuple[str, ...]:
        """What a print job looks like on paper, as lines of text."""

    def choices(self, action: str, target: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        """What an action lets one choose from: reasons, printers, papers, names, filters.

        `target` as for `act`.
        """

    def form(self, action: str, target: Mapping[str, str]) -> Form:
        """The form that an action fills in, with its defaults; `target` as for `act`."""

    def entry(self, command: str, values: Mapping[str, str]) -> EntrySheet:
        """One command of the entry screen (`tui.live.entry`), kept at once; in the writer thread.

        `values` has the ``key`` of what is typed in, and what the command needs.
        """

    def entry_drafts(self) -> tuple[Choice, ...]:
        """Orders that the operator began to type in and left unfinished, the latest first."""

    def fees(self, key: str) -> FeeList:
        """What couriers say that it costs to carry what is typed in; some of them take seconds."""

    def letter_choices(self, step: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
        """What to write to a buyer (`step` ``text``), by which ``way``, or which text to ``edit``.

        `target` holds ``order`` and ``channel``, and what was chosen so far.
        """

    def letter(self, target: Mapping[str, str]) -> LetterView:
        """A message as it would go out: ``text``, ``way``, perhaps ``language``, ``body`` …"""

    def message_rows(self, target: Mapping[str, str]) -> tuple[MessageRow, ...]:
        """The messages of the order pointed at, else of the whole shop, the latest first."""

    def text_form(self, target: Mapping[str, str]) -> Form:
        """A text of the shop, ``text`` in ``language``, to be changed."""

    def simulate(self, where: str, *, right: bool) -> str:
        """In a demonstration: what is needed next in a pane, or what is wrong; else empty."""
