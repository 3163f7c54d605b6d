"""``kemas purchases``: from the draft to the goods on the shelf, at the command line."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from shop_on_disk import ShopOnDisk

from core.transaction import writing
from tui.commands import arrival_lines
from tui.lines import Lines


class Buyer(ShopOnDisk):
    """A shop with tea and coffee of one supplier, and a scanner."""

    def scans(self, monkeypatch: pytest.MonkeyPatch, *codes: str) -> None:
        """What the scanner sends next."""
        path = self.folder / "codes"
        path.write_text("".join(f"{code}\n" for code in codes), encoding="utf-8")
        source = os.open(path, os.O_RDONLY)
        monkeypatch.setattr(arrival_lines, "Lines", lambda _stdin: Lines(source))

    def verdicts(self, *words: str) -> list[dict[str, Any]]:
        """The verdicts of a receipt by scans."""
        _code, out, err = self("purchases", "receive", *words, "--scan", "--json")
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> Buyer:
    made = Buyer(tmp_path, sqlite_template, "", capsys)
    build.shop(made.db, {"TEH": 0, "KOPI": 0})
    made.json("suppliers", "add", "A", "--name", "Satu", "--lead-days", "3")
    made.json("suppliers", "price", "A", "TEH", "9000", "--minimum", "10")
    made.json("suppliers", "price", "A", "KOPI", "12500")
    return made


def test_an_order_from_draft_to_closed(shop: Buyer) -> None:
    assert "There are no purchase orders." in shop("purchases", "list")[1]
    made = shop.json("purchases", "add", "A", "--line", "TEH=5", "--line", "KOPI=2@11000")
    assert (made["number"], made["state"]) == ("PO000001", "draft")
    assert made["total"]["minor"] == 5 * 9000_00 + 2 * 11000_00
    _code, out, _err = shop("purchases", "show", "PO000001")
    assert "Note: TEH is sold from 10 on, in packs of 1." in out
    changed = shop.json(
        *("purchases", "edit", "po000001", "--line", "TEH=10", "--note", "pagi"),
        *("--expected", "2030-05-06"),
    )
    assert (changed["ordered"], changed["note"]) == (12, "pagi")
    done = shop.json("purchases", "order", "PO000001")
    assert (done["state"], done["expected_on"]) == ("ordered", "2030-05-06")
    code, out, _err = shop("purchases", "receive", "PO000001")
    assert (code, "RECEIVING" in out, "To come" in out) == (0, True, True)
    part = shop.json("purchases", "receive", "PO000001", "--line", "TEH=4")
    assert (part["state"], part["receipt"]) == ("part_received", "G000001")
    closed = shop.json("purchases", "close", "PO000001", "--reason", "sold out")
    assert (closed["state"], closed["came"]["minor"]) == ("closed", 4 * 9000_00)
    listed = shop.json("purchases", "list", "--state", "closed", "--supplier", "A")
    assert [one["number"] for one in listed] == ["PO000001"]


def test_what_comes_lets_orders_go(shop: Buyer, build: ModuleType) -> None:
    with writing(shop.db) as tx:
        for number in ("W1", "W2", "W3"):
            build.order(tx, number, {"TEH": 2})
        build.order(tx, "W4", {"TEH": 1, "KOPI": 9})
    shop.json("purchases", "add", "A", "--line", "TEH=10", "--line", "KOPI=2")
    shop.json("purchases", "order", "PO000001")
    code, out, _err = shop("purchases", "receive", "PO000001", "--all", "--bin", "RECEIVING")
    assert (code, "3 orders can go now." in out) == (0, True)
    assert "G000001 for PO000001: received." in out
    assert shop.json("orders", "show", "W1")["fulfilment"] == "ready"
    assert shop.json("orders", "show", "W4")["fulfilment"] == "short"


def test_the_same_delivery_sent_twice_counts_once(shop: Buyer) -> None:
    shop.json("purchases", "add", "A", "--line", "TEH=10")
    shop.json("purchases", "order", "PO000001")
    words = ("purchases", "receive", "PO000001", "--line", "TEH=4", "--key", "mobil-7")
    assert shop.json(*words)["receipt"] == shop.json(*words)["receipt"]
    assert shop.json("purchases", "show", "PO000001")["received"] == 4
    rest = shop.json(
        *("purchases", "receive", "PO000001", "--line", "TEH=5@/L1/2040-01-31"),
        *("--damaged", "TEH=1", "--note", "wet", "--delivery-note", "SJ-9"),
    )
    assert [(one["lot"], one["bin"]) for one in rest["lines"]] == [
        ("L1", "RECEIVING"),
        ("", "DAMAGED"),
    ]
    assert rest["state"] == "received"
    shown = shop.json("purchases", "show", "PO000001")["receipts"]
    assert [(one["number"], one["delivery_note"]) for one in shown] == [
        ("G000001", ""),
        ("G000002", "SJ-9"),
    ]
    assert "G000002: 6 units on " in shop("purchases", "show", "PO000001")[1]


def test_scans_are_answered_line_by_line(shop: Buyer, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.json("purchases", "add", "A", "--line", "TEH=3", "--line", "KOPI=1")
    shop.json("purchases", "order", "PO000001")
    shop.scans(monkeypatch, "TEH", "9*TEH", "NIX", "KOPI", "KEMAS:UNDO", "KEMAS:WHY")
    said = shop.verdicts("PO000001", "--key", "d1")
    assert [one["verdict"] for one in said] == [
        "ok",
        "over_quantity",
        "unknown_code",
        "ok_line_done",
        "undone",
        "info",
    ]
    assert said[-1]["message"] == (
        "Still to come with PO000001: 2 × TEH @RECEIVING, 1 × KOPI @RECEIVING."
    )
    # The same delivery goes on: numbers that were sent before change nothing.
    shop.scans(monkeypatch, "1\tTEH", "7\t2*TEH", "8\tKOPI", "9\tKEMAS:DONE", "10\tTEH")
    said = shop.verdicts("PO000001", "--key", "d1")
    assert [(one["verdict"], one["received"]) for one in said] == [
        ("ok", 1),
        ("ok_line_done", 3),
        ("order_complete", 1),
        ("info", None),
    ]
    shop.scans(monkeypatch, "TEH")
    code, out, _err = shop("purchases", "receive", "PO000001", "--scan", "--over", "--key", "d1")
    assert (code, out.startswith("ORDER COMPLETE: 1 × TEH Barang TEH to RECEIVING: 4 of 3")) == (
        0,
        True,
    )
    shop.scans(monkeypatch, "TEH", "GULA")
    code, out, _err = shop("purchases", "receive", "PO000001", "--scan")
    assert code == 1
    assert "TOO MANY: 1 × TEH are too many: 3 were ordered with PO000001, 0 may still come" in out


def test_the_lines_go_to_a_file(shop: Buyer) -> None:
    shop.json("purchases", "add", "A", "--line", "TEH=3", "--line", "KOPI=1")
    shop.json("purchases", "add", "A", "--line", "TEH=1")
    file = shop.folder / "po.csv"
    assert shop.json("purchases", "export", str(file))["rows"] == 3
    assert shop.json("purchases", "export", str(file), "--number", "PO000001")["rows"] == 2
    text = file.read_text(encoding="utf-8-sig").splitlines()
    assert text[1].startswith("PO000001,A,Satu,draft,,,TEH,,Barang TEH,3,0,0,9000")


def test_what_cannot_be_is_one_clear_sentence(shop: Buyer) -> None:
    shop.json("purchases", "add", "A", "--line", "TEH=3")
    shop.json("purchases", "add", "A")
    shop.json("purchases", "add", "A", "--line", "TEH=2")
    shop.json("purchases", "order", "PO000003")
    over = (date.today() - timedelta(days=40)).isoformat()
    for words, told in (
        (["show", "PO9"], "no purchase order PO9"),
        (["receive", "PO000001", "--all"], "PO000001 is draft; goods come in only with"),
        (["order", "PO000002"], "PO000002 has no lines yet"),
        (["close", "PO000001"], "is draft; this cannot be done with it"),
        (["edit", "PO000003", "--line", "TEH=1"], "is ordered; only a draft can be changed"),
        (["receive", "PO000003", "--line", "KOPI=1"], "was not ordered with PO000003"),
        (["receive", "PO000003", "--line", "TEH=3"], "too many: 2 were ordered"),
        (["receive", "PO000003", "--line", "TEH=1@Z9"], "no bin Z9"),
        (["receive", "PO000003", "--damaged", "TEH=1"], "what is wrong with the damaged TEH"),
        (["receive", "PO000003", "--line", f"TEH=1@/L/{over}"], f"expired on {over}"),
        (["export", "po.pdf"], ".csv, .xlsx"),
    ):
        code, _out, err = shop("purchases", *words)
        assert (code, told in err) == (1, True), err
    for words in (["add", "A", "--line", "TEH"], ["edit", "PO000001", "--expected", "soon"]):
        assert shop("purchases", *words)[0] == 2


def test_what_is_short_is_suggested_and_drafted_once(shop: Buyer, build: ModuleType) -> None:
    assert "Nothing is short." in shop("purchases", "suggest")[1]
    with writing(shop.db) as tx:
        build.product(tx, "GULA")
        build.order(tx, "W1", {"TEH": 3, "GULA": 1})
    assert shop.json("purchases", "reorder", "KOPI", "5")["reorder_point"] == 5
    found = {one["sku"]: one for one in shop.json("purchases", "suggest")}
    assert {sku: one["quantity"] for sku, one in found.items()} == {"GULA": 1, "KOPI": 5, "TEH": 10}
    assert (found["TEH"]["short"], found["TEH"]["good"]["supplier"]) == (3, "A")
    code, out, _err = shop("purchases", "suggest")
    assert (code, "nobody" in out) == (0, True)
    code, out, _err = shop("purchases", "fill")
    assert code == 0
    assert "PO000001 for A is made: 2 lines" in out
    assert "1 × GULA Barang GULA" in out
    code, out, _err = shop("purchases", "fill")
    assert (code, "There is nothing to add." in out) == (0, True)
    shop.json("purchases", "edit", "PO000001", "--line", "KOPI=0")
    done = shop.json("purchases", "fill", "--supplier", "A")
    assert [(one["number"], one["lines"]) for one in done["extended"]] == [("PO000001", 2)]
    assert "is bought when it is short" in shop("purchases", "reorder", "KOPI", "0")[1]


def test_what_a_product_cost_is_told(shop: Buyer) -> None:
    assert "It was not received yet." in shop("purchases", "costs", "TEH")[1]
    for number, line in (("PO000001", "TEH=3@9000"), ("PO000002", "TEH=4@9100.50")):
        shop.json("purchases", "add", "A", "--line", line)
        shop.json("purchases", "order", number)
        shop.json("purchases", "receive", number, "--all")
    newest, oldest = shop.json("purchases", "costs", "TEH")
    assert (newest["unit_cost"], newest["units_before"], oldest["average"]) == (
        "910050",
        3,
        "900000",
    )
    out = shop("purchases", "costs", "TEH")[1]
    assert (
        "IDR 9057.42857143" in out
    )  # (3 × 9000 + 4 × 9100.50) / 7, to a millionth of a minor unit
    assert "IDR 9100.5" in out
