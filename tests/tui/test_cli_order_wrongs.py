"""What is typed wrong of an order at the command line is refused with what is wrong, and where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PRODUCTS = """sku,name,barcode,unit_price,stock,bin
TEH,Teh Melati,8991234567891|CASE*12,15000,20,A-1
KOPI,Kopi,,20000,50,B-1
KOPI-XL,Kopi besar,,30000,5,B-2
"""
BUYER = ("--customer", "Ibu Ratna", "--phone", "+62 000 1234567", "--address", "Jl. Mawar 5")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_shop(tmp_path_factory.mktemp("wrongs"), products=PRODUCTS).parent


@pytest.fixture
def kemas(
    shop: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    shutil.copytree(shop, tmp_path / "shop")
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


@pytest.fixture
def number(kemas: CommandLine) -> str:
    """An order of three TEH and two KOPI."""
    made = kemas.json("orders", "add", *BUYER, "--line", "TEH=3", "--line", "KOPI=2")
    return str(made["order_no"])


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("KOPI=9999999999", "9999999999 is no quantity: type a whole number from 1 to 100,000."),
        ("KOPI=1.5", "1.5 is no"),
        ("KOPI=abc", "abc is no"),
        ("KOPI=", "= is no"),
        ("-3*KOPI", "-3 is no quantity: type a whole number from 1 to 100,000."),
        ("999999999*KOPI", "999999999 is no quantity: type a whole number from 1 to 100,000."),
        ("2*KOPI @abc", "abc is not an amount; write it like 125000 or 125000.50."),
        ("KOPI=2@", "@ is not an amount; write it like 125000 or 125000.50."),
        ("KOPI=2 -x", "x is not an amount; write it like 125000 or 125000.50."),
        ("NIX=4", "There is no product NIX."),
        ("NIX=abc", "There is no product NIX=abc."),
    ],
)
def test_a_line_says_whether_its_product_its_units_or_its_money_is_wrong(
    kemas: CommandLine, number: str, line: str, wrong: str
) -> None:
    said = [
        kemas("orders", "add", *BUYER, f"--line={line}"),
        kemas("orders", "edit", number, f"--line={line}"),
    ]
    for code, out, err in said:
        assert (code, out) == (1, "")
        assert err.startswith(wrong)


def test_units_to_split_off_that_are_none_are_refused(kemas: CommandLine, number: str) -> None:
    code, _out, err = kemas("orders", "split", number, "--line", "KOPI=x")
    assert (code, err[:7]) == (1, "x is no")


def test_a_refusal_shows_what_was_typed_as_it_was_typed(kemas: CommandLine, number: str) -> None:
    code, _out, err = kemas("orders", "edit", number, "--set", "phone=xx")
    assert (code, err) == (1, "Phone: xx is not a phone number; write it like 0812….\n")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('{"customer": }', "line 1, character 14: “}” cannot stand here in JSON;"),
        ('{"customer":"A",\n"address":"B', "line 2: the file ends before the order does;"),
        ("", "line 1: the file ends before the order does;"),
        ("[1]", "must hold one order between braces"),
        ("[" * 100_000, "is no order: brackets stand too deep in one another."),
        (" " * 4_000_001, "is no order: it is larger than 4,000,000 bytes."),
        ('{"lines": 3}', ": lines must be a list between square brackets, not 3."),
        ('{"customer": ["a"]}', ', customer: a text or a number is needed, not ["a"].'),
        ('{"gift": "true"}', ', gift: true or false is needed, not "true".'),
        ('{"colour": "red"}', "There is no field colour; there are: phone"),
        ('{"currency": "XYZ"}', "XYZ is not a currency code"),
        ('{"lines": [{"sku": "TEH", "quantity": "x"}]}', "product 1 of lines: x is no"),
        ('{"lines": ["TEH", {"sku": "TEH", "quantity": 2.5}]}', "product 2 of lines: 2.5 is no"),
        ('{"lines": [{"sku": "TEH", "qty": 2}]}', "product 1 of lines: There is no field qty;"),
        ('{"lines": [{"quantity": 2}]}', "product 1 of lines: The SKU is missing;"),
        ('{"lines": [{"sku": ["TEH"]}]}', 'lines: sku: a text or a number is needed, not ["TEH"].'),
        ('{"lines": [null]}', "product 1 of lines: null is no line;"),
        ('{"lines": [{"sku": "Kop"}]}', "lines: Several products fit Kop: KOPI, KOPI-XL."),
        ('{"lines": [{"sku": "TEH", "price": "x"}]}', "lines: x is not an amount"),
        ('{"cod": 1e400}', "COD: 1e400 is not a plain number"),
        ('{"currency": "USD", "lines": ["TEH"]}', "TEH has no price in USD; say it: TEH=1@PRICE."),
    ],
)
def test_a_json_file_is_refused_with_the_place_of_what_is_wrong(
    kemas: CommandLine, tmp_path: Path, text: str, wrong: str
) -> None:
    file = tmp_path / "order.json"
    file.write_text(text, encoding="utf-8")
    code, out, err = kemas("orders", "add", "--json-file", str(file))
    assert (code, out) == (1, "")
    assert wrong in err
    assert len(err) < 700


def test_a_json_file_of_other_bytes_or_none_is_refused(kemas: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    code, _out, err = kemas("orders", "add", "--json-file", str(file))
    assert (code, err) == (1, f"There is no file {file}.\n")
    file.write_bytes(b'{"customer":\n"\xff"}')
    code, _out, err = kemas("orders", "add", "--json-file", str(file))
    assert (code, err) == (1, f"{file}, line 2: not UTF-8. Save the file as UTF-8 text.\n")


def test_a_weight_that_nobody_asks_with_is_refused(kemas: CommandLine) -> None:
    code, _out, err = kemas("orders", "add", *BUYER, "--line", "TEH", "--weight", "500")
    assert code == 1
    assert "add --quote, or leave it out" in err


def test_printing_many_says_which_paper_is_meant(kemas: CommandLine, number: str) -> None:
    code, _out, err = kemas("orders", "bulk", "print", "--search", number)
    assert code == 1
    assert err.startswith("Say what to print: pick_list, packing_slip, receipt, label.")
    words = ("label", "--search", number, "--reason", "x")
    code, _out, err = kemas("orders", "bulk", "hold", *words)
    assert (code, err) == (1, "label is a paper: it goes with print, not with hold.\n")


def test_a_list_is_written_into_a_folder_that_is_there(kemas: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "no" / "such"
    code, _out, err = kemas("orders", "export", str(folder / "x.csv"))
    assert (code, err) == (1, f"There is no folder {folder}; make it first, or name another.\n")
    assert not (tmp_path / "no").exists()


def test_a_customer_lives_in_a_country_that_there_is(kemas: CommandLine) -> None:
    for wrong in ("XX", "12", "Atlantis"):
        code, _out, err = kemas("customers", "add", "Budi", "--country", wrong)
        assert (code, err) == (1, f"{wrong} is not a country code such as ID or VN.\n")
    assert kemas.json("customers", "add", "Budi", "--country", "vn")["country"] == "VN"


def test_who_edits_from_an_older_version_is_told_what_others_changed(
    kemas: CommandLine, number: str
) -> None:
    seen = kemas.json("orders", "show", number)["version"]
    first = kemas.json("orders", "edit", number, "--version", str(seen), "--line", "KOPI=5")
    assert first["version"] == seen + 1
    assert kemas("orders", "edit", number, "--set", "city=Solo", "--set", "note=cepat")[0] == 0
    code, out, err = kemas("orders", "edit", number, "--version", str(seen), "--line", "KOPI=7")
    assert (code, out) == (1, "")
    assert err.startswith(f"Order {number} is at version 3, no longer 1. Meanwhile: kemas, ")
    assert "KOPI: 2 × 20000 → 5 × 20000" in err
    assert "City: - → Solo; Note: - → cepat" in err
    assert err.endswith("If you still want to change it, give --version 3.\n")
    assert kemas("orders", "edit", number, "--version", "3", "--line", "KOPI=7")[0] == 0
    shown = kemas("orders", "show", number)[1]
    assert ["Version", "4"] in [line.split() for line in shown.splitlines()]
    code, _out, err = kemas("orders", "edit", number, "--version", "9", "--line", "KOPI=1")
    assert (code, err) == (1, f"Order {number} is at version 4; there is no version 9 yet.\n")


def test_who_edits_after_a_split_is_told_of_it(kemas: CommandLine, number: str) -> None:
    assert kemas("orders", "split", number, "--line", "KOPI=1")[0] == 0
    code, _out, err = kemas("orders", "edit", number, "--version", "1", "--line", "KOPI=7")
    assert code == 1
    assert "1 × KOPI" in err


def test_a_refusal_speaks_the_language_of_the_shop_however_early_it_comes(
    shop: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tui import cli

    shutil.copytree(shop, tmp_path / "shop")
    path = tmp_path / "shop" / "kemas.toml"
    path.write_text(path.read_text().replace('language = "en"', 'language = "vi"'))
    capsys.readouterr()
    assert cli.main(["orders", "bulk", "print", "--config", str(path)]) == 1
    assert "Hãy nêu cần in gì" in capsys.readouterr().err
