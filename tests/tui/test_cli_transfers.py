"""``kemas transfers`` at the command line."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.transaction import writing


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """Ten of tea and four of coffee in MAIN, and JOG."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    build.shop(made.db, {"TEH": 10, "KOPI": 4})
    made.json("warehouses", "add", "JOG")
    made.json("bins", "add", "R-1", "--warehouse", "JOG")
    return made


def test_goods_are_drawn_up_sent_received_and_what_waited_can_go(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    with writing(shop.db) as tx:
        build.order(tx, "W-1", {"TEH": 3}, warehouse_code="JOG")
    made = shop.json("transfers", "new", "JOG", "--line", "TEH=6", "--note", "truk")
    assert (made["number"], made["state"], made["wanted"]) == ("T000001", "draft", 6)
    changed = shop.json("transfers", "edit", "T000001", "--line", "KOPI=2")
    assert [line["sku"] for line in changed["lines"]] == ["TEH", "KOPI"]
    sent = shop.json("transfers", "send", "t000001", "--key", "k")
    assert (sent["state"], sent["on_its_way"]) == ("sent", 8)
    assert shop.json("transfers", "send", "T000001", "--key", "k")["on_its_way"] == 8
    left = shop.json("transfers", "receive", "T000001")
    assert [(one["sku"], one["left"], one["bin"]) for one in left] == [
        ("TEH", 6, "RECEIVING"),
        ("KOPI", 2, "RECEIVING"),
    ]
    words = ("transfers", "receive", "T000001", "--line", "TEH=4@R-1", "--damaged", "TEH=1")
    came = shop.json(*words, "--note", "basah", "--key", "d1")
    assert (came["state"], came["orders_ready"], came["on_its_way"]) == ("part_received", 1, 3)
    assert shop.json(*words, "--note", "basah", "--key", "d1")["on_its_way"] == 3
    code, out, _err = shop("transfers", "receive", "T000001", "--finish", "--note", "hilang")
    assert (code, "missing: 1 × TEH" in out, "T000001: received." in out) == (0, True, True)
    code, out, _err = shop("transfers", "show", "T000001")
    assert (code, "MAIN → JOG" in out, "damaged: 1 × TEH @DAMAGED" in out) == (0, True, True)
    assert [one["number"] for one in shop.json("transfers", "list", "--warehouse", "JOG")] == [
        "T000001"
    ]
    assert shop.json("transfers", "list", "--state", "sent") == []


def test_a_transfer_is_sent_at_once_received_whole_or_called_off(shop: ShopOnDisk) -> None:
    sent = shop.json("transfers", "new", "JOG", "--line", "TEH=99", "--send", "--short")
    assert sent["on_its_way"] == 10
    gone = shop.json("transfers", "cancel", "T000001", "--reason", "truk rusak")
    assert (gone["state"], gone["reason"]) == ("cancelled", "truk rusak")
    shop.json("transfers", "new", "JOG", "--line", "TEH=5", "--send")
    came = shop.json("transfers", "receive", "T000002", "--all", "--bin", "R-1")
    assert (came["state"], [one["bin"] for one in came["steps"]]) == ("received", ["R-1"])


def test_a_transfer_is_received_line_by_line(
    shop: ShopOnDisk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shop.json("transfers", "new", "JOG", "--line", "TEH=3", "--send")
    codes = tmp_path / "codes"
    codes.write_text("KEMAS:BIN:R-1\n2*TEH\nNIX\nTEH\nTEH\nKEMAS:DONE\n", encoding="utf-8")
    with codes.open("rb") as file:
        saved = os.dup(0)
        os.dup2(file.fileno(), 0)
        try:
            code, out, err = shop("transfers", "receive", "T000001", "--scan", "--json")
        finally:
            os.dup2(saved, 0)
            os.close(saved)
    said = [json.loads(line) for line in io.StringIO(out)]
    assert (code, err) == (1, "")
    assert [(one["verdict"], one["left"]) for one in said] == [
        ("info", None),
        ("ok", 1),
        ("unknown_code", None),
        ("order_complete", 0),
        ("cancelled", None),
        ("info", None),
    ]
    assert said[-1]["message"] == "All of T000001 is here."


def test_what_cannot_be_with_transfers_is_one_clear_sentence(shop: ShopOnDisk) -> None:
    shop.json("transfers", "new", "JOG", "--line", "TEH=3", "--send")
    shop.json("transfers", "new", "JOG")
    for words, said in (
        (["show", "T9"], "no transfer T9"),
        (["new", "MAIN"], "in MAIN already"),
        (["new", "BDG"], "no warehouse BDG"),
        (["new", "JOG", "--line", "NIX=1"], "no product NIX"),
        (["new", "JOG", "--line", "TEH=8", "--send"], "only 7 are free in MAIN"),
        (["edit", "T000001", "--line", "TEH=1"], "is on its way; only a draft"),
        (["send", "T000002"], "no lines yet"),
        (["receive", "T000002", "--line", "TEH=1"], "is draft; nothing can be received"),
        (["receive", "T000001", "--line", "TEH=4"], "3 are on their way"),
        (["receive", "T000001", "--line", "KOPI=1"], "KOPI was not sent with T000001"),
        (["receive", "T000001", "--damaged", "TEH=1"], "needs a note"),
        (["receive", "T000001", "--line", "TEH=1@Z-9"], "no bin Z-9"),
        (["receive", "T000001", "--finish"], "needs a note"),
        (["receive", "T000001", "--all", "--key", "k" * 80], "characters"),
    ):
        code, _out, err = shop("transfers", *words)
        assert (code, said in err) == (1, True), err
    assert shop("transfers", "new", "JOG", "--line", "TEH")[0] == 2
    assert shop("transfers", "receive", "T000001", "--line", "TEH=x")[0] == 2
