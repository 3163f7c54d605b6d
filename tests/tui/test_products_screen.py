"""The products at the station: found by scan, made, changed, labelled, and read from files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_fake import FakeBackend
from station_hand import Hand, station

from core.catalog.queries import by_barcode, product
from core.stock import goods
from core.stock.goods import Told
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.widgets.diffmodal import DiffModal
from tui.widgets.modals import ChoiceModal, DetailModal
from tui.widgets.runmodal import RunModal


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        kopi = product(tx, "A").id
        goods.change(tx, kopi, Told({"name": "Kopi", "unit_price": "9000"}, "K-1"), "IDR")
    yield made
    made.database.close()


async def go(hand: Hand) -> None:
    """Go to the products by keys."""
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(Where.PRODUCTS), "enter")
    await hand.until(lambda: hand.app.where is Where.PRODUCTS)
    await hand.complete()


async def scan(hand: Hand, code: str) -> None:
    hand.send(f"{code}\r")
    await hand.settle()
    await hand.complete()


async def test_a_scan_finds_the_product_and_enter_shows_everything(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "K-1")
        assert "K-1 is A" in hand.verdict.message
        await hand.shows("Products · 1 · K-1")
        await hand.do("enter")
        assert isinstance(hand.app.screen, DetailModal)
        await hand.shows("K-1", "MAIN")
        await hand.do("escape", "escape")
        await scan(hand, "NIX")
        assert hand.verdict.kind == "unknown_code"
        assert "No product has NIX." in hand.verdict.message


async def test_a_product_is_made_and_changed_in_a_form(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await hand.do("f7")
        for text in ("GULA", "Gula aren", "G-1|G-12*12", "7", "A-9", "12500"):
            await hand.type(text)
            await hand.do("down")
        await hand.do("f9")
        await hand.complete()
        assert "GULA" in hand.verdict.message
        await scan(hand, "G-12")
        await hand.do("ctrl+g", "down", "down")
        await hand.do("f9")
        assert "as it was" in hand.verdict.message
        await hand.do("ctrl+g")
        await hand.type(" cair")
        await hand.do("f9")
        assert "is changed" in hand.verdict.message
    with reading(shop.database) as tx:
        one = product(tx, "GULA")
        assert (one.name, one.price.minor) == ("Gula aren cair", 12_500_00)
        assert [(code.code, code.quantity) for code in one.barcodes] == [("G-1", 1), ("G-12", 12)]


async def test_a_form_that_is_refused_comes_back_with_what_was_typed(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await hand.do("f7")
        await hand.type("A")
        await hand.do("down")
        await hand.type("Lain")
        await hand.do("f9")
        await hand.shows("There is a product A already.", "Lain")


async def test_a_barcode_is_scanned_onto_a_product_and_taken_over_from_another(shop: Shop) -> None:
    with writing(shop.database) as tx:
        goods.add(tx, 1, "TEH", Told({"name": "Teh"}, "T-1"), "IDR")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "T-1")
        await hand.do("f6")
        await hand.shows("Scan the new barcode of TEH.")
        await scan(hand, "T-2")
        assert "T-2 is a barcode of TEH" in hand.verdict.message
        await hand.do("f6")
        await scan(hand, "K-1")
        await hand.until(lambda: isinstance(hand.app.screen, ChoiceModal))
        await hand.shows("K-1 is on A", "Take it over")
        await hand.do("enter")
        await hand.complete()
        assert "K-1 is a barcode of TEH" in hand.verdict.message
    with reading(shop.database) as tx:
        assert [one.sku for one in by_barcode(tx, "K-1")] == ["TEH"]


async def test_what_another_product_is_called_can_be_shared_but_not_taken(shop: Shop) -> None:
    with writing(shop.database) as tx:
        goods.add(tx, 1, "TEH", Told({"name": "Teh"}, "T-1"), "IDR")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "T-1")
        await hand.do("f6")
        await scan(hand, "A")
        await hand.until(lambda: isinstance(hand.app.screen, ChoiceModal))
        await hand.hides("Take it over")
        await hand.do("enter")
        await hand.complete()
        assert "A is a barcode of TEH" in hand.verdict.message


async def test_a_bin_is_no_search_and_what_is_new_is_not_hidden_by_one(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "KEMAS:BIN:MAIN")
        assert hand.verdict.kind == "info"
        await hand.shows("Products · 3")
        await scan(hand, "K-1")
        await hand.shows("Products · 1 · K-1")
        await hand.do("f7")
        await hand.type("ZULU")
        await hand.do("down")
        await hand.type("Zulu")
        await hand.do("f9")
        await hand.complete()
        await hand.shows("ZULU", "Zulu")
        await hand.hides("Products · 1")


async def test_another_pack_size_while_there_is_stock_is_refused_for_good(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "K-1")
        await hand.do("f6")
        await scan(hand, "6*K-1")
        assert hand.verdict.kind == "refused"
        assert "K-1 stands for 1 of them" in hand.verdict.message
        assert "again" not in hand.verdict.next
        await hand.do("escape", "escape", "ctrl+g")
        await hand.shows("9000 ")
        await hand.hides("9000.00")


async def test_what_has_stock_is_not_put_away_and_what_has_none_is(shop: Shop) -> None:
    with writing(shop.database) as tx:
        goods.add(tx, 1, "TEH", Told({"name": "Teh"}, "T-1"), "IDR")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "K-1")
        await hand.do("alt+c", "enter")
        await hand.complete()
        assert "still in stock" in hand.verdict.message
        await hand.do("escape")
        await scan(hand, "T-1")
        await hand.do("alt+c", "enter")
        await hand.complete()
        assert "is put away" in hand.verdict.message
    with reading(shop.database) as tx:
        assert product(tx, "TEH").archived
        assert not product(tx, "A").archived


async def test_variants_are_made_and_grow_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await scan(hand, "K-1")
        await hand.do("alt+v")
        await hand.type("TEE")
        await hand.do("down", "down")
        await hand.type("Colour=RED:Merah,BLU")
        await hand.do("f9")
        await hand.complete()
        assert "variants made: 2" in hand.verdict.message
        await scan(hand, "TEE-RED")
        await hand.do("alt+v", "down")
        await hand.type("GRN")
        await hand.do("f9")
        assert "new variants: 1" in hand.verdict.message
    with reading(shop.database) as tx:
        assert product(tx, "TEE-GRN").name == "Kopi GRN"


async def test_a_file_is_looked_at_before_it_is_done(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("sku,name,unit_price\nA,Kopi Susu,\nB2,Baru,5000\nX,X,x\n", "utf-8")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await hand.do("alt+r")
        await hand.type(str(file))
        await hand.do("f9")
        await hand.until(lambda: isinstance(hand.app.screen, DiffModal))
        await hand.shows("1 new, 1 changed, 0 the same, 1 not right", "Kopi → Kopi Susu")
        with reading(shop.database) as tx:
            assert product(tx, "A").name == "Kopi"
        await hand.do("f5")
        await hand.until(lambda: isinstance(hand.app.screen, DiffModal))
        await hand.do("f9")
        await hand.until(lambda: isinstance(hand.app.screen, RunModal))
        await hand.shows("New: 1. Changed: 1.")
        await hand.do("escape")
    with reading(shop.database) as tx:
        assert product(tx, "A").name == "Kopi Susu"
    (wrong,) = tmp_path.rglob("exports/products-*.csv")
    assert "x is not a plain number" in wrong.read_text("utf-8-sig")


async def test_a_file_that_is_not_there_is_said(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand)
        await hand.do("alt+r")
        await hand.type("nix.csv")
        await hand.do("f9")
        await hand.shows("There is no file")
        await hand.do("escape")
        await hand.do("alt+r")
        await hand.shows("Read a product file")


async def test_what_a_file_says_acts_on_no_terminal() -> None:
    async with station(FakeBackend(hostile="[bold]x[/] \x1b[2J")) as hand:
        await hand.do("f2", "alt+t")
        await hand.app.frame.go(Where.PRODUCTS)
        await hand.do("escape", "alt+r")
        await hand.type("p.csv")
        await hand.do("f9")
        await hand.until(lambda: isinstance(hand.app.screen, DiffModal))
        await hand.shows("[bold]x[/]")
