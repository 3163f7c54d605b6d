"""``kemas books``: exported, closed, listed; bad input told in a sentence."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import update

from core.catalog.models import products
from core.people.permissions import Role
from core.transaction import writing


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path, build: ModuleType
) -> Iterator[ShopOnDisk]:
    table = '[books.accounts]\nchannel = "1-1341 Shopee"\n'
    shop = ShopOnDisk(tmp_path, sqlite_template, table, capsys)
    codes = shop.pack(build, "A1", "A2")
    with writing(shop.db) as tx:
        tx.execute(update(products).values(cost=10_000_00))
        build.operator(tx, "Fina", role=Role.FINANCE)
        build.operator(tx, "Budi", role=Role.PACKER)
    assert shop("handover", "scan", *codes)[0] == 0
    yield shop
    shop.db.close()


def test_a_period_is_written_balanced_and_the_same_again(kemas: ShopOnDisk, tmp_path: Path) -> None:
    days = ("--from", "2026-03-01", "--until", "2030-12-31")
    file = tmp_path / "journal.csv"
    assert "entries, in" in kemas("books", "export", *days, "--to", str(file))[1]
    first = file.read_bytes()
    told = kemas.json("books", "export", *days, "--to", str(file))
    assert (told["changed"], file.read_bytes()) == ([], first)
    rows = list(csv.DictReader(first.decode("utf-8-sig").splitlines()))
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["entry"]] += Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
    assert len(sums) == told["entries"] > 4
    assert set(sums.values()) == {Decimal(0)}
    assert {row["account_name"] for row in rows if row["account"] == "1-1341"} == {"Shopee"}
    printed = kemas("books", "export", *days)[1]
    assert printed.splitlines()[0] == first.decode("utf-8-sig").splitlines()[0]
    lines = kemas.json("books", "export", *days)["lines"]
    assert [one["entry"] for one in lines] == [row["entry"] for row in rows]


def test_a_closed_month_keeps_its_file_and_is_listed(kemas: ShopOnDisk, tmp_path: Path) -> None:
    assert "2026-03 is closed" in kemas("books", "close", "--month", "2026-03")[1]
    told = kemas.json("books", "export", "--month", "2026-03")
    assert told["closed"]
    assert told["entries"] == 2
    (one,) = kemas.json("books", "list")["closed"]
    assert one["sha256"] == told["sha256"]
    assert "2026-03" in kemas("books", "list")[1]
    code, _out, err = kemas("books", "close", "--month", "2026-03")
    assert code == 1
    assert "was closed by kemas" in err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("export",), "Say which days"),
        (("export", "--month", "2026-13"), "is no month"),
        (("export", "--month", "2026-11", "--from", "2026-11-01"), "Say which days"),
        (("export", "--from", "2026-11-02", "--until", "2026-11-01"), "Turn the two days round"),
        (("export", "--month", "2026-02", "--to", "a.doc"), ".csv"),
        (("export", "--month", "2026-02", "--to", "nowhere/a.csv"), "nowhere"),
        (("close", "--month", "2099-01"), "is not over"),
        (("export", "--month", "2026-02", "--operator", "Budi"), "may not hand the books"),
        (("accounts", "--operator", "Budi"), "may not hand the books"),
        (("list", "--operator", "Budi"), "may not hand the books"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(
    kemas: ShopOnDisk, line: tuple[str, ...], said: str
) -> None:
    code, _out, err = kemas("books", *line)
    assert code == 1
    assert said in err


def test_the_chart_is_shown_with_what_it_is_for(kemas: ShopOnDisk) -> None:
    out = kemas("books", "accounts", "--operator", "Fina")[1]
    assert "1-1341" in out
    assert "goods at cost" in out
    found = {one["key"]: one for one in json.loads(kemas("books", "accounts", "--json")[1])}
    assert found["channel"]["name"] == "Shopee"
