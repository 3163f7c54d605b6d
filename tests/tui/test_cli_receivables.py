"""``kemas payments`` and ``kemas receivables``: from the statement of a bank to what is owed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from alone import Alone
from shop_on_disk import ShopOnDisk
from sqlalchemy import insert, text
from station_hand import station

from core.customers.models import customers
from core.transaction import writing
from tui.keys import Where

QRIS = (
    "00020101021126640017COM.CONTOHPSP.WWW0118936009153012345678021001234567890303UMI51440014"
    "ID.CO.QRIS.WWW0215ID10200212345670303UMI5204541153033605802ID5911TOKO CONTOH6007JAKARTA"
    "610510110630461D9"
)
SETTINGS = """

timezone = "UTC"
[mail]
host = "localhost"
port = 1
security = "none"
sender = "toko@shop.test"
[messages]
bank = ["BCA 123 Toko"]
[payments.qris]
code = "{code}"
dynamic = true
[receivables]
write_off = 5000
remind_after = [3, 10]
[[receivables.banks]]
name = "bca"
account = "123"
amount = "amount"
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, SETTINGS.replace("{code}", QRIS), capsys)
    build.shop(made.db, {"TEH": 99})
    with writing(made.db) as tx:
        row = {"name": "PT Contoh", "folded": "pt contoh", "trust": "none"}
        row |= {"created_at": tx.now, "updated_at": tx.now, "email": "a@contoh.test"}
        who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
        build.operator(tx, "Budi", role="packer")
    for at in (1, 2, 3):
        build.ready_order(made.db, f"W-{at}", {"TEH": at}, paid=0, customer_id=who)
        day = f"{(tx.today - timedelta(days=30 - at)):%Y-%m-%d}"
        code, _out, err = made("invoices", "issue", f"W-{at}", "--date", day)
        assert (code, err) == (0, "")
    return made


def test_a_statement_pays_what_it_names_and_the_rest_is_said_by_hand(shop: ShopOnDisk) -> None:
    one, two, three = shop.json("receivables", "list")
    code = shop.json("receivables", "code", one["number"])
    assert (code["scheme"], code["code"][:12]) == ("qris", "000201010212")
    file = shop.folder / "bank.csv"
    rows = (
        f"2026-11-01,25000,{code['reference']} terima kasih",
        f"2026-11-01,46000,{two['number']}",
        "2026-11-02,99000,setoran",
    )
    file.write_text("\n".join(("date,amount,description", *rows)), encoding="utf-8")
    done = shop.json("payments", "import", str(file))
    assert (done["lines"], done["applied"], done["waiting"]) == (3, 1, 2)
    assert shop.json("payments", "import", str(file))["known"] == 3
    lines = shop.json("payments", "lines")
    named = next(each for each in lines if two["number"] in each["text"])
    assert named["suggestions"][0]["short"] == 4_000_00
    code_, out, _err = shop("payments", "accept", str(named["id"]))
    assert code_ == 0
    assert two["number"] in out
    assert "written off" in out
    other = next(each for each in lines if each["text"] == "setoran")
    code_, _out, err = shop("payments", "accept", str(other["id"]))
    assert (code_, "payments assign" in err) == (1, True)
    shop.json("payments", "assign", str(other["id"]), three["number"])
    (left,) = shop.json("payments", "list", "--credit")
    assert left["free"] == 24_000_00
    assert shop.json("receivables", "list") == []
    back = shop.json("payments", "refund", str(left["id"]), "too much", "--amount", "4000")
    assert back["kind"] == "refund"
    (money,) = shop.json("receivables", "balance", "PT Contoh")["balances"]
    assert (money["due"], money["credit"]) == (-20_000_00, 20_000_00)
    code_, _out, err = shop("payments", "reopen", str(other["id"]), "wrong")
    assert (code_, "went back" in err) == (1, True)
    code_, _out, err = shop("payments", "list", "--operator", "Budi")
    assert code_ == 2


def test_who_owes_is_listed_by_age_reminded_once_and_told_in_a_statement(shop: ShopOnDisk) -> None:
    one, _two, _three = shop.json("receivables", "list", "--overdue")
    (row,) = shop.json("receivables", "ageing")
    assert (row["parts"], row["total"]) == ([0, 150_000_00, 0, 0, 0], 150_000_00)
    shop.json("receivables", "dispute", one["number"], "--note", "broken")
    (due,) = shop.json("receivables", "remind")
    assert (due["level"], due["total"]["minor"], due["sent"]) == (2, 125_000_00, False)
    (sent,) = shop.json("receivables", "remind", "--send")
    assert sent["sent"]
    assert shop.json("receivables", "remind", "--send") == []
    with writing(shop.db) as tx:
        body = tx.execute(text("SELECT subject || body FROM messages")).scalar_one()
    assert "125" in body
    assert "BCA 123 Toko" in body
    assert one["number"] not in body
    shop.json("receivables", "unmark", one["number"])
    assert len(shop.json("receivables", "remind")) == 1
    code, _out, err = shop("receivables", "promise", one["number"], "2020-01-01")
    assert (code, "over" in err) == (1, True)
    shop.json("receivables", "promise", one["number"], "2099-01-01")
    assert shop.json("receivables", "remind") == []
    shop.json("payments", "add", "25000", one["number"], "--method", "cash")
    file = shop.folder / "account.pdf"
    args = ("receivables", "statement", "PT Contoh", "--from", "2020-01-01", "--to", "2099-01-01")
    code, _out, err = shop(*args, "--pdf", str(file))
    assert (code, err) == (0, "")
    told = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    assert one["number"] in told
    assert "125" in told
    code, out, err = shop(*args, "--preview")
    assert (code, err) == (0, "")
    assert "PT Contoh" in out
    code, _out, err = shop(*args, "--operator", "Budi")
    assert (code, "Budi" in err) == (1, True)


async def test_at_the_station_one_key_takes_what_is_suggested(shop: ShopOnDisk) -> None:
    one, two, three = shop.json("receivables", "list")
    file = shop.folder / "bank.csv"
    file.write_text(f"date,amount,description\n2026-11-01,30000,{one['number']}\n", "utf-8")
    shop.json("payments", "import", str(file))
    with writing(shop.db) as tx:
        tx.execute(text("UPDATE operators SET role = 'admin'"))
    async with station(Alone(shop.path, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.RECEIVABLES)
        await hand.complete()
        await hand.shows("Money of customers", "Bank line", one["number"])
        await hand.do("f6", "enter")
        await hand.shows("is for", one["number"])
        await hand.shows("30,000 from", "Credit", "PT Contoh")
        await hand.do("f6", "enter")
        await hand.shows("is for", two["number"])
        await hand.do("alt+x", "enter")
        await hand.shows("disputed")
    assert [each["open"] for each in shop.json("receivables", "list")] == [45_000_00, 75_000_00]
    assert shop.json("receivables", "show", three["number"])["uses"] == []
