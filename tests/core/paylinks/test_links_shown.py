"""Where a link is seen: on the invoice's paper, in reminders, and by the doctor where it is odd."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from core.billing import papers
from core.billing.models import invoices
from core.billing.pay_links.models import pay_links
from core.billing.pay_links.queries import links_of
from core.billing.queries import one_invoice
from core.billing.sending.mailing import how_to_pay
from core.config import load
from core.customers.models import customers
from core.doctor.checks import check
from core.doctor.looking import Means
from core.messages.queries import message
from core.paylinks.commands import close, hurry
from core.receivables import reminders
from core.receivables.applying import Part, apply
from core.receivables.commands import Received, receive
from core.receivables.settings import Terms
from core.shipping.letters import follow_ups_of
from core.transaction import reading, writing
from printers.sheets.invoice import invoice_pdf
from tui.words.doctor import say

Shop = Any
TERMS = Terms(currency="IDR", zone="Asia/Jakarta")


def paper(shop: Shop, bill: int) -> Any:
    with reading(shop.db) as tx:
        return papers.paper_of(tx, one_invoice(tx, bill))


def test_the_paper_of_an_invoice_asks_for_the_money_by_its_link(shop: Shop, code: str) -> None:
    bill = shop.bill(code)
    before = paper(shop, bill)
    assert (before.pay_scheme, before.pay_code) == ("", "")
    shop.work(code)
    link = shop.link(bill)
    drawn = paper(shop, bill)
    assert (drawn.pay_scheme, drawn.pay_code, drawn.pay_link) == (code, link.code, link.url)
    assert drawn.pay_reference == before.pay_reference
    assert invoice_pdf(drawn) == invoice_pdf(paper(shop, bill)) != invoice_pdf(before)
    with shop.hour(), writing(shop.db) as tx:
        close(tx, bill)
    assert paper(shop, bill) == before


def test_no_file_is_kept_while_the_link_is_on_its_way(shop: Shop) -> None:
    bill = shop.bill("payos")
    with shop.hour(), writing(shop.db) as tx:
        assert papers.keep(tx, bill, b"without") == b"without"
        assert papers.kept(tx, bill) is None
    shop.work("payos")
    with shop.hour(), writing(shop.db) as tx:
        assert papers.keep(tx, bill, b"with") == b"with"
        assert papers.keep(tx, bill, b"another") == b"with"
    late = shop.bill("payos")
    shop.later(minutes=11)  # the gateway is away: nobody waits for it any longer
    with shop.hour(), writing(shop.db) as tx:
        papers.keep(tx, late, b"without")
        assert papers.kept(tx, late) == b"without"


def test_a_reminder_says_where_to_pay(shop: Shop, tmp_path: Path) -> None:
    bill, _page = shop.live()
    path = tmp_path / "kemas.toml"
    path.write_text('[mail]\nhost = "127.0.0.1"\nsender = "toko@contoh.example"\n', "utf-8")
    shop.later(days=20)
    with shop.hour(), writing(shop.db) as tx:
        row = {"name": "PT Contoh", "folded": "pt contoh", "trust": "none"}
        row |= {"created_at": tx.now, "updated_at": tx.now, "email": "office@contoh.example"}
        who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
        tx.execute(insert(invoices), _like(tx, bill, customer_id=int(who)))
        late = 901
        tx.execute(update(pay_links).values(invoice_id=late))
        made = reminders.remind(tx, TERMS, follow_ups_of(load(path)), int(who), "IDR")
        assert shop_link(tx, late) in message(tx, made.id).body.split("\n")


def test_an_e_mail_about_the_invoice_says_where_to_pay(shop: Shop) -> None:
    bill = shop.bill()
    with reading(shop.db) as tx:
        before = how_to_pay(tx, one_invoice(tx, bill))
    shop.work()
    with reading(shop.db) as tx:
        assert how_to_pay(tx, one_invoice(tx, bill)) == f"{before}  {shop.link(bill).url}"


def _like(tx: Any, bill: int, **other: Any) -> dict[str, Any]:
    row = dict(tx.execute(select(invoices).where(invoices.c.id == bill)).one()._mapping)
    return row | {"id": 901, "number": 901, "internal_no": "T901", "provider_key": "k901"} | other


def shop_link(tx: Any, invoice_id: int) -> str:
    return links_of(tx, invoice_id)[0].url


def found(shop: Shop, tmp_path: Path) -> list[str]:
    path = tmp_path / "kemas.toml"
    path.write_text("", "utf-8")
    with shop.hour():
        results = check(Means(shop.db, load(path)), ["links"], rest_s=0)
    assert [one.problem for one in results if one.problem] == []
    told = [one for result in results for one in result.found]
    for one in told:
        assert "?" not in " ".join(say(one, "links"))
    return [one.code for one in told]


def test_the_doctor_finds_what_is_odd_about_links(shop: Shop, tmp_path: Path) -> None:
    bill, page = shop.live()
    assert found(shop, tmp_path) == []
    shop.later(hours=2)  # nobody asks: no worker runs
    assert found(shop, tmp_path) == ["link_left"]
    shop.follow()
    with shop.hour(), writing(shop.db) as tx:
        made = receive(tx, TERMS, Received(150_000_00, "IDR"), sure=True)
        apply(tx, made.id, [Part(bill, 150_000_00)])
    assert found(shop, tmp_path) == ["link_settled"]
    shop.look()
    shop.work()
    assert found(shop, tmp_path) == []
    other, page = shop.live()
    shop.tills["xendit"].pay(page)
    shop.follow(seconds=31)
    assert found(shop, tmp_path) == []
    with shop.hour(), writing(shop.db) as tx:
        row = {
            "state": "unknown",
            "asked_at": tx.now - timedelta(hours=2),
            "error": "paylink_silent",
        }
        tx.execute(update(pay_links).where(pay_links.c.invoice_id == bill).values(**row))
    assert found(shop, tmp_path) == ["link_unknown"]
    assert shop.claim(other).open == 0


def test_what_a_gateway_calls_paid_without_a_payment_is_found(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill, page = shop.live()
    shop.tills["xendit"].pay(page)
    monkeypatch.setattr("core.paylinks.following.book", lambda *_given: 0)  # it was lost
    shop.follow(seconds=31)
    assert found(shop, tmp_path) == ["link_unbooked"]
    monkeypatch.undo()
    with shop.hour(), writing(shop.db) as tx:
        hurry(tx, bill)
    shop.follow()
    assert (found(shop, tmp_path), shop.waits(bill), shop.claim(bill).open) == ([], [""], 0)
