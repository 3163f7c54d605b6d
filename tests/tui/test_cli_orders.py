"""Orders, products and stock at the command line: sentences for people, JSON for programs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PRODUCTS = """sku,name,barcode,unit_price,stock,bin
TEH,Teh Melati,8991234567891|CASE*12,15000,5,A-1
KOPI,Kopi,,20000,1,B-1
"""
ORDERS = """order_no,channel,customer,phone,address,sku,quantity,ordered_at
A1,web,Siti Aminah,081234567890,Jl. Contoh 1,TEH,2,2026-03-01 08:00
A2,shopee,[bold]Budi\x1b[2J,,Jl. Contoh 2,KOPI,3,2026-03-01 09:00
A3,web,Joko,,Jl. Contoh 3,NIX,1,2026-03-01 10:00
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop that has imported its products and orders, to copy from."""
    folder = tmp_path_factory.mktemp("imported")
    return new_shop(folder, products=PRODUCTS, orders=ORDERS).parent


@pytest.fixture
def kemas(
    imported: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Runs `kemas` for that shop."""
    shutil.copytree(imported, tmp_path / "shop")
    shutil.move(tmp_path / "shop" / "orders.csv", tmp_path)
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


def test_an_import_says_what_came_in_and_what_is_parked(kemas: CommandLine, tmp_path: Path) -> None:
    again = kemas.json("orders", "import", str(tmp_path / "orders.csv"))
    assert (again["orders"], again["created"], again["unchanged"]) == (3, 0, 2)
    (parked,) = again["parked"]
    assert (parked["order_no"], parked["lines"]) == ("A3", [4])
    assert parked["reasons"][0]["code"] == "sku_unknown"
    assert "NIX" in parked["reasons"][0]["text"]
    _code, out, _err = kemas("orders", "import", str(tmp_path / "orders.csv"))
    assert "1 order is parked:" in out


def test_orders_are_listed_filtered_searched_and_limited(kemas: CommandLine) -> None:
    def listed(*words: str) -> list[str]:
        return [row["order_no"] for row in kemas.json("orders", "list", *words)]

    assert listed() == ["A2", "A1"]
    assert listed("--limit", "1") == ["A2"]
    assert listed("--channel", "web") == ["A1"]
    assert listed("--status", "unpaid") == [
        row["order_no"] for row in kemas.json("orders", "list") if row["status"] == "unpaid"
    ]
    assert listed("--fulfilment", "short") == ["A2"]
    assert listed("--status", "short") == listed("--status", "short", "--search", "jl") == ["A2"]
    assert listed("--status", "short", "--channel", "web") == []
    for asked in ("siti", "a1", "+62 812 3456 7890", "8991234567891", "contoh 1"):
        assert listed("--search", asked) == ["A1"]
    assert listed("--search", "contoh", "--channel", "shopee") == ["A2"]
    (parked,) = kemas.json("orders", "list", "--parked")
    assert (parked["order_no"], parked["rows"][0]["cells"]["sku"]) == ("A3", "NIX")


def test_an_order_is_shown_with_lines_parcels_jobs_and_events(kemas: CommandLine) -> None:
    found = kemas.json("orders", "show", "A1")
    assert {"lines", "parcels", "jobs", "events", "claim", "missing"} <= found.keys()
    assert found["total"] == {"minor": 3_000_000, "currency": "IDR", "text": "IDR 30,000"}
    assert found["ordered_at"] == "2026-03-01T08:00:00+07:00"
    (line,) = found["lines"]
    assert line["promised"] == [{"bin": "A-1", "lot": "", "quantity": 2}]
    assert line["barcodes"][0] == {"code": "8991234567891", "quantity": 1}
    assert [event["kind"] for event in found["events"]] == ["imported", "promised"]
    assert kemas.json("orders", "show", "A2")["missing"] == {"KOPI": 2}
    _code, out, _err = kemas("orders", "show", "A2")
    assert "A2 · shopee · processing · short" in out
    assert "came in" in out


def test_what_buyers_wrote_never_acts_on_the_terminal(kemas: CommandLine) -> None:
    for words in (("list",), ("show", "A2"), ("list", "--parked"), ("list", "--json")):
        _code, out, _err = kemas("orders", *words)
        assert "\x1b" not in out
    assert "[bold]Budi" in kemas("orders", "show", "A2")[1]


def test_an_order_is_held_released_and_cancelled_with_a_reason(kemas: CommandLine) -> None:
    assert kemas("orders", "hold", "A1", "--reason", "address?")[0] == 0
    assert kemas.json("orders", "show", "A1")["hold_reason"] == "address?"
    assert kemas.json("orders", "release", "A1")["fulfilment"] == "ready"
    code, _out, err = kemas("orders", "release", "A1")
    assert (code, err) == (1, "The order A1 is not on hold.\n")
    assert kemas("orders", "cancel", "A1")[0] == 2
    assert kemas.json("orders", "cancel", "A1", "--reason", "buyer")["status"] == "cancelled"
    (level,) = kemas.json("stock", "show", "TEH")
    assert (level["on_hand"], level["reserved"]) == (5, 0)
    for words in (("hold", "A1", "--reason", "x"), ("cancel", "A1", "--reason", "x")):
        code, out, err = kemas("orders", *words)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1


def test_a_step_that_is_not_possible_says_how_the_order_stands(kemas: CommandLine) -> None:
    assert kemas("orders", "hold", "A1", "--reason", "x")[0] == 0
    told = kemas("orders", "hold", "A1", "--reason", "y")
    assert told == (1, "", "The order A1 is on hold; this cannot be done with it.\n")
    assert kemas("orders", "cancel", "A1", "--reason", "x")[0] == 0
    told = kemas("orders", "cancel", "A1", "--reason", "y")
    assert told == (1, "", "The order A1 is cancelled; this cannot be done with it.\n")


def test_stock_that_came_while_an_order_was_held_is_promised_with_its_release(
    kemas: CommandLine, tmp_path: Path
) -> None:
    assert kemas("orders", "hold", "A2", "--reason", "x")[0] == 0
    more = tmp_path / "more.csv"
    more.write_text("sku,name,stock,bin\nKOPI,Kopi,9,B-1\n")
    _code, out, _err = kemas("products", "import", str(more))
    assert "0 changed, 1 with new stock, 0 known already; 0 orders became ready." in out
    assert kemas.json("orders", "release", "A2")["fulfilment"] == "ready"


def test_cancelling_lets_waiting_orders_have_the_goods(kemas: CommandLine, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("order_no,customer,address,sku,quantity\nB1,Rina,Jl. 4,TEH,4\n")
    assert kemas.json("orders", "import", str(more))["ready"] == 0
    assert kemas("orders", "cancel", "A1", "--reason", "buyer")[0] == 0
    assert kemas.json("orders", "show", "B1")["fulfilment"] == "ready"


@pytest.mark.parametrize(
    "words",
    [("orders", "show", "X"), ("orders", "import", "missing.csv"), ("products", "show", "X")],
)
def test_what_does_not_exist_is_one_sentence_and_a_failure(
    kemas: CommandLine, words: tuple[str, ...]
) -> None:
    code, out, err = kemas(*words)
    assert (code, out, err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("limit", ["0", "-1", "x", "9" * 25, "٣"])
@pytest.mark.parametrize("words", [("orders", "list"), ("products", "list"), ("stock", "show")])
def test_a_wrong_limit_is_a_wrong_call(
    kemas: CommandLine, words: tuple[str, ...], limit: str
) -> None:
    code, _out, err = kemas(*words, f"--limit={limit}")
    assert code == 2
    assert f"{limit} is not a number from 1 on" in err


def test_products_and_stock_are_listed_and_shown(kemas: CommandLine) -> None:
    assert [row["sku"] for row in kemas.json("products", "list")] == ["KOPI", "TEH"]
    assert [row["sku"] for row in kemas.json("products", "list", "--search", "melati")] == ["TEH"]
    tea = kemas.json("products", "show", "8991234567891")
    assert tea["price"]["text"] == "IDR 15,000"
    assert tea["barcodes"] == [
        {"code": "8991234567891", "quantity": 1},
        {"code": "CASE", "quantity": 12},
    ]
    assert tea["stock"][0]["available"] == 3
    _code, out, _err = kemas("products", "show", "TEH")
    assert "CASE × 12" in out
    assert [row["sku"] for row in kemas.json("stock", "show")] == ["KOPI", "TEH"]
    assert kemas.json("stock", "rebuild") == {"differences": []}
    assert kemas.json("stock", "counts") == []


@pytest.mark.parametrize(("group", "column"), [("orders", "order_no"), ("products", "sku")])
def test_a_template_is_an_empty_file_that_imports(
    kemas: CommandLine, tmp_path: Path, group: str, column: str
) -> None:
    _code, out, _err = kemas(group, "import", "--template")
    assert out.startswith(column)
    empty = tmp_path / "empty.csv"
    empty.write_text(out)
    assert kemas(group, "import", str(empty))[0] == 0
    assert kemas(group, "import")[0] == 2


def test_a_table_fits_the_terminal(kemas: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_a, **_k: os.terminal_size((60, 24)))
    _code, out, _err = kemas("orders", "list")
    assert max(map(len, out.splitlines())) <= 60
    assert "…" in out
