"""``kemas invoices link`` and the key for it: a link is made, paid, closed and made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from alone import Alone
from shop_on_disk import ShopOnDisk
from sqlalchemy import text
from station_hand import station

from core.billing.pay_links.intending import KIND
from core.draining import drain
from core.paylinks.following import follow_due
from core.paylinks.registry import pay_links_of
from core.paylinks.sending import Sending
from core.paylinks.sweeping import Sweep
from core.transaction import writing
from tui import workers
from tui.demo.gateways.midtrans import SERVER_KEY, SimulatedMidtrans
from tui.demo.gateways.xendit import SECRET_KEY, SimulatedXendit
from tui.keys import Where

SETTINGS = """
[payments]
gateway = "xendit"
[payments.xendit]
base_url = "{xendit}"
secret_key = "{secret}"
[payments.midtrans]
base_url = "{midtrans}"
api_url = "{midtrans}"
server_key = "{server}"
"""


@pytest.fixture
def xendit() -> Iterator[SimulatedXendit]:
    with SimulatedXendit() as server:
        yield server


@pytest.fixture
def midtrans() -> Iterator[SimulatedMidtrans]:
    with SimulatedMidtrans() as server:
        yield server


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
    xendit: SimulatedXendit,
    midtrans: SimulatedMidtrans,
    monkeypatch: pytest.MonkeyPatch,
) -> ShopOnDisk:
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    settings = SETTINGS.format(
        xendit=xendit.url, midtrans=midtrans.url, secret=SECRET_KEY, server=SERVER_KEY
    )
    made = ShopOnDisk(tmp_path, sqlite_template, settings, capsys)
    build.shop(made.db, {"TEH": 99})
    with writing(made.db) as tx:
        build.operator(tx, "Budi", role="admin")
    build.ready_order(made.db, "W-1", {"TEH": 2}, paid=0)
    code, _out, err = made("invoices", "issue", "W-1")
    assert (code, err) == (0, "")
    return made


def work(shop: ShopOnDisk) -> None:
    """What the worker does, once."""
    links = pay_links_of(shop.config)
    Sweep(shop.db, links).look()
    for code in links.codes:
        drain(shop.db, {KIND + code: Sending(links, code)})
        with writing(shop.db) as tx:
            tx.execute(text("UPDATE pay_links SET look_at = created_at WHERE state = 'live'"))
        while follow_due(shop.db, links, code) is not None:
            pass


def number(shop: ShopOnDisk) -> str:
    return str(shop.json("invoices", "list")[0]["number"])


def test_a_link_is_shown_paid_and_told_in_lists(shop: ShopOnDisk, xendit: SimulatedXendit) -> None:
    one = number(shop)
    (link,) = shop.json("invoices", "link", one)
    assert (link["gateway"], link["state"], link["url"]) == ("xendit", "queued", "")
    work(shop)
    code, out, _err = shop("invoices", "link", one)
    (page,) = xendit.pages
    assert (code, f"{xendit.url}/web/{page.id}" in out, "can be paid" in out) == (0, True, True)
    assert "█" in out
    assert "can be paid" in shop("invoices", "list")[1]
    assert page.id in shop("invoices", "show", one)[1]
    file = shop.folder / "invoice.pdf"
    shop("invoices", "export", one, "--pdf", str(file))
    told = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    assert f"{xendit.url}/web/{page.id}" in told.replace("\r\n", "")
    xendit.pay(page)
    work(shop)
    (link,) = shop.json("invoices", "link", one)
    assert (link["state"], link["came"][0]["fee"]) == ("paid", "4440.00")
    assert "fee IDR 4,440" in shop("invoices", "link", one)[1]
    (payment,) = shop.json("payments", "list")
    assert payment["source_key"].startswith("paylink:")


def test_it_is_closed_made_elsewhere_and_anew(
    shop: ShopOnDisk, xendit: SimulatedXendit, midtrans: SimulatedMidtrans
) -> None:
    one = number(shop)
    work(shop)
    code, _out, err = shop("invoices", "link", one, "--make")
    assert (code, "Close it first" in err) == (1, True)
    shop("invoices", "link", one, "--renew")
    work(shop)
    work(shop)
    first, second = reversed(shop.json("invoices", "link", one))
    assert (first["closed"], second["state"]) == ("renewed", "live")
    assert [page.state for page in xendit.pages] == ["EXPIRED", "PENDING"]
    shop("invoices", "link", one, "--close")
    work(shop)
    for wrong, told in ((("NONE",), "NONE"), ((one, "--make", "--gateway", "payos"), "payos")):
        code, _out, err = shop("invoices", "link", *wrong)
        assert (code, told in err) == (1, True)
    shop("invoices", "link", one, "--make", "--gateway", "midtrans")
    work(shop)
    newest = shop.json("invoices", "link", one)[0]
    assert newest["url"] == f"{midtrans.url}/web/{midtrans.pages[0].id}"
    assert shop("invoices", "link", one, "--close", "--make")[0] == 2
    with writing(shop.db) as tx:
        tx.execute(text("UPDATE operators SET role = 'packer'"))
    code, _out, err = shop("invoices", "link", one, "--close", "--operator", "Budi")
    assert (code, "Budi may not" in err) == (1, True)


async def test_money_that_does_not_fit_is_taken_by_a_person(
    shop: ShopOnDisk, xendit: SimulatedXendit
) -> None:
    one = number(shop)
    work(shop)
    xendit.pay(xendit.pages[0], 49_000)
    work(shop)
    why = "less came through its link than the invoice asks for"
    code, out, _err = shop("payments", "lines")
    assert (code, why in out) == (0, True)
    assert why in shop("invoices", "link", one)[1]
    async with station(Alone(shop.path, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.RECEIVABLES)
        await hand.complete()
        await hand.shows("Bank line", "less came through")
        await hand.do("f6", "enter")
        await hand.shows("49,000 from", "is for")
    (claim,) = shop.json("receivables", "list")
    assert claim["open"] == 1_000_00


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_at_the_station_a_key_makes_and_closes_it(
    shop: ShopOnDisk, size: tuple[int, int], xendit: SimulatedXendit
) -> None:
    work(shop)
    async with station(Alone(shop.path, "S1", operator="Budi"), size=size) as hand:
        await hand.app.frame.go(Where.RECEIVABLES)
        await hand.complete()
        if size == (80, 24):
            await hand.shows("Money of customers", "can be paid")
            await hand.do("enter")
            await hand.shows("Xendit: can be paid", xendit.pages[0].id)
            await hand.do("escape")
        await hand.do("alt+u")
        await hand.shows("Close the link")
        await hand.do("down", "enter")
        await hand.shows("is closed")
        work(shop)
        assert xendit.pages[0].state == "EXPIRED"
        await hand.do("alt+u")
        await hand.shows("Make a link at")
        await hand.do("enter")
        await hand.shows("a link to pay by")
        work(shop)
    assert len(xendit.pages) == 2
