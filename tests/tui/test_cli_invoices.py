"""``kemas invoices``: issued once, listed, printed, the same PDF each time."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from shop_on_disk import ShopOnDisk
from station_hand import station

from core.transaction import writing
from tui.keys import Where

PRINTER = """
[[printers]]
name = "desk"
roles = ["document"]
transport = "virtual"
path = "paper"
width_dots = 576
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, PRINTER, capsys)
    build.shop(made.db, {"TEH": 9})
    build.ready_order(made.db, "W-1", {"TEH": 2})
    build.ready_order(made.db, "W-2", {"TEH": 1})
    with writing(made.db) as tx:
        build.operator(tx, "Joko", role="finance")
    return made


def test_an_invoice_is_issued_once_listed_printed_and_written(shop: ShopOnDisk) -> None:
    first = shop.json("invoices", "issue", "W-1", "--name", "PT Contoh")
    assert (first["new"], first["buyer"]["name"], first["total"]) == (True, "PT Contoh", "50000.00")
    assert shop.json("invoices", "issue", "W-1") == first | {"new": False}
    listed = shop.json("invoices", "list", "--find", "contoh")
    assert [one["number"] for one in listed] == [first["number"]]
    assert shop.json("invoices", "show", first["number"])["lines"][0]["sku"] == "TEH"
    stands = shop.json("invoices", "show", first["number"])
    assert (stands["payment"], stands["open"]) == (listed[0]["payment"], listed[0]["open"])
    assert shop.json("invoices", "list", "--payment", listed[0]["payment"])[0] == listed[0]
    assert shop.json("invoices", "list", "--kind", "credit") == []
    assert shop.json("invoices", "print", first["number"])["printer"] == "desk"
    files = [shop.folder / "a.pdf", shop.folder / "b.pdf"]
    for file in files:
        code, _out, err = shop("invoices", "export", first["number"], "--pdf", str(file))
        assert (code, err) == (0, "")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("issue", "W-9"), "There is no order W-9."),
        (("issue", "W-1", "--date", "2099-01-01"), "01/01/2099 is still to come"),
        (("issue", "W-1", "--tax-number", "12"), "12 is no tax number"),
        (("show", "INV/1"), "There is no invoice INV/1."),
        (("issue", "W-1", "--date", "soon"), "soon is not a day such as"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    shop: ShopOnDisk, words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = shop("invoices", *words)
    assert code != 0
    assert sentence in " ".join(err.split())
    assert out == ""
    assert shop.json("invoices", "list") == []


async def test_the_invoice_of_the_order_under_the_cursor_is_issued_by_one_key(
    shop: ShopOnDisk,
) -> None:
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await hand.app.frame.go(Where.ORDERS)
        await hand.complete()
        page = await hand.do("ctrl+a")
        assert "cannot be changed" in page
        await hand.do("down", "down", "down", "down", "down")
        await hand.do("f9")
        assert "is issued; it is printed on desk" in hand.verdict.message
        page = await hand.do("ctrl+a")
        assert "F9 prints it again" in page
        await hand.do("f9")
        assert "a copy is printed on desk" in hand.verdict.message
    listed = shop.json("invoices", "list")
    assert len(listed) == 1
    assert json.dumps(listed[0]["order"]) in {'"W-1"', '"W-2"'}
