"""A bank's statement is read by a key: looked at, taken in once, and once more is no harm."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from shop_on_disk import ShopOnDisk
from station_hand import station

from core.billing.issuing import invoice_order
from core.billing.rules import billing_rules
from core.config import load
from core.invoice_book.filters import read_filter
from core.invoice_book.queries import listed
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where

OFX = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>IDR<BANKACCTFROM><BANKID>1<ACCTID>777
</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261120<TRNAMT>25000<FITID>F1<NAME>PT SATU
<MEMO>{number}
</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261120<TRNAMT>777<FITID>F2<NAME>NOBODY</STMTTRN>
<STMTTRN><DTPOSTED>20261121<TRNAMT>-2500<FITID>F3</STMTTRN>
<STMTTRN><DTPOSTED>20261321<TRNAMT>1<FITID>F4</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    build.shop(made.db, {"TEH": 99})
    order = build.ready_order(made.db, "W-1", {"TEH": 1}, paid=0)
    config = load(made.path)
    with writing(made.db) as tx:
        one = invoice_order(tx, billing_rules(config), order).invoice
        build.operator(tx, "Joko", role="finance")
    config.data_dir.mkdir(parents=True, exist_ok=True)
    (config.data_dir / "bank.ofx").write_text(OFX.format(number=one.internal_no))
    return made


async def test_a_statement_is_looked_at_and_taken_in_once(shop: ShopOnDisk) -> None:
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(Where.RECEIVABLES), "enter")
        await hand.until(lambda: hand.app.where is Where.RECEIVABLES)
        await hand.complete()
        await hand.do("alt+r")
        await hand.type("bank.ofx")
        await hand.do("f9")
        await hand.shows("account 777: 3 lines, 3 new; 1 not right", "PT SATU", "NOBODY")
        await hand.do("f9")
        await hand.shows("0 known before, 1 went out", "once: 1. Waiting for a person: 1.")
        await hand.do("escape")
        await hand.complete()
        await hand.shows("NOBODY", "Bank line")
        with reading(shop.db) as tx:
            assert len(listed(tx, read_filter({"money": "paid"}), 9)) == 1
        await hand.do("alt+r", "f9")  # the path stands there still
        await hand.shows("account 777: 3 lines, 0 new", "(known)")
