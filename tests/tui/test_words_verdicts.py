"""Every verdict that the packing session can give has words, and the words say what is needed."""

from __future__ import annotations

import ast
import shutil
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import update

from core.config import parse
from core.database import Database, connect
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import GOOD, Kind, Verdict
from core.orders.models import orders
from core.shipping import deeds
from core.shipping.desk import Desk
from core.transaction import writing
from tui.words import verdicts
from tui.words.verdicts import WORDS, Spoken, speak, words_of

ROOT = Path(__file__).parents[2]
SOURCES = [
    *sorted((ROOT / "core/fulfilment/packing").glob("*.py")),
    ROOT / "core/shipping/desk.py",
    ROOT / "core/shipping/deeds.py",
]
ZONE = "Asia/Jakarta"


def waybill_refusals() -> set[str]:
    """What shipping answers to a waybill that it does not take."""
    tree = ast.parse((ROOT / "core/shipping/packing_port.py").read_text(encoding="utf-8"))
    return {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


DYNAMIC: dict[str, set[str]] = {
    "awaiting": {"note", "changed", "resume"},
    "detail": {"", "check_digit"},
    "taken": waybill_refusals(),
    "order.fulfilment.value": {"packed", "handed_over"},
    "f'job_{what}'": {"job_yes", "job_no", "job_cancel", "job_reprint"},
    "kind": {"ok", "ok_line_done"},
    # The code of a refusal: the words around its sentence are checked below.
    "refusal.code": {""},
    # What was said before, said again.
    "answer.kind": set(),
    "answer.detail": set(),
    "Kind(row.verdict)": set(),
    "stored['detail']": set(),
}


def values_of(node: ast.expr | None) -> set[str]:
    """All texts that an expression can be; one that nobody listed is an error."""
    match node:
        case None:
            return {""}
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return values_of(one) | values_of(other)
        case ast.Attribute(value=ast.Name(id="Kind"), attr=name):
            return {Kind[name].value}
        case _:
            return DYNAMIC[ast.unparse(node)]


def pairs(kind: ast.expr, detail: ast.expr | None) -> set[tuple[str, str]]:
    """Kinds and details that go together; one condition that chooses both chooses pairs."""
    match kind, detail:
        case ast.IfExp(), ast.IfExp() if ast.unparse(kind.test) == ast.unparse(detail.test):
            return pairs(kind.body, detail.body) | pairs(kind.orelse, detail.orelse)
    return {(k, d) for k in values_of(kind) for d in values_of(detail)}


def produced() -> set[tuple[str, str]]:
    """Every (kind, detail) that the source makes."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            at = {"Answer": 1, "Verdict": 3}.get(node.func.id)
            if at is None:
                continue
            given = {word.arg: word.value for word in node.keywords}
            detail = node.args[at] if len(node.args) > at else given.get("detail")
            found |= pairs(node.args[0], detail)
    return found


def test_nothing_that_the_session_says_lacks_words() -> None:
    made = produced()
    assert len(made) > 80
    lacking = [
        (kind, detail)
        for kind, detail in sorted(made)
        if (f"{kind}/{detail}" if detail else kind) not in WORDS
        and words_of(Verdict(Kind(kind), 1, "X", detail)).partition("/")[0] != kind
    ]
    assert lacking == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_of_its_own(kind: Kind) -> None:
    assert any(name.partition("/")[0] == kind.value for name in WORDS)


def test_no_words_are_left_over() -> None:
    """What no source makes is there for a finer case of something that is made."""
    made = {f"{kind}/{detail}" if detail else kind for kind, detail in produced()}
    tree = ast.parse((ROOT / "tui/words/verdicts.py").read_text(encoding="utf-8"))
    (finer,) = (n for n in ast.walk(tree) if getattr(n, "name", "") == "_variant")
    cases = {n.value for n in ast.walk(finer) if isinstance(n, ast.Constant)}
    extra = [n for n in WORDS if n not in made and (n.partition("/")[2] or "-") not in cases]
    assert set(extra) == {
        "needs_lot",
        "not_allowed/not_signed_in",
        "not_saved/fault",
        "not_saved/station_lost",
        "unknown_code/courier_unknown",
        "unknown_code/person",
        "unknown_code/refusal",
    }


def test_what_holds_the_station_says_what_is_needed_and_what_is_next() -> None:
    for name, words in WORDS.items():
        kind = Kind(name.partition("/")[0])
        assert words.message
        if kind not in GOOD:
            assert words.next, name
            assert words.needed != "", name
    said = speak(Verdict(Kind.UNKNOWN_CODE, 1, "XYZ"), ZONE)
    assert "XYZ" in said.message
    assert said.needed


def test_messages_hold_nothing_but_plain_placeholders() -> None:
    for words in WORDS.values():
        for text in (words.message, words.needed or "", words.next):
            for _literal, name, spec, conversion in string.Formatter().parse(text):
                assert name is None or (name.isidentifier() and not spec and not conversion)


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
    assert done.message == "Order W-1 is complete: parcel 1-1 goes with Own delivery."
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


def test_times_are_those_of_the_shop() -> None:
    params: dict[str, Any] = {
        "order": "W-1",
        "who": "Sari",
        "station": "3",
        "since": "2026-03-02T03:41:00+00:00",
    }
    verdict = Verdict(Kind.NOT_CLAIMABLE, 1, "W-1", "claimed", params)
    from datetime import UTC, datetime

    from core.clock import frozen

    with frozen(datetime(2026, 3, 2, 5, tzinfo=UTC)):
        assert "since 10:41." in speak(verdict, "Asia/Jakarta").message
    with frozen(datetime(2026, 3, 3, 5, tzinfo=UTC)):
        assert "since 02/03 10:41." in speak(verdict, "Asia/Jakarta").message


def test_one_unit_is_not_units() -> None:
    for waived, words in ((1, "without 1 unit:"), (2, "without 2 units:")):
        params = {"order": "W-1", "waived": waived, "courier": "x", "parcel": "1-1"}
        assert words in speak(Verdict(Kind.ORDER_COMPLETE, 1, "", "", params), ZONE).message


def test_only_three_of_what_is_left_are_named() -> None:
    line = {"sku": "A", "name": "x" * 300, "quantity": 2, "bin": "A-01"}
    params = {"order": "W-1", "rest": [line] * 3, "rest_lines": 7, "sku": "A", "units": 1}
    needed = speak(Verdict(Kind.WRONG_ITEM, 1, "Z", "", params), ZONE).needed
    assert needed.count("2 × A") == 3
    assert needed.endswith("4 more lines")
    assert len(needed) < 250


HOSTILE = "\x1b[2J[bold]{x}\u202e\x00"


@pytest.mark.parametrize("name", sorted(WORDS))
def test_nothing_from_outside_acts_or_breaks_a_sentence(name: str) -> None:
    kind, _, detail = name.partition("/")
    texts = "order customer note reason who station open name sku code waybill courier parcel first"
    params: dict[str, Any] = dict.fromkeys(texts.split(), HOSTILE * 50)
    if name == "info/parcel":
        params["state"] = "open"
    if name == "info/why":
        params |= {"kind": "wrong_item", "about": "", "said": {"sku": HOSTILE}, "facts": []}
    said = speak(Verdict(Kind(kind), 1, HOSTILE, detail, params), ZONE)
    for text in (said.message, said.needed, said.next):
        assert not set(text) & {"\x1b", "\u202e", "\x00"}
        assert len(text) < 1200


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.SYSTEM_BUSY, "database_busy"),
        (Kind.NOT_SAVED, "disk_full"),
        (Kind.NOT_SAVED, "parcel_empty"),
        (Kind.NOT_SAVED, "stock_not_enough"),
        (Kind.NOT_SAVED, "over_quantity"),
        (Kind.UNKNOWN_CODE, "badge_unreadable"),
        (Kind.UNKNOWN_CODE, "tote_unknown"),
        (Kind.NOT_ALLOWED, "not_allowed"),
    ],
)
def test_refusals_from_below_keep_their_sentence(kind: Kind, code: str) -> None:
    params = {"permission": "override_contents", "operator": "Sari", "roles": "lead, admin"}
    said = speak(Verdict(kind, 1, "KEMAS:DONE", code, params), ZONE)
    assert "This cannot be done" not in said.message
    assert said.needed
    assert said.next
    if kind is Kind.NOT_ALLOWED:
        assert "ship goods that were not scanned" in said.message
        assert said.needed == "Somebody who may do this: warehouse lead, administrator"


def test_a_sentence_that_begins_with_a_code_leaves_the_code_as_it_was_scanned() -> None:
    said = speak(Verdict(Kind.UNKNOWN_CODE, 1, "wb-3"), ZONE)
    assert said.message == "wb-3 is not known here."


def test_a_sentence_that_begins_with_a_command_begins_with_a_capital_letter() -> None:
    said = speak(Verdict(Kind.ORDER_COMPLETE, 1, "A", "picked", {"order": "W-1"}), ZONE, keys=False)
    assert said.next[:1].isupper()
