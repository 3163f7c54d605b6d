"""What a marketplace tells in a form that nobody can read is named until it can be read."""

from __future__ import annotations

from datetime import timedelta

from fakes.market_ground import Ground
from fakes.paid_out import payouts, pull, sold
from sqlalchemy import select, update

from core.channels.calm import What
from core.channels.models import channel_unread
from core.channels.queries import standings
from core.channels.unread import StillUnread
from core.orders.models import orders
from core.transaction import reading, writing
from tui.words.channels import warnings

FIELDS = {
    "shopee": ("payout_amount", "item_list"),
    "tiktok": ("settlement_amount", "line_items"),
    "lazada": ("amount", "order_items"),
}


def unread(ground: Ground) -> tuple[StillUnread, ...]:
    with reading(ground.db) as tx:
        return standings(tx, [ground.shop])[0].unread


def said(ground: Ground) -> str:
    with reading(ground.db) as tx:
        return " ".join(warnings(standings(tx, [ground.shop])[0], "Asia/Jakarta"))


def days_pass(ground: Ground, days: int) -> None:
    """What was told was told so many days ago."""
    with writing(ground.db) as tx:
        then = tx.now - timedelta(days=days)
        tx.execute(update(channel_unread).values(heard_at=then, tried_at=then))


def test_a_payout_whose_amount_is_none_is_named_until_it_can_be_read(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1))
    ground.market.oddly_paid.add(order.no)
    pull(ground)
    found = unread(ground)
    assert found
    assert {one.what for one in found} == {What.PAYOUTS}
    field = FIELDS[ground.shop.settings.kind][0]
    assert {one.said for one in found} == {field}
    assert f": {field}" in said(ground)
    assert "Payouts that cannot be read" in said(ground)
    pull(ground)
    assert unread(ground) == found
    ground.market.oddly_paid.clear()
    pull(ground)
    assert unread(ground) == ()
    assert "read" not in said(ground)
    assert payouts(ground)[0].amount > 0


def test_an_order_that_nobody_can_read_is_named_and_asked_for_again(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    package = order.packages[0]
    lines, package.lines = package.lines, []
    whole, order.lines = order.lines, []
    ground.sync()
    (found,) = unread(ground)
    assert (found.what, found.ref) == (What.ORDERS, order.no)
    assert order.no in said(ground)
    package.lines, order.lines = lines, whole
    days_pass(ground, 1)
    ground.sync()
    with reading(ground.db) as tx:
        assert order.no in tx.execute(select(orders.c.order_no)).scalars().all()
    assert unread(ground) == ()
