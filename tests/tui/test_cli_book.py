"""The order book at the command line: filters, counts, files, and many orders at once."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop
from openpyxl import load_workbook

PRODUCTS = "sku,name,barcode,unit_price,stock,bin\nTEH,Teh Melati,8991234567891,15000,50,A-1\n"
ORDERS = """order_no,channel,customer,phone,address,sku,quantity,ordered_at,paid
A1,web,Siti Aminah,+62 000 1111111,Jl. Contoh 1,TEH,2,2026-03-01 08:00,0
A2,shopee,=HYPERLINK("x"),,Jl. Contoh 2,TEH,3,2026-03-02 09:00,45000
A3,web,Joko,,Jl. Contoh 3,TEH,1,2026-03-03 10:00,15000
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with three orders, to copy from."""
    folder = tmp_path_factory.mktemp("book")
    return new_shop(folder, products=PRODUCTS, orders=ORDERS).parent


@pytest.fixture
def kemas(
    imported: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Runs `kemas` for that shop."""
    shutil.copytree(imported, tmp_path / "shop")
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


def numbers(kemas: CommandLine, *words: str) -> list[str]:
    return [row["order_no"] for row in kemas.json("orders", "list", *words)]


def test_orders_are_listed_by_every_filter(kemas: CommandLine) -> None:
    assert numbers(kemas) == ["A3", "A2", "A1"]
    assert numbers(kemas, "--payment", "unpaid") == ["A1"]
    assert numbers(kemas, "--since", "2026-03-02", "--until", "2026-03-02") == ["A2"]
    assert numbers(kemas, "--status", "waiting") == ["A1"]
    assert numbers(kemas, "--status", "unpaid", "--status", "processing") == ["A3", "A2", "A1"]
    assert numbers(kemas, "--search", "melati", "--channel", "shopee") == ["A2"]
    assert numbers(kemas, "--warehouse", "MAIN", "--courier", "own", "--limit", "1") == ["A3"]
    for wrong in (("--since", "yesterday"), ("--warehouse", "NIX"), ("--saved", "nix")):
        code, out, err = kemas("orders", "list", *wrong)
        assert (code, out, err.count("\n")) == (1, "", 1), wrong


def test_counts_and_chosen_columns_are_shown(kemas: CommandLine) -> None:
    assert kemas("orders", "cancel", "A3", "--reason", "buyer")[0] == 0
    found = kemas.json("orders", "list", "--counts")
    assert (found["unpaid"], found["processing"], found["cancelled"]) == (1, 1, 1)
    _code, out, _err = kemas("orders", "list", "--counts", "--search", "siti")
    assert "unpaid" in out
    _code, out, _err = kemas("orders", "list", "--columns", "order,payment,source,products")
    assert out.splitlines()[0].split() == ["Order", "Payment", "Source", "Products"]
    assert "A1     unpaid" in out
    assert "2 × Teh Melati" in out
    assert numbers(kemas, "--status", "cancelled") == ["A3"]
    code, _out, err = kemas("orders", "list", "--columns", "order,nix")
    assert code == 2
    assert "nix is not a column" in err


def test_a_list_is_written_to_a_file_and_nothing_in_it_is_a_formula(
    kemas: CommandLine, tmp_path: Path
) -> None:
    for words in (("list", "--csv", str(tmp_path / "a.csv")), ("export", str(tmp_path / "b.csv"))):
        assert kemas("orders", *words, "--columns", "order,customer,total,date,phone")[0] == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["Order", "Customer", "Date", "Total", "Phone", "Currency"],
        ["A3", "Joko", "2026-03-03 10:00", "15000.00", "", "IDR"],
        ["A2", '\'=HYPERLINK("x")', "2026-03-02 09:00", "45000.00", "", "IDR"],
        ["A1", "Siti Aminah", "2026-03-01 08:00", "30000.00", "'+62 000 1111111", "IDR"],
    ]
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    told = kemas.json("orders", "export", str(tmp_path / "c.xlsx"), "--payment", "paid")
    assert told["orders"] == 2
    sheet = load_workbook(tmp_path / "c.xlsx").active
    assert sheet is not None
    assert sheet["A3"].value == "A2"
    assert "f" not in {cell.data_type for cell in sheet[3]}
    code, out, err = kemas("orders", "export", str(tmp_path / "c.pdf"))
    assert (code, out) == (1, "")
    assert ".csv, .xlsx" in err


def test_many_orders_are_held_and_released_and_what_fails_is_named(
    kemas: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "some.txt"
    file.write_text("# of today\nA1\nA3,web\nNIX\n")
    hold = ("orders", "bulk", "hold", "--file", str(file), "--reason", "wait")
    assert json.loads(kemas(*hold, "--dry-run", "--json")[1]) == {"orders": 2}
    code, out, err = kemas(*hold)
    assert (code, err) == (1, "")
    assert out.splitlines()[0] == "Done: 2. So already: 0. Failed: 1. Left: 0."
    assert "NIX" in out.splitlines()[1]
    assert json.loads(kemas(*hold, "--json")[1])["unchanged"] == 2
    assert kemas.json("orders", "show", "A3")["hold_reason"] == "wait"
    done = kemas.json("orders", "bulk", "release", "--status", "held")
    assert (done["done"], done["failed"]) == (2, [])


def test_papers_of_many_orders_are_printed_once(kemas: CommandLine) -> None:
    slips = ("orders", "bulk", "print", "packing_slip", "--payment", "paid")
    code, out, err = kemas(*slips, "--json")
    if code:  # a shop without a printer for it is told so for each order
        assert {one["code"] for one in json.loads(out)["failed"]} == {"printer_none"}
        return
    assert json.loads(out)["done"] == 2
    assert kemas.json(*slips)["unchanged"] == 2
    assert kemas.json(*slips, "--again")["done"] == 2
    assert err == ""


def test_a_cancel_of_many_needs_a_reason_and_says_which_orders(kemas: CommandLine) -> None:
    cancel = ("orders", "bulk", "cancel")
    assert kemas(*cancel, "--reason", "x") == (
        1, "", "Say which orders: with a filter, --search or --file.\n",
    )  # fmt: skip
    assert kemas(*cancel, "--search", "siti") == (1, "", "Say why, with --reason.\n")
    assert kemas.json(*cancel, "--search", "siti", "--reason", "buyer")["done"] == 1
    told = json.loads(kemas(*cancel, "--status", "any", "--reason", "buyer", "--json")[1])
    assert (told["done"], told["unchanged"]) == (2, 1)
    code, out, _err = kemas("orders", "bulk", "hold", "--status", "any", "--reason", "x", "--json")
    assert code == 1
    assert [one["order_no"] for one in json.loads(out)["failed"]] == ["A3", "A2", "A1"]


def test_an_operator_may_only_do_what_the_role_allows(kemas: CommandLine) -> None:
    assert kemas("people", "add", "Ani", "--role", "picker")[0] == 0
    code, out, _err = kemas(
        "orders", "bulk", "cancel", "--status", "unpaid", "--reason", "x", "--operator", "Ani",
        "--json",
    )  # fmt: skip
    assert code == 1
    assert [one["code"] for one in json.loads(out)["failed"]] == ["not_allowed"]


@pytest.mark.parametrize(
    ("option", "day"),
    [("--since", "0001-01-01"), ("--until", "9999-12-31"), ("--since", "1/1/1899")],
)
def test_a_day_far_beyond_all_orders_is_refused(kemas: CommandLine, option: str, day: str) -> None:
    code, _out, err = kemas("orders", "list", option, day)
    assert code == 1
    assert f"“{day}” is nothing to filter by" in err
