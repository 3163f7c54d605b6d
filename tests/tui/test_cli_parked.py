"""Parked orders at the command line: seen, put right, taken in or let go; imports cut off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import DatabaseRefusal
from core.i18n import set_language
from core.orders.intake.taking import take as real_take
from tui import cli

Run = Callable[..., tuple[int, str, str]]
HEAD = "order_no,customer,address,sku,quantity\n"


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """Runs `kemas` for a small shop with five packs of tea."""
    for name in ("KEMAS_CONFIG", "KEMAS_STATION", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    path = str(tmp_path / "shop" / "kemas.toml")

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = cli.main([*words, "--config", path, "--language", "en"])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    assert run("init", "--unattended")[0] == 0
    Path("products.csv").write_text("sku,name,stock,bin\nTEH,Teh,5,A-1\n")
    assert run("products", "import", "products.csv")[0] == 0
    yield run
    set_language("en")


def take(run: Run, *rows: str) -> Any:
    Path("orders.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return as_json(run, "orders", "import", "orders.csv")


def as_json(run: Run, *words: str, code: int = 0) -> Any:
    found, out, err = run(*words, "--json")
    assert (found, err) == (code, "")
    return json.loads(out)


def test_a_parked_order_is_shown_with_its_rows_and_reasons(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    (one,) = as_json(kemas, "orders", "list", "--parked")
    shown = as_json(kemas, "orders", "parked", str(one["id"]))
    assert shown["rows"][0]["cells"]["quantity"] == "0"
    assert shown["reasons"][0]["text"] == "Line 2, quantity: 0 is not between 1 and 100,000."
    _code, out, _err = kemas("orders", "parked", str(one["id"]))
    assert "    quantity = 0" in out


def test_a_parked_order_is_corrected_and_taken_in(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0", "A1,Sitti,Jl. 1,THE,1")
    code, out, err = kemas("orders", "correct", "1", "--set", "customer=Siti")
    assert (code, out) == (1, "")
    assert "stays parked for 1 reason" in err
    words = ("--set", "2.quantity=2", "--set", "3.sku=TEH")
    done = as_json(kemas, "orders", "correct", "1", *words)
    assert done == {"order_no": "A1", "taken_in": True, "reasons": []}
    found = as_json(kemas, "orders", "show", "A1")
    assert [(line["sku"], line["quantity"]) for line in found["lines"]] == [("TEH", 2), ("TEH", 1)]
    assert as_json(kemas, "orders", "list", "--parked") == []


def test_a_repeated_row_is_dropped_by_its_line(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,1", "B1,Ani,Jl. 2,TEH,1", "A1,Siti,Jl. 1,TEH,1")
    assert as_json(kemas, "orders", "correct", "1", "--drop", "2")["taken_in"]
    assert len(as_json(kemas, "orders", "show", "A1")["lines"]) == 1


def test_a_known_number_can_be_this_buyers_after_all(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,1")
    take(kemas, "A1,Ibu Siti Aminah,Jl. 1,TEH,1")
    assert kemas("orders", "correct", "1")[0] == 1
    assert as_json(kemas, "orders", "correct", "1", "--same-buyer")["taken_in"]
    assert as_json(kemas, "orders", "show", "A1")["customer"] == "Ibu Siti Aminah"


def test_a_dismissed_order_is_off_the_list_and_stays_off(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    assert kemas("orders", "dismiss", "1")[0] == 2
    assert as_json(kemas, "orders", "dismiss", "1", "--reason", "test")["dismissed"]
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
    kemas: Run, words: tuple[str, ...], code: int
) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,0")
    found, out, err = kemas("orders", *words)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert len(as_json(kemas, "orders", "list", "--parked")) == 1


def test_an_order_that_shrinks_sets_its_goods_free_for_those_who_wait(kemas: Run) -> None:
    take(kemas, "A1,Siti,Jl. 1,TEH,5", "A2,Budi,Jl. 2,TEH,3")
    assert as_json(kemas, "orders", "show", "A2")["fulfilment"] == "short"
    report = take(kemas, "A1,Siti,Jl. 1,TEH,1", "A2,Budi,Jl. 2,TEH,3")
    assert (report["updated"], report["orders_ready"]) == (1, 1)
    assert as_json(kemas, "orders", "show", "A2")["fulfilment"] == "ready"


def test_an_import_that_is_cut_off_says_how_far_it_came(
    kemas: Run, monkeypatch: pytest.MonkeyPatch
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
    assert as_json(kemas, "orders", "import", "orders.csv")["created"] == 70
