"""What is said at the packing table, sentence by sentence, as the work goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import update

from core.config import parse
from core.database import Database, connect
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Kind, Verdict
from core.orders.models import orders
from core.shipping import deeds
from core.shipping.desk import Desk
from core.transaction import writing
from tui.words import verdicts
from tui.words.verdicts import Spoken, speak

ZONE = "Asia/Jakarta"


class Shop:
    """A packing table whose verdicts are spoken; a piece that is not there fails."""

    def __init__(self, db: Database, build: ModuleType, extra: str = "") -> None:
        made = build.shop(db, {"A": 10, "B": 10, "C": 10, "D": 10})
        self.db, self.build, self.station = db, build, made.station
        self.configure(extra)

    def configure(self, extra: str) -> None:
        text = '[[printers]]\nname = "Label-1"\ntransport = "virtual"\n' + extra
        self.config = parse(text, Path("config.toml"))
        self.desk = Desk(self.db, self.config, self.station)

    def scan(self, *codes: str) -> Spoken:
        for code in codes:
            self.last = self.desk.scan(self.desk.last_seq() + 1, code)
            said = speak(self.last, ZONE)
            lines = speak(self.last, ZONE, keys=False)
            assert said.message[:1].upper() == said.message[:1]
            assert lines.message == said.message
            whole = f"{said.message}|{said.needed}|{said.next}"
            assert not any(part in whole for part in ("{", "  ", " .", " ,", ": .", "| "))
        return said

    def do(self, deed: Deed) -> Spoken:
        self.last = self.desk.scan(self.desk.last_seq() + 1, "deed", deed)
        return speak(self.last, ZONE)


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "k.sqlite3")
    database = connect(f"sqlite:///{tmp_path / 'k.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def shop(sqlite: Database, build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Shop:
    def missing(_self: dict[str, str], name: str) -> str:
        raise AssertionError(f"no value for {name}")

    monkeypatch.setattr(verdicts._Params, "__missing__", missing)
    return Shop(sqlite, build)


def test_the_golden_path_is_spoken(shop: Shop) -> None:
    shop.build.ready_order(shop.db, "W-1", {"A": 1, "B": 2}, gift=True, note="Pakai pita")
    said = shop.scan("W-1")
    assert said.message == (
        "Order W-1 for Siti Aminah is open: 2 lines, 3 units. It is a gift. Note: Pakai pita"
    )
    assert said.needed == "1 × A Barang A @MAIN, 2 × B Barang B @MAIN"
    assert said.next == "Scan the items."
    assert shop.scan("A").message == "A Barang A is complete: 1 of 1 packed."
    assert shop.scan("B") == Spoken(
        "1 × B Barang B packed: 1 of 2.", "1 × B Barang B @MAIN", "Scan the next item."
    )
    done = shop.scan("B")
    assert done.message == "Order W-1 is complete: parcel 1-1 goes with Kurir toko."
    assert done.needed == ""


def test_every_refusal_at_the_table_names_what_was_scanned_and_what_is_needed(shop: Shop) -> None:
    shop.build.ready_order(shop.db, "W-1", {"A": 2, "B": 1})
    shop.build.ready_order(shop.db, "W-2", {"A": 1})
    shop.scan("W-1")
    cases = {
        "C": ("1 × C Barang C is not part of order W-1.", "Put it back"),
        "5*A": ("5 × A Barang A is too many: only 2 of 2 still go in.", "Take out"),
        "NO-CODE": ("NO-CODE is not known here.", "tell the lead"),
        "8990000000010": ("8990000000010 was read wrong", "Scan it again."),
        "\x00": ("could not be read: ?", "Scan it again."),
        "KEMAS:DANCE": ("There is no command DANCE.", "from the sheet"),
        "KEMAS:BOX7": ("There is no box number 7.", "go on without"),
        "KEMAS:PRINTER:Nix": ("There is no label printer Nix.", "Choose one"),
        "KEMAS:P:99": ("There is no parcel 99.", "Scan it again."),
        "KEMAS:BIN:Z-1": ("There is no bin Z-1", "Scan it again."),
        "KEMAS:SHORT:TIRED": ("TIRED is not a reason", "one of these reasons"),
        "KEMAS:DONE": ("Order W-1 is not complete.", "press F7"),
    }
    for code, (message, then) in cases.items():
        said = shop.scan(code)
        assert message in said.message
        assert then in said.next
        assert said.needed
        assert shop.last.held
    shop.scan("A")
    other = shop.scan("W-2")
    assert other.message == "Order W-2 cannot be opened: W-1 is open, 1 of 3 packed."
    assert "press F6" in other.next
    assert "scan KEMAS:HOLD" in speak(shop.last, ZONE, keys=False).next
    assert "1 of 3 packed" in shop.scan("KEMAS:NEXT").message
    shop.scan("A")
    assert "all 2 are in" in shop.scan("A").message


def test_every_other_turn_of_the_work_is_spoken(shop: Shop) -> None:
    ready = shop.build.ready_order
    for number in range(1, 6):
        ready(shop.db, f"W-{number}", {"A": 1})
    ready(shop.db, "N-1", {"B": 1}, note="Baca!", must_read=True, fragile=True)
    ready(shop.db, "M-1", {"B": 1}, courier="manual")
    shop.scan("?", "KEMAS:UNDO", "KEMAS:REPRINT", "KEMAS:OK", "KEMAS:DONE", "KEMAS:TOTE:T-1")
    shop.scan("KEMAS:BIN:MAIN", "KEMAS:ST:S1", "A", "W-1", "W-1", "?", "KEMAS:PARCEL", "6*")
    shop.scan("KEMAS:OK", "KEMAS:SIGNOUT")
    assert "badge" in shop.scan("W-1").next
    with writing(shop.db) as tx:
        shop.build.actor(tx, 1, shop.station)
    assert "read it, press Esc" in shop.scan("N-1").next
    assert "Nothing counted: order N-1 has a note: Baca!" in shop.scan("B").message
    shop.scan("KEMAS:OK", "B", "KEMAS:REPRINT", "KEMAS:UNDO", "KEMAS:OK", "KEMAS:HOLD:rusak")
    assert "on hold: rusak" in shop.scan("N-1").message
    assert shop.scan("M-1", "B").needed == "The number of the courier's label"
    shop.scan("A", "KEMAS:OK", "12", "JX12345678", "KEMAS:LANE", "A", "C", "2*A", "KEMAS:LANE")
    assert shop.scan("W-2").message.startswith("Order W-2")
    with writing(shop.db) as tx:
        tx.execute(update(orders).where(orders.c.order_no == "W-2").values(version=9))
    assert "press Esc" in shop.scan("A").next
    shop.scan("A", "KEMAS:OK")
    with writing(shop.db) as tx:
        tx.execute(update(orders).where(orders.c.order_no == "W-2").values(fulfilment="cancelled"))
    assert shop.scan("A").message == "Stop: order W-2 was cancelled. Do not send it."
    shop.scan("W-2", "W-3", "KEMAS:BOX1", "KEMAS:PRINTER:label-1", "A", "W-3")
    assert shop.last.detail == "packed"


def test_goods_that_are_missing_are_spoken(shop: Shop) -> None:
    shop.build.ready_order(shop.db, "W-1", {"A": 2, "B": 10, "C": 1})
    shop.scan("W-1", "KEMAS:SHORT", "B")
    assert "Barang B is missing. Why?" in speak(shop.last, ZONE).message
    said = shop.scan("KEMAS:SHORT:DAMAGED")
    assert said.message == "10 × B Barang B missing (damaged), and no other bin has it."
    assert "press F9" in said.next
    shop.scan("2*A", "C")
    assert shop.last.detail == "short_left"
    assert speak(shop.last, ZONE).needed == "10 units that nobody found"
    assert "without 10 units" in shop.scan("KEMAS:DONE").message
    shop.build.ready_order(shop.db, "W-2", {"D": 2})
    with writing(shop.db) as tx:
        shop.build.put(tx, shop.build.product_id(tx, "D"), 2, bin="Z-9")
    shop.scan("W-2", "KEMAS:SHORT:OUT")
    assert "another bin" in speak(shop.last, ZONE).message
    shop.scan("KEMAS:DONE", "KEMAS:SHORT:WRONGBIN", "KEMAS:SHORT:OUT", "KEMAS:DONE", "KEMAS:HOLD")


def test_picking_is_spoken(shop: Shop) -> None:
    shop.build.ready_order(shop.db, "W-1", {"A": 2, "B": 1})
    with writing(shop.db) as tx:
        shop.build.put(tx, shop.build.product_id(tx, "C"), 1, bin="Z-1")
    shop.configure("[packing]\npick_first = true\nverify_label = true\n")
    shop.scan("W-1", "KEMAS:TOTE:T-7", "KEMAS:BIN:Z-1", "KEMAS:BIN:MAIN")
    assert shop.scan("A").message == "1 × A Barang A picked: 1 of 2."
    shop.scan("KEMAS:UNDO", "2*A", "B", "W-1", "2*A", "B")
    assert "label" in speak(shop.last, ZONE).needed
    shop.scan("KMS0000000000", "KEMAS:OK", "KEMAS:P:1-1", "W-1")


def test_what_keys_do_is_spoken(shop: Shop) -> None:
    for number in (1, 2, 3):
        shop.build.ready_order(shop.db, f"W-{number}", {"A": 1})
    settings = shop.desk.settings
    assert "put aside: hujan" in shop.do(deeds.hold_order("W-1", "hujan")).message
    assert "in the queue" in shop.do(deeds.release_order("W-1")).message
    shop.scan("W-1", "A")
    shop.do(deeds.hold_order("W-1", "alamat"))
    assert "its parcel leaves with its courier" in shop.do(deeds.release_order("W-1")).message
    assert "is saved" in shop.do(deeds.note("W-2", "x", must_read=True)).message
    assert "is cancelled now" in shop.do(deeds.cancel("W-2", "batal")).message
    shop.scan("W-3")
    assert "goes with" in shop.do(deeds.plan_shipment(settings, {})).message
    assert "Label-1" in shop.do(deeds.paper(settings, "W-3", "receipt")).message
    assert "in the queue" in shop.do(deeds.release_order("W-3")).message
    assert "There is no print job" in shop.do(deeds.job(99, "yes")).message
    assert shop.do(deeds.language("vi")).message == "Your language is changed."
    assert shop.last.kind is Kind.INFO


def test_why_names_bins_people_stations_and_local_times(shop: Shop) -> None:
    shop.build.ready_order(shop.db, "W-1", {"A": 1})
    shop.build.ready_order(shop.db, "W-2", {"B": 3})
    with writing(shop.db) as tx:
        other = shop.build.station(tx, "S3")
        shop.build.actor(tx, shop.build.operator(tx, "Budi"), other)
    Desk(shop.db, shop.config, other).scan(1, "W-2")
    taken = shop.scan("W-2")
    assert taken.message.startswith("Order W-2 is being packed by Budi at station S3 since ")
    assert "To take this one over, press F9." in taken.next
    said = shop.scan("W-1", "B", "?")
    assert said.message.startswith(
        "1 × B Barang B is not part of order W-1. 10 on hand, 7 free. Bin: MAIN. "
        "3 claimed by Budi at station S3 since "
    )
    assert said.message.endswith(" for order W-2.")
    assert said.needed == "1 × A Barang A @MAIN"


def test_a_task_says_its_target_bin_where_a_narrow_screen_still_shows_it() -> None:
    about = {"from": "Z-01", "bin": "A-01-1", "units": 80, "sku": "KAOS-01", "count": 1}
    told = speak(Verdict(Kind.OK, 1, "Z-01", "replenish_at", about | {"name": "Kaos polos"}), "UTC")
    assert told.message.startswith("Z-01 → A-01-1: 80 × KAOS-01")
