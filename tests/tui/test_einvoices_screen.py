"""E-invoices by command and by keys: drawn up, looked at, issued, filed, and for Coretax."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import text
from station_hand import station
from test_boards_screen import Alone, go

from core.config import load
from core.draining import drain
from core.einvoice.following import follow_due
from core.einvoice.registry import KIND, einvoicing_of
from core.einvoice.sending import Sending
from core.transaction import reading, writing
from tui.demo.einvoices.running import simulated
from tui.keys import Where


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ShopOnDisk]:
    monkeypatch.setattr("tui.workers.start_if_missing", lambda path, database=None: None)
    with simulated() as tables:
        own = 'tax_id = "0013000005012000"\ntimezone = "Asia/Ho_Chi_Minh"\n'
        made = ShopOnDisk(tmp_path, sqlite_template, own + tables, capsys)
        build.shop(made.db, {"HOP": 9})
        with writing(made.db) as tx:
            tx.execute(text("UPDATE products SET tax_rate = '8', currency = 'VND'"))
            build.operator(tx, "Joko", role="finance")
        for number in ("W-1", "W-2"):
            build.ready_order(made.db, number, {"HOP": 2}, currency="VND")
        yield made


def work(shop: ShopOnDisk, code: str = "sinvoice") -> None:
    """What the worker does."""
    book = einvoicing_of(load(shop.path))
    drain(shop.db, {KIND + code: Sending(book, code)})
    with writing(shop.db) as tx:
        tx.execute(text("UPDATE einvoices SET look_at = created_at WHERE look_at IS NOT NULL"))
    follow_due(shop.db, book, code)


def test_an_e_invoice_is_previewed_issued_shown_and_filed(shop: ShopOnDisk) -> None:
    number = shop.json("invoices", "issue", "W-1", "--sure")["number"]
    page = shop.folder / "preview.pdf"
    code, out, err = shop("einvoice", "preview", number, "--pdf", str(page))
    assert code == 0
    assert page.read_bytes().startswith(b"%PDF")
    assert "đồng" in out
    assert f"kemas einvoice issue {number}" in err
    assert shop("einvoice", "issue", number)[0] == 0
    refused = shop("einvoice", "issue", number)
    assert refused[0] == 1
    assert "waits to go out" in refused[2]
    work(shop)
    shown = shop.json("einvoice", "show", number)
    assert (shown["state"], shown["legal_no"]) == ("issued", "1")
    assert [file["kind"] for file in shown["files"]] == ["pdf", "preview", "xml"]
    file = shop.folder / "a.xml"
    assert shop("einvoice", "file", number, "--kind", "xml", "--out", str(file))[0] == 0
    assert b"<SHDon>" in file.read_bytes()
    assert [one["used"] for one in shop.json("einvoice", "series")] == [True]
    listed = shop.json("einvoice", "list", "--state", "issued")
    assert [one["internal_no"] for one in listed["einvoices"]] == [number]
    assert "mail server" in shop("einvoice", "send", number)[2]
    assert "It says" not in shop("einvoice", "list")[1]
    assert shop("einvoice", "look", "nothing")[0] == 1


def test_a_file_for_coretax_is_made_uploaded_and_approved(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    with writing(shop.db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '11', currency = 'IDR'"))
    build.ready_order(shop.db, "J-1", {"HOP": 1})
    buyer = ("--name", "PT Contoh", "--tax-number", "0021234562012000")
    number = shop.json("invoices", "issue", "J-1", "--sure", *buyer)["number"]
    file = shop.folder / "coretax.xml"
    made = shop.json("einvoice", "coretax", "export", "--out", str(file))
    assert (made["invoices"], made["left_out"]) == (1, [])
    assert b"<BuyerTin>0021234562012000</BuyerTin>" in file.read_bytes()
    again = shop("einvoice", "coretax", "export", "--out", str(file))
    assert again[0] == 1
    assert "No invoice can go into a file" in again[2]
    assert "uploaded 1" in shop("einvoice", "coretax", "uploaded", "1")[1]
    answer = shop.folder / "list.csv"
    answer.write_text(f"Referensi,Nomor Faktur Pajak\n{number},04002600000000001\n", "utf-8")
    assert "1 approved" in shop("einvoice", "coretax", "import", str(answer))[1]
    shown = shop("einvoice", "coretax", "show", "1")[1]
    assert "04002600000000001" in shown
    copy = shop.folder / "copy.xml"
    assert shop("einvoice", "coretax", "file", "1", "--out", str(copy))[0] == 0
    assert copy.read_bytes() == file.read_bytes()
    assert shop("einvoice", "coretax", "withdraw", "1")[0] == 1
    assert "approved 1" in shop("einvoice", "coretax", "list")[1]


def test_an_adjustment_that_lowers_says_all_its_sums_below_zero(shop: ShopOnDisk) -> None:
    number = shop.json("invoices", "issue", "W-1", "--sure")["number"]
    assert shop("einvoice", "issue", number)[0] == 0
    work(shop)
    work(shop)
    assert shop("invoices", "adjust", number, "--line", "1=1", "--reason", "price")[0] == 0
    with reading(shop.db) as tx:
        made = tx.execute(text("SELECT internal_no FROM invoices ORDER BY id DESC")).scalar()
    code, out, err = shop("einvoice", "preview", str(made), "--agreement", "BB-7")
    assert code == 0, err
    (sums,) = (line for line in out.splitlines() if line.startswith("Without tax"))
    assert sums.count("-") == 2
    assert "Âm" in out


def test_a_correction_goes_through_the_provider_of_what_it_corrects(shop: ShopOnDisk) -> None:
    number = shop.json("invoices", "issue", "W-1", "--sure")["number"]
    assert shop("einvoice", "issue", number, "--provider", "misa")[0] == 0
    work(shop, "misa")
    work(shop, "misa")
    assert shop("invoices", "adjust", number, "--line", "1=1", "--reason", "price")[0] == 0
    with reading(shop.db) as tx:
        made = tx.execute(text("SELECT internal_no FROM invoices ORDER BY id DESC")).scalar()
    code, _out, err = shop("einvoice", "preview", str(made), "--agreement", "BB-7")
    assert code == 0, err
    with reading(shop.db) as tx:
        drawn = tx.execute(text("SELECT provider FROM einvoices ORDER BY id")).scalars().all()
    assert drawn == ["misa", "misa"]


async def test_what_was_just_drawn_up_is_what_the_next_key_means(shop: ShopOnDisk) -> None:
    one, two = (shop.json("invoices", "issue", each, "--sure")["number"] for each in ("W-1", "W-2"))
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await go(hand, Where.EINVOICES)
        for number in (one, two):
            await hand.do("f7", "ctrl+u")
            await hand.type(number)
            await hand.shows(number, "1C", " / ")
            await hand.do("f9")
            await hand.shows(f"{number}: the e-invoice is drawn up")
        await hand.do("f9")
        await hand.shows("cannot be taken back", f"{two}, ")


async def test_the_board_draws_up_shows_and_issues_by_keys(shop: ShopOnDisk) -> None:
    number = shop.json("invoices", "issue", "W-1", "--sure")["number"]
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await go(hand, Where.EINVOICES)
        await hand.do("f7")
        await hand.type(number)
        await hand.do("f9")
        await hand.shows("drawn up")
        work(shop)
        await hand.do("enter")
        await hand.shows("8 %", "Total")
        await hand.do("escape", "alt+q")
        await hand.type(str(shop.folder / "legal"))
        await hand.do("f9")
        await hand.shows("preview-", ": in ")
        (page,) = (shop.folder / "legal").iterdir()
        assert page.read_bytes().startswith(b"%PDF")
        await hand.do("f9")
        await hand.shows("cannot be taken back")
        await hand.do("enter")
        await hand.shows("goes out now")
        work(shop)
    with reading(shop.db) as tx:
        assert tx.execute(text("SELECT state, legal_no FROM einvoices")).all() == [("issued", "1")]
