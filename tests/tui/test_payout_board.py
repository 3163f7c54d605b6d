"""What marketplaces pay out at the station: only for who has the finances, and done by keys."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import delete, select, update
from station_hand import station

from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.status import Policy
from core.payouts.matching import match_open
from core.payouts.models import payout_orders
from core.payouts.taking import Teller, ToldLine, ToldPayout, take_payout
from core.people.permissions import Role
from core.transaction import reading, writing
from tui.cli import main
from tui.keys import Where

TABLE = """
[tokens]
key = "0123456789abcdef0123456789abcdef"
[[channels]]
kind = "lazada"
name = "Toko"
app_key = "1"
app_secret = "2"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=1)
    made.config.write_text(made.config.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    teller = Teller("Toko", "lazada toko", "lazada")
    with writing(made.database) as tx:
        build.operator(tx, "Fina", role=Role.FINANCE)
        build.operator(tx, "Budi", role=Role.PACKER)
        tx.execute(delete(order_payments))
        values = {"channel": "lazada toko", "order_no": "L-1", "total": 20_000, "goods": 20_000}
        tx.execute(update(orders).values(currency="IDR", paid=0, discount=0, **values))
        lines = [
            ToldLine("1", "L-1", "Item Price Credit", Decimal(230)),
            ToldLine("2", "L-1", "Commission", Decimal(-10)),
            ToldLine("3", "L-1", "Never heard of", Decimal(-1)),
            ToldLine("4", "GONE", "Item Price Credit", Decimal(50)),
        ]
        told = ToldPayout("16 Nov 2026 - 22 Nov 2026", tx.now, "IDR", None, "Yes", lines)
        take_payout(tx, teller, told)
    match_open(made.database, Policy(), "Toko")
    yield made
    made.database.close()


async def test_finance_takes_and_puts_away_what_a_packer_never_sees(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.PAYOUTS)
        await hand.shows("NOT DONE", "Budi may not see what marketplaces pay out")
        await hand.hides("269")
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PAYOUTS)
        await hand.shows("16 Nov 2026", "IDR 269", "to look at: 2", "unknown fees: 1")
        await hand.do("f6")
        await hand.shows("Choose an order first")
        await hand.do("escape", "alt+f")
        await hand.shows("Orders to look at")
        await hand.do("down", "enter")
        await hand.shows("GONE", "L-1")
        await hand.do("alt+f", "down", "down", "down", "enter")
        await hand.shows("Payouts · 1", "L-1")
        await hand.do("f6")
        await hand.shows("L-1: IDR 200 is taken as its payment")
        await hand.do("alt+f", "down", "down", "enter")
        await hand.shows("GONE", "no order")
        await hand.do("alt+c")
        await hand.shows("GONE is off the list")
    with reading(shop.database) as tx:
        assert tx.execute(select(orders.c.paid)).scalar() == 20_000
        assert tx.execute(select(payout_orders.c.state).order_by(payout_orders.c.id)).all() == [
            ("seen",),
            ("accepted",),
        ]


async def test_the_sheet_of_an_order_has_its_margin_for_finance_alone(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        sheet = hand.app.backend.order("L-1")
        rows = dict(row[:2] for section in sheet.sections for row in section.rows)
        assert "Paid by the platform" in rows
        assert rows["Commission"] == "IDR -10"
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        sheet = hand.app.backend.order("L-1")
        assert "Money of the marketplace" not in {section.title for section in sheet.sections}


def test_the_command_line_lists_writes_and_refuses(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def kemas(*words: str) -> tuple[int, str]:
        config = ["--config", str(shop.config), "--language", "en"]
        code = main(["channels", "payouts", *words, *config])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert "16 Nov 2026 - 22 Nov 2026" in kemas("list")[1]
    said = kemas("orders")[1]
    assert "not what" in said
    assert "no order here has this number" in said
    assert "Never heard of" in kemas("words")[1]
    assert "Real margin" not in kemas("margin", "L-1")[1]  # nobody knows what its goods cost
    file = tmp_path / "x.csv"
    assert "4 lines are in" in kemas("export", str(file))[1]
    assert "Toko,16 Nov 2026 - 22 Nov 2026" in file.read_text(encoding="utf-8-sig")
    assert kemas("take", "NOPE") == (
        1,
        "No payout names the order NOPE. To see those that do: kemas channels payouts orders\n",
    )
    assert "is taken as its payment" in kemas("take", "L-1")[1]
    code, said = kemas("list", "--operator", "Budi")
    assert code == 1
    assert "Budi may not see what marketplaces pay out" in said


OFX = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>IDR<BANKACCTFROM><BANKID>1<ACCTID>0077
</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day:%Y%m%d}<TRNAMT>{amount}
<FITID>F{amount}<NAME>LAZADA<MEMO>PAYOUT</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


async def test_a_payout_that_the_bank_brings_is_shown_and_taken_back(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def kemas(*words: str) -> str:
        main([*words, "--config", str(shop.config), "--language", "en"])
        told = capsys.readouterr()
        return told.out + told.err

    with reading(shop.database) as tx:
        day = tx.today
    for amount in (269, 260):
        (tmp_path / f"{amount}.ofx").write_text(OFX.format(day=day, amount=amount))
    assert "Payouts of marketplaces in it: 1" in kemas("payments", "import", f"{tmp_path}/269.ofx")
    assert "taken in before" in kemas("payments", "import", f"{tmp_path}/269.ofx")
    assert "in the bank" in kemas("channels", "payouts", "list", "--in-bank")
    assert "0077" in kemas("channels", "payouts", "show", "16 Nov 2026 - 22 Nov 2026")
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PAYOUTS)
        await hand.shows("16 Nov 2026", "in the bank")
        await hand.app.frame.go(Where.RECEIVABLES)
        await hand.do("alt+f", "down", "down", "down", "down", "enter")
        await hand.shows("payout", "Toko: 16 Nov")
        await hand.do("f8", "down", *"other", "f9")
        await hand.shows("IDR 269 is taken back")
        await hand.do("alt+h", "down", "down", "1", "f9")  # our own number of it
        await hand.shows("IDR 269: the payout Toko: 16 Nov", "is in the bank")
        await hand.do("f8", "down", *"again", "f9")
        await hand.shows("IDR 269 is taken back")
    assert "Waiting for a person: 1" in kemas("payments", "import", f"{tmp_path}/260.ofx")
    said = kemas("payments", "lines")
    assert "IDR 9 less came: Toko: 16 Nov 2026 - 22 Nov 2026" in said
    assert "1. Toko: 16 Nov 2026 - 22 Nov 2026" in said  # no more by itself
    assert "Toko: 16 Nov" in kemas(
        "payments", "assign", "2", "--payout", "16 Nov 2026 - 22 Nov 2026"
    )
    assert "There is no payout" in kemas("payments", "assign", "1", "--payout", "NOPE")
    assert "either a payout" in kemas("payments", "assign", "1", "X", "--payout", "NOPE")
    assert "IDR 9 less came" in kemas("channels", "payouts", "show", "16 Nov 2026 - 22 Nov 2026")
