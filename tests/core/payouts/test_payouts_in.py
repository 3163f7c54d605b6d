"""Payouts come in once, whole and with their fees, whatever comes in between."""

from __future__ import annotations

import pytest
from fakes.market_ground import Ground
from fakes.paid_out import here, kinds_of, part_of, payouts, pull, sold
from sqlalchemy import func, select

from core.channels.commands import want
from core.channels.models import channel_reads
from core.channels.payouts_in import pull_payouts
from core.channels.rounds import round_of
from core.fee_kinds import FeeKind
from core.payouts.models import payout_lines
from core.payouts.queries import lines_of
from core.payouts.states import Part
from core.payouts.words import words_told
from core.transaction import reading, writing
from tui.demo.channels.book import Stand
from tui.demo.server import Fault as Wrong

FINANCE = {"shopee": "/payment/", "tiktok": "/finance/", "lazada": "/finance/"}


def line_count(ground: Ground) -> int:
    with reading(ground.db) as tx:
        return int(tx.execute(select(func.count()).select_from(payout_lines)).scalar())


def test_what_an_order_brought_and_cost_is_known_by_kind(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 2), shipping_fee=9_000, voucher=3_000)
    pull(ground)
    kinds = kinds_of(ground, order)
    assert kinds[FeeKind.SALE] == 170_000
    assert kinds[FeeKind.VOUCHER] == -3_000
    assert kinds[FeeKind.SHIPPING_PAID] == 9_000
    assert kinds[FeeKind.SHIPPING_CHARGED] == -9_000
    assert kinds[FeeKind.COMMISSION] < 0
    assert kinds[FeeKind.PAYMENT_FEE] == -3_400
    assert kinds[FeeKind.SERVICE_FEE] == -2_950
    assert kinds[FeeKind.TAX] == -850
    assert FeeKind.OTHER not in kinds
    (one,) = payouts(ground)
    assert (one.whole, one.differs, one.state) == (True, 0, "paid")
    assert one.amount == 100 * sum(kinds.values())


def test_the_same_line_twice_is_one(ground: Ground) -> None:
    for _each in range(3):
        sold(ground, ("KG-250", 1))
    pull(ground)
    before = line_count(ground)
    assert before >= 15
    for _again in range(2):
        pull(ground)
    assert line_count(ground) == before


def test_an_order_without_a_payment_is_paid_by_its_payout(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1), is_cod=True)
    total, paid, _status = here(ground, order)
    assert paid == 0
    done = pull(ground)
    assert done.paid == 1
    assert here(ground, order)[:2] == (total, total)
    assert part_of(ground, order).state is Part.PAID
    # What the channel says of the order later takes nothing of that back.
    ground.market.touch(order)
    ground.sync()
    pull(ground)
    assert here(ground, order)[:2] == (total, total)


def test_what_is_not_paid_yet_waits(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)], is_cod=True)
    ground.sync()
    ground.market.unpaid.add(order.no)
    ground.market.move(order, Stand.DONE)
    ground.sync()
    pull(ground)
    assert here(ground, order)[1] == 0
    ground.market.unpaid.clear()
    pull(ground)
    assert here(ground, order)[1] == 85_000
    assert part_of(ground, order).state is Part.PAID


def test_another_amount_waits_for_a_person_with_what_differs(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1), is_cod=True, platform_voucher=5_000)
    pull(ground)
    found = part_of(ground, order)
    assert (found.state, found.due) == (Part.DIFFERS, 8_000_000)
    assert found.differs == 500_000
    assert here(ground, order)[1] == 0


def test_money_of_an_order_that_is_not_here_is_listed_until_it_comes(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.market.move(order, Stand.DONE)
    pull(ground)
    assert part_of(ground, order).state is Part.UNKNOWN
    assert payouts(ground)[0].waiting == 1
    ground.sync()
    pull(ground)
    assert part_of(ground, order).state in {Part.NOTHING, Part.PAID}


def test_a_word_that_nobody_knows_is_kept_as_it_is(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1))
    word = "brand_new_2027_fee"
    ground.market.charge(word, -700, order)
    pull(ground)
    with reading(ground.db) as tx:
        (line,) = lines_of(tx, unknown=True)
        assert (line.word, line.kind, line.amount) == (word, FeeKind.OTHER, -70_000)
        assert [one.word for one in words_told(tx, unknown=True)] == [word]
    said = ground.shop.settings.fee_kinds
    said["Brand new 2027 fee"] = FeeKind.SERVICE_FEE
    pull(ground)
    with reading(ground.db) as tx:
        assert words_told(tx, unknown=True) == ()
        kinds = {one.kind for one in lines_of(tx, order_ref=order.no) if one.word == word}
    assert kinds == {FeeKind.SERVICE_FEE}


def test_a_refund_comes_later_and_a_payout_may_be_below_zero(ground: Ground) -> None:
    order = sold(ground, ("KG-250", 1))
    ground.market.charge("refund", -85_000, order)
    pull(ground)
    kinds = kinds_of(ground, order)
    assert (kinds[FeeKind.SALE], kinds[FeeKind.REFUND]) == (85_000, -85_000)
    (one,) = payouts(ground)
    assert one.amount < 0
    assert one.differs == 0


def test_pages_that_change_while_they_are_read_lose_nothing(ground: Ground) -> None:
    for _each in range(3):
        sold(ground, ("KG-250", 1))
    late = ground.market.sell([("KG-250", 1)])
    ground.sync()
    ground.market.between_lines.append(lambda: ground.market.move(late, Stand.DONE))
    pull(ground)
    ground.sync()
    pull(ground)
    assert kinds_of(ground, late)[FeeKind.SALE] == 85_000
    assert [one.differs for one in payouts(ground)] == [0] * len(payouts(ground))


@pytest.mark.parametrize("way", [Wrong.CUT_AFTER, Wrong.HTML, Wrong.EMPTY, Wrong.BUSY])
def test_trouble_holds_up_nothing_and_is_named(ground: Ground, way: Wrong) -> None:
    order = sold(ground, ("KG-250", 1))
    ground.market.go_wrong(way, FINANCE[ground.shop.settings.kind])
    done = pull_payouts(ground.db, ground.shop, ground.rules.policy, at_once=True)
    assert done.trouble is not None
    with reading(ground.db) as tx:
        faults = list(tx.execute(select(channel_reads.c.fault)).scalars())
    assert any(faults)
    pull(ground)
    assert kinds_of(ground, order)[FeeKind.SALE] == 85_000


def test_an_idle_round_asks_for_no_payouts(ground: Ground) -> None:
    rounds = ground.db, ground.shop, ground.rules
    sold(ground, ("KG-250", 1))
    with writing(ground.db) as tx:
        want(tx, ground.shop.name)
    assert round_of(*rounds) is not None
    assert payouts(ground)
    first = len(ground.market.asked)
    with writing(ground.db) as tx:
        want(tx, ground.shop.name)
    assert round_of(*rounds) is not None
    assert len(ground.market.asked) - first <= 3
