"""A small business in memory behind the terminal's protocol: one order, a long queue, no rules."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace

from station_fake_book import FakeBook
from station_fake_goods import (
    FakeBankFiles,
    FakeBooks,
    FakeConnecting,
    FakeGoodsFiles,
    FakeInvoiceFiles,
    FakeStatementFiles,
    FakeStockTelling,
)

from tui.entry_views import EntryRow, EntrySheet, FeeList
from tui.letters import LetterView, MessageRow
from tui.state import Cutoff, Heard, Hello, Note, PrinterLight, Status, Verdict, Work, WorkLine
from tui.views import (
    BoardRow,
    Choice,
    CustomerRow,
    Detail,
    Filter,
    Form,
    FormField,
    JobRow,
    Page,
    ParkedRow,
    PrinterRow,
    PutBackRow,
    QueueRow,
    ReturnRow,
    Section,
    Shoulder,
)

CUSTOMERS = ("Nguyễn Thị Ánh", "Siti Rahmawati", "Budi Santoso", "Đỗ Minh Khôi", "I Made Wirawan")
LINES = (
    WorkLine("KOPI-GAYO-250", "Kopi Gayo 250 g", 2, 0, bin="A-12"),
    WorkLine("TEH-MLT-100", "Teh Melati 100 g", 1, 0, bin="A-14"),
    WorkLine("GULA-AREN-500", "Gula Aren Bubuk 500 g", 3, 0, bin="B-03"),
)
CODES = {"8991234567890": 0, "8991234567906": 1, "8991234567913": 2}


class FakeBackend:
    """Follows `tui.backend.Backend`; remembers every scan and action in order."""

    def __init__(self, *, orders: int = 250, delay: float = 0.0, hostile: str = "") -> None:
        self.orders = orders
        self.delay = delay
        self.hostile = hostile
        self.scans: list[tuple[int, str]] = []
        self.acts: list[tuple[int, str, dict[str, str]]] = []
        self.threads: set[str] = set()
        self.closed = False
        self.work: Work | None = None

    def start(self) -> Hello:
        return Hello(self.status(), operator="Sari", demo=True, last_seq=7)

    def prepare(self) -> None:
        """Nothing is heavy here."""

    def close(self) -> None:
        self.closed = True

    def status(self) -> Status:
        return Status(
            station=self.hostile or "S1",
            warehouse=self.hostile or "Gudang Utama",
            mode="Packing",
            operator=self.hostile or "Sari",
            printers=(PrinterLight(self.hostile or "label", "ok"), PrinterLight("doc", "paper")),
            waiting=3,
            unknown=1,
            connection="online",
            cutoff=Cutoff("17:00", self.hostile or "JNE", 12),
        )

    def scan(self, seq: int, code: str) -> Verdict:
        self.threads.add(threading.current_thread().name)
        time.sleep(self.delay)
        self.scans.append((seq, code))
        if self.hostile:
            return self._hostile(seq, code)
        if code.startswith("ORD"):
            self.work = Work(
                code, "Nguyễn Thị Ánh", "pack", LINES, "shopee", "JNE REG", "today 17:00",
                notes=(Note("Gift: no invoice in the box", must_read=True),),
            )  # fmt: skip
            return self._say(seq, "order_open", code, "Order open: 6 units in 3 lines.")
        at = CODES.get(code.removeprefix("]E0"))
        if self.work is None or at is None:
            message = "Nothing here has this code."
            return self._say(seq, "unknown_code", code, message, held=True)
        line = self.work.lines[at]
        if line.done >= line.needed:
            message = f"{line.name}: all {line.needed} are in the box already."
            return self._say(seq, "over_quantity", code, message, held=True)
        lines = [replace(each, last=False) for each in self.work.lines]
        lines[at] = replace(line, done=line.done + 1, last=True)
        self.work = replace(self.work, lines=tuple(lines))
        if all(each.done == each.needed for each in lines):
            return self._say(seq, "order_complete", code, "All in. The label is printing.")
        return self._say(seq, "ok", code, f"{line.name}: {line.done + 1} of {line.needed}")

    def _say(self, seq: int, kind: str, code: str, message: str, *, held: bool = False) -> Verdict:
        order = self.work.order if self.work else ""
        needed = ""
        if self.work and kind != "order_complete":
            left = [each for each in self.work.lines if each.done < each.needed]
            needed = f"{left[0].needed - left[0].done} × {left[0].name} from {left[0].bin}"
        return Verdict(seq, kind, code, message, needed, "", order, held=held, work=self.work)

    def scan_in(self, seq: int, code: str, where: str, target: Mapping[str, str]) -> Verdict:
        return self.scan(seq, code)

    def news(self) -> Verdict | None:
        return None

    def heard(self, place: str) -> Heard:
        return Heard()

    def read_line(self, line: int) -> None:
        pass

    def show_screen(self, lines: tuple[str, ...], width: int, height: int) -> None:
        pass

    def shoulder(self, station: str) -> Shoulder:
        said = self.hostile or "S2"
        return Shoulder(said, said, (said, said), 80, 24)

    def look_away(self, station: str) -> None:
        pass

    def _hostile(self, seq: int, code: str) -> Verdict:
        bad = self.hostile
        line = WorkLine(bad, bad, 2, 1, bin=bad, last=True)
        work = Work(bad, bad, "pack", (line,), bad, bad, bad, notes=(Note(bad, must_read=True),))
        return Verdict(seq, "wrong_item", code + bad, bad, bad, bad, bad, bad, True, work)

    def act(self, seq: int, action: str, values: Mapping[str, str]) -> Verdict:
        self.acts.append((seq, action, dict(values)))
        if action in {"next", "claim"}:
            return self.scan(seq, values.get("order", "ORD-1001"))
        if action == "ack":
            return Verdict(seq, "ready", work=self.work)
        return self._say(seq, "info", "", f"{action}: done")

    def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
        time.sleep(self.delay)
        numbers = range(1, self.orders + 1)
        if wanted.text:
            numbers = [n for n in numbers if wanted.text in f"ORD-{1000 + n}"]
        rows = tuple(self._row(number) for number in numbers[offset : offset + limit])
        return Page(rows, len(numbers))

    def _row(self, number: int) -> QueueRow:
        bad = self.hostile
        return QueueRow(
            bad or f"ORD-{1000 + number}",
            bad or CUSTOMERS[number % 5],
            bad or ("shopee", "tiktok", "lazada")[number % 3],
            bad or ("JNE", "J&T", "GHN")[number % 3],
            bad or "ready",
            number % 7 + 1,
            due=bad or f"{14 + number // 90}:{number % 60:02}",
            late=number < 4,
            claimed_by=bad or ("Budi · S2" if number == 6 else ""),
        )

    def jobs(self, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
        row = JobRow("1", "label", self.hostile or "ORD-1001", "label", "printed", "10:41")
        return Page((row,)[offset : offset + limit], 1)

    def customers(self, wanted: Filter, offset: int, limit: int) -> Page[CustomerRow]:
        rows = [
            CustomerRow(str(at), f"Buyer {at}", "+62 000 000 0001", "", "", "", False, at, "")
            for at in range(1, 4)
        ]
        found = [row for row in rows if wanted.text.lower() in row.name.lower()]
        return Page(tuple(found[offset : offset + limit]), len(found))

    def customer(self, identifier: str) -> Detail:
        return Detail(f"Buyer {identifier}")

    def parked(self, wanted: Filter, offset: int, limit: int) -> Page[ParkedRow]:
        row = ParkedRow("1", self.hostile or "ORD-9", "Budi", "SKU X-1 is not known", "10:41")
        return Page((row,)[offset : offset + limit], 1)

    def book(self) -> FakeBook:
        return FakeBook(self.orders, self.hostile)

    def goods_files(self) -> FakeGoodsFiles:
        return FakeGoodsFiles(self.hostile)

    def bank_files(self) -> FakeBankFiles:
        return FakeBankFiles(self.hostile)

    def invoice_files(self) -> FakeInvoiceFiles:
        return FakeInvoiceFiles(self.hostile)

    def statement_files(self) -> FakeStatementFiles:
        return FakeStatementFiles(self.hostile)

    def connecting(self) -> FakeConnecting:
        return FakeConnecting(self.hostile)

    def stock_telling(self) -> FakeStockTelling:
        return FakeStockTelling(self.hostile)

    def books(self) -> FakeBooks:
        return FakeBooks(self.hostile)

    def ask_pickup(self, values: Mapping[str, str]) -> tuple[bool, str]:
        return True, self.hostile or "GHN comes"

    def order(self, number: str, channel: str = "") -> Detail:
        bad = self.hostile
        address = Section(bad or "Address", (("Name", bad or "Nguyễn Thị Ánh"),))
        lines = Section("Lines", ((bad or "KOPI", "2", "A-12"), ("TEH", "1", "A-14")))
        return Detail(bad or number, bad or "ready", (address, lines))

    def parked_order(self, identifier: str) -> Detail:
        return self.order(identifier)

    def preview(self, job: str) -> tuple[str, ...]:
        return (self.hostile or "KEMAS", job)

    def printers(self, wanted: Filter, offset: int, limit: int) -> Page[PrinterRow]:
        bad = self.hostile
        row = PrinterRow(
            bad or "label",
            "paper",
            bad or "no paper",
            3,
            1,
            bad or "labels",
            bad or "10.0.0.7:9100",
        )
        return Page((row,)[offset : offset + limit], 1)

    def entry(self, command: str, values: Mapping[str, str]) -> EntrySheet:
        bad = self.hostile
        fields = tuple(
            FormField(name, bad or name.capitalize(), bad)
            for name in ("phone", "customer", "address", "district", "city", "province", "postcode")
        )
        rows = (EntryRow(bad or "KOPI", bad or "2 × KOPI", bad or "IDR 1", bad or "2 held"),)
        return EntrySheet("k", bad or "New order", False, fields, rows, bad or "total", bad)

    def entry_drafts(self) -> tuple[Choice, ...]:
        return ()

    def fees(self, key: str) -> FeeList:
        bad = self.hostile
        return FeeList(bad or "1 kg", (Choice("", bad or "Own", bad or "no price list"),))

    def board(self, where: str, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
        bad = self.hostile or "thing"
        found = [f"{bad} {n}" for n in range(40) if wanted.text in f"{bad} {n}"]
        rows = tuple(BoardRow(each, (each,) * 12) for each in found[offset : offset + limit])
        return Page(rows, len(found))

    def board_sheet(self, where: str, identifier: str) -> Detail:
        return Detail(identifier, where, (Section(where, ((identifier, self.hostile or "x"),)),))

    def put_backs(self, wanted: Filter, offset: int, limit: int) -> Page[PutBackRow]:
        bad = self.hostile
        row = PutBackRow("1", bad or "KOPI", bad or "Kopi", 2, bad or "T1", bad or "A-1", bad or "")
        return Page((row,)[offset : offset + limit], 1)

    def put_back(self, identifier: str) -> Detail:
        return self.order(identifier)

    def returns(self, wanted: Filter, offset: int, limit: int) -> Page[ReturnRow]:
        bad = self.hostile
        row = ReturnRow(
            bad or "R000001",
            bad or "ORD-1001",
            bad or "Budi",
            bad or "arrived",
            bad or "refund",
            "1/2",
            bad or "22/11",
            "arrived",
        )
        return Page((row,)[offset : offset + limit], 1)

    def one_return(self, code: str) -> Detail:
        return self.order(code)

    def printer(self, name: str) -> Detail:
        jobs = self.jobs(Filter(), 0, 9).rows
        return Detail(name, "no paper", (Section("Printer", (("Waiting", "3"),)),), jobs=jobs)

    def choices(self, action: str, target: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        bad = self.hostile
        return (
            Choice("address", bad or "Address not clear", bad or "ask the buyer"),
            Choice("stock", "Waits for stock"),
            Choice("other", "Other"),
        )

    def form(self, action: str, target: Mapping[str, str]) -> Form:
        bad = self.hostile
        fields = (FormField("weight", bad or "Weight", bad or "750", bad or "gram"),)
        return Form(bad or "Shipment", (*fields, FormField("note", "Note")))

    def letter_choices(self, step: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
        bad = self.hostile
        if step == "way":
            return (Choice("link", bad or "chat link", bad or "+620000000001"),)
        return (Choice("payment_reminder", bad or "Payment reminder", bad),)

    def letter(self, target: Mapping[str, str]) -> LetterView:
        bad = self.hostile
        links = ("https://wa.me/620000000001?text=Hello",)
        return LetterView(bad or "Reminder", bad or "Order", bad or "Hello", "en", links, "", bad)

    def message_rows(self, target: Mapping[str, str]) -> tuple[MessageRow, ...]:
        bad = self.hostile
        row = MessageRow("1", bad or "Reminder", bad or "sent", "sent", "email", bad, bad)
        return (row,)

    def text_form(self, target: Mapping[str, str]) -> Form:
        bad = self.hostile
        return Form(bad or "Reminder", (FormField("line0", "1", bad or "Hello"),))

    def simulate(self, where: str, *, right: bool) -> str:
        if not right:
            return "4006381333931"
        if self.work is None:
            return "ORD-1001"
        left = [at for at, each in enumerate(self.work.lines) if each.done < each.needed]
        return next(code for code, at in CODES.items() if at == left[0]) if left else "KEMAS:NEXT"
