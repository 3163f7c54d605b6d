"""What a marketplace tells in a form that nobody can read is named until it can be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS
from fakes.paid_out import payouts, pull, sold
from sqlalchemy import select, update

from core.audit import events
from core.channels.calm import What
from core.channels.models import channel_unread
from core.channels.payouts_in import pull_payouts
from core.channels.queries import standings
from core.channels.returns_in import pull_returns
from core.channels.unread import StillUnread, leave, still_unread, take_up
from core.errors import NotAllowed, NotFound, Refusal
from core.orders.models import orders
from core.payouts.models import payouts as payout_rows
from core.people.permissions import ROLES, Role
from core.transaction import Actor, reading, writing
from tui.demo.server import Fault as Wrong
from tui.words.channels import warnings

CLERK = Actor(1, "Rina", ROLES[Role.OFFICE] | ROLES[Role.FINANCE])

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


def due(ground: Ground) -> None:
    """The time has come to ask for the lines that did not come once more."""
    with writing(ground.db) as tx:
        tx.execute(update(payout_rows).values(next_at=tx.now - timedelta(seconds=1)))


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


@pytest.mark.parametrize("ground", ["shopee"], indirect=True)
def test_a_payout_whose_detail_never_comes_holds_up_no_later_one(ground: Ground) -> None:
    first, *later = [sold(ground, ("KG-250", 1)) for _each in range(4)]
    ground.market.never_told.add(first.no)
    ground.market.half_told |= {one.no for one in later}
    done = pull_payouts(ground.db, ground.shop, ground.rules.policy, at_once=True)
    assert (done.trouble, done.left) == (None, False)
    whole = {one.payout_no: one.whole for one in payouts(ground)}
    assert whole == {first.no: False, **{one.no: True for one in later}}
    (found,) = unread(ground)
    assert (found.what, found.ref) == (What.PAYOUTS, first.no)
    assert f"{first.no}: no order_income" in said(ground)
    asked = len(ground.market.asked_for("/payment/get_escrow_detail"))
    pull(ground)
    assert unread(ground) == (found,)  # its head is told again, its detail is not
    assert len(ground.market.asked_for("/payment/get_escrow_detail")) - asked <= 2
    for wait in (30, 60, 120, 240):
        with reading(ground.db) as tx:
            row = tx.execute(select(payout_rows).where(~payout_rows.c.whole)).one()
            assert row.next_at - tx.now <= timedelta(minutes=wait)
            assert row.next_at - tx.now > timedelta(minutes=wait / 2)
        due(ground)
        pull(ground)
    ground.market.never_told.clear()
    due(ground)
    pull(ground)
    assert unread(ground) == ()
    assert all(one.whole and not one.differs for one in payouts(ground))


@pytest.mark.parametrize("ground", ["shopee"], indirect=True)
def test_an_answer_about_many_that_fails_because_of_one_ends_nothing(ground: Ground) -> None:
    sold_ = [sold(ground, ("KG-250", 1)) for _each in range(3)]
    ground.market.go_wrong(Wrong.HTML, "/payment/get_escrow_detail_batch")
    pull(ground)
    assert {one.payout_no for one in payouts(ground) if one.whole} == {one.no for one in sold_}


def test_what_somebody_saw_and_left_comes_back_when_it_changes(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1))
    ground.market.oddly_paid.add(order.no)
    pull(ground)
    every = unread(ground)
    for one in every:
        with writing(ground.db, CLERK) as tx:
            with pytest.raises(Refusal, match="unread_why"):
                leave(tx, one.shop, one.what, one.ref, " ")
            leave(tx, one.shop, one.what, one.ref, "their test order")
    assert (unread(ground), said(ground)) == ((), "")
    pull(ground)
    assert unread(ground) == ()
    with reading(ground.db) as tx:
        kept = still_unread(tx, [ground.shop.name], left=True)
        assert {(one.left_by, one.left_why) for one in kept} == {("Rina", "their test order")}
        trail = select(events.c.data).where(events.c.kind == "channel_unread_left")
        assert all(row.data["reason"] == "their test order" for row in tx.execute(trail))
    with writing(ground.db) as tx:  # the platform says something else of it
        tx.execute(update(channel_unread).values(mark="as it was"))
    pull(ground)
    assert {one.ref for one in unread(ground)} == {one.ref for one in every}
    with writing(ground.db, CLERK) as tx:
        leave(tx, every[0].shop, every[0].what, every[0].ref, "seen")
        take_up(tx, every[0].shop, every[0].what, every[0].ref)
        with pytest.raises(NotFound, match="unread_none"):
            leave(tx, every[0].shop, every[0].what, "nothing", "seen")
    assert len(unread(ground)) == len(every)
    packer = Actor(1, "Sari", ROLES[Role.PACKER])
    with writing(ground.db, packer) as tx, pytest.raises(NotAllowed):
        leave(tx, every[0].shop, every[0].what, every[0].ref, "not mine")


def test_a_return_that_nobody_can_read_is_named(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1))
    words = KINDS[ground.shop.settings.kind].words
    asked = ground.market.ask_return(order, words["asks"], "")
    ground.market.oddly_returned.add(asked.no)
    assert pull_returns(ground.db, ground.shop, at_once=True) is None
    (found,) = unread(ground)
    assert (found.what, found.ref) == (What.RETURNS, asked.no)
    assert "Returns that cannot be read: 1" in said(ground)
    ground.market.oddly_returned.clear()
    asked.updated += 5
    assert pull_returns(ground.db, ground.shop, at_once=True) is None
    assert unread(ground) == ()


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
