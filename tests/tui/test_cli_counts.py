"""``kemas counts``: planned, scanned, counted again, posted and reported at the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from shop_on_disk import ShopOnDisk

from core.stock.commands import Move, post, request_count
from core.stock.places import shelf
from core.transaction import writing
from tui.commands import count_scan
from tui.lines import Lines


class Counter(ShopOnDisk):
    """A shop with tea in A-1 and coffee in A-2, and a scanner."""

    build: ModuleType
    made: Any

    def scan(
        self, monkeypatch: pytest.MonkeyPatch, *codes: str, words: tuple[str, ...] = ()
    ) -> list[dict[str, Any]]:
        """What the scanner sends next comes to."""
        path = self.folder / "codes"
        path.write_text("".join(f"{code}\n" for code in codes), encoding="utf-8")
        source = os.open(path, os.O_RDONLY)
        monkeypatch.setattr(count_scan, "Lines", lambda _stdin: Lines(source))
        _code, out, err = self("counts", "scan", *words, "--json")
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> Counter:
    rules = "[counting]\nrecount_from_percent = 0\n"
    made = Counter(tmp_path, sqlite_template, rules, capsys)
    made.build = build
    made.made = build.shop(made.db, {"TEH": 0, "KOPI": 0})
    with writing(made.db) as tx:
        build.put(tx, made.made.products["TEH"], 10, bin="A-1")
        build.put(tx, made.made.products["KOPI"], 5, bin="A-2")
    return made


def test_a_count_from_the_first_word_to_the_report(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing is to be counted." in shop("counts", "list")[1]
    made = shop.json("counts", "new", "A-1", "A-2", "--note", "pagi")
    assert (made["number"], made["state"], made["bins"]) == ("C000001", "planned", 2)
    said = shop.scan(monkeypatch, "KEMAS:BIN:A-1", "TEH", "9*TEH", "A-2", "5*KOPI", "KEMAS:DONE")
    assert [one["verdict"] for one in said] == ["info", "ok", "ok", "info", "ok", "ok_line_done"]
    assert [one["total"] for one in said[1:3]] == [1, 9]
    assert said[3]["message"].startswith("A-1 is counted. Count A-2.")
    assert not any("{" in one["message"] for one in said)
    code, out, _err = shop("counts", "show", "c000001")
    assert (code, "-1" in out, "pagi" in shop("counts", "list")[1]) == (0, True, True)
    done = shop.json("counts", "post", "C000001")
    assert (done["off"], done["less"], done["count"]["state"]) == (1, 1, "posted")
    assert "Nothing is to be counted." in shop("counts", "list")[1]
    assert "C000001" in shop("counts", "list", "--all")[1]
    assert "50.0 %" in shop("counts", "report", "--by", "count")[1]
    assert "No count was posted then." in shop("counts", "report", "--from", "2999-01-01")[1]


def test_a_scanner_that_ends_in_the_middle_goes_on_where_it_was(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.json("counts", "new", "A-1")
    shop.scan(monkeypatch, "1\tKEMAS:BIN:A-1", "2\tTEH", "3\tTEH", words=("--key", "k"))
    resumed, again, more = shop.scan(monkeypatch, "3\tTEH", "4\tTEH", words=("--key", "k"))
    assert (resumed["verdict"], resumed["bin"], resumed["seq"]) == ("resumed", "A-1", 3)
    assert resumed["total"] == 2
    assert (again["replayed"], again["total"]) == (True, 2)
    assert (more["replayed"], more["total"]) == (False, 3)
    # Without numbers it goes on after those that were used.
    *_resumed, last = shop.scan(monkeypatch, "TEH", words=("--key", "k"))
    assert (last["seq"], last["total"]) == (5, 4)


def test_what_is_far_off_is_counted_again_and_what_moved_is_decided_on(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.json("counts", "new", "A-1", "--shown")
    said = shop.scan(monkeypatch, "KEMAS:BIN:A-1", "6*TEH", "KEMAS:DONE")
    assert said[1]["expected"] == 10
    assert said[2]["detail"] == "count_again"
    code, _out, err = shop("counts", "post", "C000001")
    assert (code, "once more" in err) == (1, True)
    shop.scan(monkeypatch, "KEMAS:BIN:A-1", "6*TEH", "KEMAS:DONE")
    with writing(shop.db) as tx:
        here, there = (shelf(tx, shop.made.warehouse, code).id for code in ("A-1", "A-3"))
        goods = [Move(shop.made.products["TEH"], here, there, 1)]
        post(tx, shop.made.warehouse, goods, reason="replenish")
    code, _out, err = shop("counts", "post", "C000001")
    assert (code, "TEH @A-1" in err, "counts keep C000001" in err) == (1, True, True)
    assert "filled up" in shop("counts", "show", "C000001")[1]
    assert shop("counts", "keep", "C000001", "A-1", "KOPI")[0] == 1
    shop.json("counts", "keep", "C000001", "A-1", "teh")
    assert shop.json("counts", "post", "C000001")["less"] == 4


def test_a_count_that_is_wrong_is_said_in_a_sentence(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no count X" in shop("counts", "show", "X")[2]
    assert "There is no bin Z-9" in shop("counts", "new", "Z-9")[2]
    shop.json("counts", "new", "A-1")
    assert "A-9 is no bin of C000001" in shop("counts", "recount", "C000001", "A-9")[2]
    assert "not counted yet" in shop("counts", "recount", "C000001", "A-1")[2]
    assert shop.json("counts", "cancel", "C000001", "--reason", "x")["state"] == "cancelled"
    assert "C000001 is cancelled" in shop("counts", "post", "C000001")[2]
    assert "C000001 is cancelled" in shop("counts", "cancel", "C000001", "--reason", "x")[2]
    refused = shop.scan(monkeypatch, "KEMAS:BIN:Z-9", "TEH")
    assert [one["verdict"] for one in refused] == ["unknown_code", "wrong_item"]


def test_plans_are_set_listed_and_ended(shop: Counter) -> None:
    assert "There are no plans yet." in shop("counts", "plan", "list")[1]
    code, _out, err = shop("counts", "plan", "set", "x")
    assert (code, "--within" in err) == (1, True)
    shop.json("counts", "plan", "set", "bulan", "--months", "1", "--from", "2999-01-01")
    assert "everything each month" in shop("counts", "plan", "list")[1]
    _code, out, _err = shop("counts", "plan", "set", "abc", "--abc", "7,30,90", "--per-day", "5")
    assert "A every 7, B every 30, C every 90 days, by turnover, 5 bins a day" in out
    assert shop("counts", "plan", "set", "abc", "--abc", "7,30")[0] == 2
    assert "by plan" in shop("counts", "list")[1]
    assert "Nothing more is counted by abc." in shop("counts", "plan", "end", "abc")[1]
    assert "There is no plan abc2" in shop("counts", "plan", "end", "abc2")[2]


def test_what_was_short_is_a_task_and_its_sheet_a_file(shop: Counter, tmp_path: Path) -> None:
    with writing(shop.db) as tx:
        place = shelf(tx, shop.made.warehouse, "A-2").id
        request_count(tx, shop.made.warehouse, place, shop.made.products["KOPI"], "out")
    (found,) = shop.json("counts", "list")
    assert (found["kind"], found["bins"]) == ("task", 1)
    for name in ("sheet.csv", "sheet.xlsx"):
        told = shop.json("counts", "export", found["number"], str(tmp_path / name))
        assert told["rows"] == 1
    text = (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1] == "A-2,to count,KOPI,Barang KOPI,,,,,"
    assert shop("counts", "export", found["number"], str(tmp_path / "x.pdf"))[0] == 1


def test_a_blind_sheet_does_not_tell_what_should_be_there(shop: Counter, tmp_path: Path) -> None:
    for how, figure in (("--blind", None), ("--shown", 10)):
        made = shop.json("counts", "new", "A-1", how)
        (row,) = shop.json("counts", "show", made["number"])["lines"]
        assert (row["sku"], row["expected"], row["counted"]) == ("TEH", figure, None)


def test_a_count_is_printed_to_count_on_paper(shop: Counter) -> None:
    shop.json("counts", "new", "A-1", "A-2", "--shown", "--note", "pagi")
    code, out, _err = shop("counts", "print", "C000001", "--preview")
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert lines.index("A-1") < lines.index("Barang TEH  (10)") < lines.index("A-2")
    assert any(line.startswith("KOPI") and line.endswith("________") for line in lines)
    assert "TEH" not in shop("counts", "print", "C000001", "a-2", "--preview")[1]
    made = shop.json("counts", "new", "A-1", "--blind")
    assert "(10)" not in shop("counts", "print", made["number"], "--preview")[1]
    shop("counts", "cancel", "C000001", "--reason", "x")
    assert "nothing in C000001 to print" in shop("counts", "print", "C000001", "--preview")[2]
