"""Orders typed in at the command line: made, copied, edited, split, merged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PRODUCTS = """sku,name,barcode,unit_price,stock,bin
TEH,Teh Melati,8991234567891|CASE*12,15000,20,A-1
KOPI,Kopi,,20000,5,B-1
KOPI-XL,Kopi besar,,30000,5,B-2
"""
BUYER = ("--customer", "Ibu Ratna", "--phone", "+62 000 1234567", "--address", "Jl. Mawar 5")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_shop(tmp_path_factory.mktemp("entry"), products=PRODUCTS).parent


@pytest.fixture
def kemas(
    shop: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    shutil.copytree(shop, tmp_path / "shop")
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


def test_an_order_is_typed_in_edited_and_copied(kemas: CommandLine) -> None:
    line = ("--line", "TEH=3", "--line", "2*KOPI @18000")
    made = kemas.json("orders", "add", *BUYER, *line, "--cod", "=", "--shipping-fee", "9000")
    assert (made["status"], made["fulfilment"], made["units"]) == ("processing", "ready", 5)
    number = made["order_no"]
    code, out, _err = kemas(
        "orders", "edit", number, "--set", "city=Bandung", "--line", "KOPI=0", "--line", "TEH=4"
    )
    assert (code, out) == (
        0,
        "City: - → Bandung\nCOD: 90000 → 69000\nTEH: 3 × 15000 → 4 × 15000\nKOPI: 2 × 18000 → -\n",
    )
    copied = kemas.json("orders", "copy", number)
    assert (copied["units"], copied["city"], copied["order_no"]) != (4, "Bandung", number)
    assert copied["customer"] == "Ibu Ratna"


def test_the_same_key_makes_one_order(kemas: CommandLine) -> None:
    words = ("orders", "add", *BUYER, "--line", "TEH", "--key", "chat-17")
    assert [kemas.json(*words)["is_new"] for _turn in range(2)] == [True, False]
    assert len(kemas.json("orders", "list")) == 1


def test_an_order_comes_from_a_json_file(kemas: CommandLine, tmp_path: Path) -> None:
    told = {
        "customer": "Budi",
        "address": "Jl. Melati 6",
        "gift": True,
        "lines": [{"sku": "teh", "quantity": 2, "price": 14000, "discount": 500}, "KOPI"],
    }
    file = tmp_path / "order.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    made = kemas.json("orders", "add", "--json-file", str(file))
    assert made["gift"]
    assert made["units"] == 3
    file.write_text(json.dumps(told | {"colour": "red"}), encoding="utf-8")
    code, _out, err = kemas("orders", "add", "--json-file", str(file))
    assert code == 1
    assert "There is no field colour" in err
    file.write_text("[", encoding="utf-8")
    assert kemas("orders", "add", "--json-file", str(file))[0] == 1


def test_whatever_is_wrong_is_said_at_once(kemas: CommandLine) -> None:
    code, _out, err = kemas("orders", "add", "--customer", "Budi", "--phone", "12")
    assert code == 1
    assert "Address: This must be filled in." in err
    assert "Phone: 12 is not a phone number" in err
    assert "Products: There is no product in it yet." in err
    code, _out, err = kemas("orders", "add", *BUYER, "--line", "NIX")
    assert (code, err) == (1, "There is no product NIX.\n")
    code, _out, err = kemas("orders", "add", *BUYER, "--line", "Kop")
    assert "Several products fit Kop: KOPI, KOPI-XL." in err


def test_an_order_is_split_and_put_together_again(kemas: CommandLine) -> None:
    line = ("--line", "TEH=3", "--line", "KOPI=1")
    number = kemas.json("orders", "add", *BUYER, *line)["order_no"]
    parted = kemas.json("orders", "split", number, "--line", "TEH=1")
    assert parted["second_no"] == f"{number}-2"
    code, out, _err = kemas("orders", "merge", number, parted["second_no"])
    assert code == 0
    assert f"{number}-2 is part of order {number} now" in out
    assert kemas.json("orders", "show", number)["units"] == 4
    code, _out, err = kemas("orders", "split", number, "--line", "TEH=9")
    assert (code, err) == (1, "9 × TEH are wanted, but the order has 3.\n")


def test_what_a_line_gives_off_is_typed_shown_changed_copied_and_shared(
    kemas: CommandLine,
) -> None:
    line = ("--line", "TEH=3 -1000", "--line", "KOPI=1@18000")
    number = kemas.json("orders", "add", *BUYER, *line, "--discount", "500")["order_no"]

    def lines(order: str) -> dict[str, tuple[int, int]]:
        shown = kemas.json("orders", "show", order)
        return {x["sku"]: (x["quantity"], x["discount"]["minor"]) for x in shown["lines"]}

    assert lines(number) == {"TEH": (3, 1_000_00), "KOPI": (1, 0)}
    _code, out, _err = kemas("orders", "show", number)
    head, tea = (
        next(row for row in out.splitlines() if row.startswith(word)) for word in ("SKU", "TEH")
    )
    assert tea[head.index("Discount") :].startswith("IDR 1,000 ")
    code, out, _err = kemas("orders", "edit", number, "--line", "KOPI -250", "--line", "TEH -2000")
    assert (code, out) == (0, "Discount of TEH: 1000 → 2000\nDiscount of KOPI: - → 250\n")
    assert "changed: Discount of TEH, Discount of KOPI" in kemas("orders", "show", number)[1]
    copy = kemas.json("orders", "copy", number)
    assert lines(copy["order_no"]) == {"TEH": (3, 2_000_00), "KOPI": (1, 250_00)}
    assert copy["discount"]["minor"] == 2_250_00
    parted = kemas.json("orders", "split", number, "--line", "TEH=1")
    assert lines(number) == {"TEH": (2, 1_333_34), "KOPI": (1, 250_00)}
    assert lines(parted["second_no"]) == {"TEH": (1, 666_66)}
    kemas("orders", "merge", number, parted["second_no"])
    assert lines(number) == {"TEH": (3, 2_000_00), "KOPI": (1, 250_00)}
    assert kemas.json("orders", "show", number)["total"]["minor"] == 63_000_00 - 2_750_00
    code, _out, err = kemas("orders", "edit", number, "--line", "KOPI -18001")
    assert code == 1
    assert "The discount of KOPI is more than the line is worth." in err
    kemas("orders", "edit", number, "--line", "TEH=3 -0")
    assert lines(number)["TEH"] == (3, 0)


def test_text_that_no_database_can_keep_is_refused_in_a_sentence(
    kemas: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "order.json"
    half = {"customer": "A\ud800", "address": "Jl. 1", "lines": ["TEH=1"]}
    path.write_text(json.dumps(half), encoding="utf-8")
    for words in (
        ("orders", "add", "--json-file", str(path)),
        ("orders", "show", "\udcff"),
    ):
        code, _out, err = kemas(*words)
        assert (code, err) == (1, "A text is not valid UTF-8; write it anew.\n")
