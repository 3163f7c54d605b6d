"""`kemas walks`: plan, list, show, start, scan, print and cancel, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.transaction import writing

PRINTER = """
[station]
name = "S1"
[[printers]]
name = "Paper"
transport = "virtual"
roles = ["document"]
"""


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """Two orders of goods in two bins."""
    made = ShopOnDisk(tmp_path, sqlite_template, PRINTER, capsys)
    build.shop(made.db)
    with writing(made.db) as tx:
        for sku, place in (("TEH", "A-01-1"), ("KOPI", "B-03-1")):
            build.product(tx, sku, stock=9, bin=place)
    build.ready_order(made.db, "W-1", {"TEH": 1, "KOPI": 1})
    build.ready_order(made.db, "W-2", {"TEH": 2})
    return made


def test_a_wave_is_planned_listed_and_shown(shop: ShopOnDisk) -> None:
    code, out, _err = shop("walks", "plan")
    assert (code, out.splitlines()[-1]) == (0, "1 walk is planned.")
    (one,) = shop.json("walks", "list")
    assert (one["code"], one["mode"], one["orders"], one["units"]) == ("W1", "cluster", 2, 4)
    shown = shop.json("walks", "show", "W1")
    assert [stop["bin"] for stop in shown["stops"]] == ["A-01-1", "B-03-1"]
    assert [part["to"] for part in shown["stops"][0]["parts"]] == ["#1", "#2"]
    assert "W-2" in shop("walks", "show", "1")[1]
    code, _out, err = shop("walks", "plan")
    assert (code, "No order is ready to be picked this way" in err) == (1, True)


def test_a_walk_is_picked_by_codes(shop: ShopOnDisk) -> None:
    shop("walks", "plan", "--singles")
    shop("walks", "plan", "batch")
    code, out, _err = shop("walks", "start", "--no-worker")
    assert (code, "Walk W1: 2 orders, 4 units from 2 bins." in out) == (0, True)
    code, out, _err = shop("walks", "scan", "--no-worker", "A-01-1", "3*TEH", "B-03-1", "KOPI")
    assert (code, "All of walk W1 is fetched." in out) == (0, True)
    code, out, _err = shop("walks", "scan", "--no-worker", "NONSENSE")
    assert code == 1
    code, out, _err = shop("walks", "scan", "--no-worker", "--json", "KOPI", "TEH", "2*TEH")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == [
        "ok",
        "order_complete",
        "order_complete",
    ]
    assert shop.json("walks", "list") == []
    (over,) = shop.json("walks", "list", "--all")
    assert (over["state"], over["picked"]) == ("done", 4)
    assert len(shop.json("walks", "show", "W1")["wall"]) == 2


def test_codes_are_also_read_line_by_line(
    shop: ShopOnDisk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shop("walks", "plan", "single", "--order", "W-2")
    shop("walks", "start", "W1", "--no-worker")
    lines = tmp_path / "codes"
    lines.write_text("A-01-1\nTEH\nTEH\n", encoding="utf-8")
    with lines.open("rb") as codes:
        import tui.commands.scan as scan

        real = scan.Lines
        monkeypatch.setattr(scan, "Lines", lambda _source: real(codes.fileno()))
        code, out, err = shop("walks", "scan", "--no-worker")
    assert (code, "Walk W1 is in hand here." in err) == (0, True)
    assert "Walk W1 is over." in out


def test_the_sheet_of_a_walk_is_printed(shop: ShopOnDisk, tmp_path: Path) -> None:
    shop("walks", "plan")
    job = shop.json("walks", "print", "W1")
    assert (job["kind"], job["printer"]) == ("walk_list", "Paper")
    picture = tmp_path / "walk.png"
    assert shop("walks", "print", "W1", "--png", str(picture))[0] == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    shown = shop("jobs", "preview", str(job["id"]))[1]
    assert "A-01-1" in shown
    assert "#2" in shown


def test_a_walk_is_cancelled_with_a_reason(shop: ShopOnDisk) -> None:
    shop("walks", "plan")
    code, _out, err = shop("walks", "cancel", "W1", "--reason", " ")
    assert (code, err) == (1, "Give a reason.\n")
    assert shop.json("walks", "cancel", "W1", "--reason", "rain") == {"walk": "W1", "fetched": 0}
    code, _out, err = shop("walks", "print", "W1")
    assert (code, "Walk W1 is cancelled" in err) == (1, True)
    assert "rain" in shop("walks", "show", "W1")[1]


def test_what_is_typed_wrong_is_said(shop: ShopOnDisk) -> None:
    for words, said in (
        (("show", "W9"), "There is no walk W9."),
        (("show", "nonsense"), "There is no walk nonsense."),
        (("plan", "single", "--order", "W-9"), "There is no order W-9."),
        (("plan", "--size", "999"), "999 orders to a walk are not between 1 and 100."),
        (("start", "W3"), "There is no walk W3."),
    ):
        code, _out, err = shop("walks", *words)
        assert (code, said in err) == (1, True), err
    for wrong in (("plan", "--before", "25:00"), ("plan", "sideways"), ("plan", "--size", "0")):
        assert shop("walks", *wrong)[0] == 2


def test_an_order_that_is_not_ready_is_named_with_what_it_is(shop: ShopOnDisk) -> None:
    shop("walks", "plan", "--order", "W-1")
    _code, _out, err = shop("walks", "plan", "--order", "W-1")
    assert "Order W-1 cannot be put into a walk: it is part of walk W1." in err
    shop("orders", "hold", "W-2", "--reason", "look")
    _code, _out, err = shop("walks", "plan", "--order", "W-2")
    assert "Order W-2 cannot be put into a walk: it is on hold." in err


def test_totes_and_places_of_the_wall_have_labels(shop: ShopOnDisk) -> None:
    job = shop.json("walks", "labels", "T1", "--wall", "2", "--printer", "Paper")
    shown = shop("jobs", "preview", str(job["id"]))[1]
    assert "T1" in shown
    assert "WALL1-2" in shown
    code, _out, err = shop("walks", "labels", "--printer", "Paper")
    assert (code, "Name totes" in err) == (1, True)
    code, _out, err = shop("walks", "labels", "T1", "--copies", "9999")
    assert (code, "9999" in err) == (1, True)
