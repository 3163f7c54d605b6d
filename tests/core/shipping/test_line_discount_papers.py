"""Order details, receipts and packing slips know what each line gives off."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import update

from core.catalog.models import products
from core.config import parse
from core.database import Database
from core.money import Money
from core.orders.models import order_lines
from core.shipping.drawing_up import packing_slip_of, receipt_of, whole_order
from core.shipping.queries import order_detail
from core.shipping.settings import settings_of
from core.transaction import reading, writing

SETTINGS = settings_of(parse("", Path("k.toml")))


@pytest.fixture
def order(db: Database, build: ModuleType) -> int:
    """Three teas of which all together give 100 off, a coffee, and 50 off the whole order."""
    build.shop(db, {"TEH": 9, "KOPI": 9})
    with writing(db) as tx:
        made = int(
            build.order(tx, "A1", [("TEH", 3), ("KOPI", 1)], discount=150, total=100_000_00 - 150)
        )
        tx.execute(update(order_lines).where(order_lines.c.line_no == 1).values(discount=100))
        return made


def test_the_detail_of_an_order_tells_the_discount_of_each_line(db: Database, order: int) -> None:
    with reading(db) as tx:
        found = order_detail(tx, order)
    assert [line.discount for line in found.lines] == [Money(100, "IDR"), Money(0, "IDR")]
    assert found.head.discount == Money(150, "IDR")


def test_a_receipt_has_the_goods_before_and_all_discounts_as_ever(db: Database, order: int) -> None:
    with writing(db) as tx:
        paper = receipt_of(tx, SETTINGS, whole_order(tx, order))
    assert [(one.amount, one.discount) for one in paper.items] == [(75_000_00, 100), (25_000_00, 0)]
    assert (paper.goods, paper.discount, paper.total) == (100_000_00, 150, 100_000_00 - 150)


def test_the_tax_of_a_rate_is_within_what_its_own_lines_cost(db: Database, order: int) -> None:
    with writing(db) as tx:
        tea = products.c.sku == "TEH"
        tx.execute(update(products).where(tea).values(tax_rate="11"))
        paper = receipt_of(tx, SETTINGS, whole_order(tx, order))
    (line,) = paper.taxes
    worth = 75_000_00 - 100
    own = round(50 * worth / (100_000_00 - 100))
    assert line.base + line.tax == worth - own


def test_a_slip_takes_off_the_part_of_what_is_sent(db: Database, order: int) -> None:
    with writing(db) as tx:
        tx.execute(update(order_lines).where(order_lines.c.line_no == 1).values(excepted=1))
        slip = packing_slip_of(tx, SETTINGS, whole_order(tx, order))
    assert [(one.quantity, one.amount, one.discount) for one in slip.items] == [
        (2, 50_000_00, 66),
        (1, 25_000_00, 0),
    ]
    with writing(db) as tx:
        hidden = settings_of(parse("[paper]\nslip_prices = false\n", Path("k.toml")))
        slip = packing_slip_of(tx, hidden, whole_order(tx, order))
    assert [(one.amount, one.discount) for one in slip.items] == [(0, 0), (0, 0)]
