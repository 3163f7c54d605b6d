"""Parked orders at the command line: seen, put right, taken in or let go; imports cut off."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from command_lines import CommandLine, new_shop

from core.errors import DatabaseRefusal
from core.orders.intake.taking import take as real_take

HEAD = "order_no,customer,address,sku,quantity\n"


@pytest.fixture(scope="module")
def with_tea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with five packs of tea, to copy from."""
    folder = tmp_path_factory.mktemp("tea")
    return new_shop(folder, products="sku,name,stock,bin\nTEH,Teh,5,A-1\n").parent


@pytest.fixture
def kemas(
    with_tea: Path,
    own_machine: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """Runs `kemas` for that shop."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(with_tea, tmp_path / "shop")
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


def take(kemas: CommandLine, *rows: str) -> Any:
    Path("orders.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return kemas.json("orders", "import", "orders.csv")


def test_a_parked_order_is_shown_with_its_rows_and_reasons(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    (one,) = kemas.json("orders", "list", "--parked")
    shown = kemas.json("orders", "parked", str(one["id"]))
    assert shown["rows"][0]["cells"]["quantity"] == "0"
    assert shown["reasons"][0]["text"] == "Line 2, quantity: 0 is not between 1 and 100,000."
    _code, out, _err = kemas("orders", "parked", str(one["id"]))
    assert "    quantity = 0" in out


def test_a_parked_order_is_corrected_and_taken_in(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0", "A1,Sitti,Jl. 1,THE,1")
    code, out, err = kemas("orders", "correct", "1", "--set", "customer=Siti")
    assert (code, out) == (1, "")
    assert "stays parked for 1 reason" in err
    words = ("--set", "2.quantity=2", "--set", "3.sku=TEH")
    done = kemas.json("orders", "correct", "1", *words)
    assert done == {"order_no": "A1", "taken_in": True, "reasons": []}
    found = kemas.json("orders", "show", "A1")
    assert [(line["sku"], line["quantity"]) for line in found["lines"]] == [("TEH", 2), ("TEH", 1)]
    assert kemas.json("orders", "list", "--parked") == []


def test_a_repeated_row_is_dropped_by_its_line(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,1", "B1,Ani,Jl. 2,TEH,1", "A1,Siti,Jl. 1,TEH,1")
    assert kemas.json("orders", "correct", "1", "--drop", "2")["taken_in"]
    assert len(kemas.json("orders", "show", "A1")["lines"]) == 1


def test_a_known_number_can_be_this_buyers_after_all(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,1")
    take(kemas, "A1,Ibu Siti Aminah,Jl. 1,TEH,1")
    assert kemas("orders", "correct", "1")[0] == 1
    assert kemas.json("orders", "correct", "1", "--same-buyer")["taken_in"]
    assert kemas.json("orders", "show", "A1")["customer"] == "Ibu Siti Aminah"


def test_a_dismissed_order_is_off_the_list_and_stays_off(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    assert kemas("orders", "dismiss", "1")[0] == 2
    assert kemas.json("orders", "dismiss", "1", "--reason", "test")["dismissed"]
    assert take(kemas, "A1,Siti,Jl. 1,TEH,0")["parked"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("parked", "9"), 1),
        (("dismiss", "9", "--reason", "x"), 1),
        (("correct", "9"), 1),
        (("correct", "1", "--drop", "2"), 1),
        (("correct", "1", "--drop", "7"), 1),
        (("correct", "1", "--set", "7.sku=TEH"), 1),
        (("correct", "1", "--set", "colour=red"), 2),
        (("correct", "1", "--set", "x.sku=TEH"), 2),
        (("correct", "1", "--set", "sku"), 2),
        (("parked", "one"), 2),
    ],
)
def test_a_correction_that_makes_no_sense_is_one_sentence(
    kemas: CommandLine, words: tuple[str, ...], code: int
) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    found, out, err = kemas("orders", *words)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert len(kemas.json("orders", "list", "--parked")) == 1


def test_an_order_that_shrinks_sets_its_goods_free_for_those_who_wait(kemas: CommandLine) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,5", "A2,Budi,Jl. 2,TEH,3")
    assert kemas.json("orders", "show", "A2")["fulfilment"] == "short"
    report = take(kemas, "A1,Siti,Jl. 1,TEH,1", "A2,Budi,Jl. 2,TEH,3")
    assert (report["updated"], report["orders_ready"]) == (1, 1)
    assert kemas.json("orders", "show", "A2")["fulfilment"] == "ready"


def test_an_import_that_is_cut_off_says_how_far_it_came(
    kemas: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("orders.csv").write_text(HEAD + "".join(f"B{n},Ani,Jl. 1,TEH,1\n" for n in range(120)))
    calls: list[int] = []

    def take_twice(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) > 1:
            raise DatabaseRefusal("disk_full")
        return real_take(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr("core.orders.intake.importing.take", take_twice)
        code, out, err = kemas("orders", "import", "orders.csv")
    assert (code, out) == (1, "")
    assert "50 of 120 were taken in before. Import the file again to go on." in err
    assert kemas.json("orders", "import", "orders.csv")["created"] == 70


def test_an_import_that_parks_orders_says_how_to_put_them_right(kemas: CommandLine) -> None:
    Path("orders.csv").write_text(HEAD + "A1,Siti,Jl. 1,TEH,0\n")
    _code, out, _err = kemas("orders", "import", "orders.csv")
    assert out.endswith("Put them right at a station (Alt+K), or with: kemas orders correct ID\n")
