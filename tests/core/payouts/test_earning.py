"""The real margin of an order, orders that are late, what a person decides, and who may see it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import ModuleType

import pytest
from sqlalchemy import select, update

from core.catalog.models import products
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.fee_kinds import FeeKind
from core.orders.models import orders
from core.orders.payments.intake import adjust
from core.orders.status import Policy
from core.payouts.earning import earned
from core.payouts.matching import accept, match_open, put_away
from core.payouts.models import payout_orders
from core.payouts.owing import Pays, late_orders
from core.payouts.queries import Wanted, list_payouts, one_payout, part_named, parts
from core.payouts.states import Part
from core.payouts.taking import (
    Teller,
    ToldLine,
    ToldPayout,
    read_on,
    take_lines,
    take_payout,
    unfinished,
)
from core.people.commands import add_operator
from core.people.permissions import Role
from core.transaction import reading, writing

TELLER = Teller("Toko", "shop", "lazada")


def line(entry: str, word: str, amount: int, ref: str = "P-1") -> ToldLine:
    return ToldLine(entry, ref, word, Decimal(amount))


def payout(
    db: Database, *lines: ToldLine, no: str = "W1", state: str = "paid", **more: object
) -> int:
    with writing(db) as tx:
        told = {"amount": sum((one.amount for one in lines), Decimal(0)), **more}
        return take_payout(
            tx, TELLER, ToldPayout(no, tx.now, "IDR", raw_state=state, lines=lines, **told)
        )  # type: ignore[arg-type]


@pytest.fixture
def sold(db: Database, build: ModuleType) -> Database:
    """An order over 200 of goods that cost 60 each."""
    build.shop(db, {"TEH": 9})
    build.ready_order(db, "P-1", {"TEH": 2}, paid=0, goods=20_000, total=20_000, channel="shop")
    with writing(db) as tx:
        tx.execute(update(products).values(cost=6_000, currency="IDR", tax_rate=""))
        tx.execute(update(orders).values(currency="IDR"))
    return db


def order_id(db: Database) -> int:
    with reading(db) as tx:
        return int(tx.execute(select(orders.c.id)).scalar())


def test_what_is_really_left_of_an_order(sold: Database) -> None:
    payout(
        sold,
        line("1", "Item Price Credit", 200),
        line("2", "Commission", -10),
        line("3", "Payment Fee", -4),
        line("4", "Shipping Fee Paid by Seller", -15),
        line("5", "Withholding Tax", -1),
    )
    assert match_open(sold, Policy(), "Toko") == 1
    with reading(sold) as tx:
        found = earned(tx, order_id(sold))
    assert (found.cost, found.fees, found.shipping) == (12_000, 1_400, 1_500)
    assert found.margin == 20_000 - 12_000 - 1_400 - 1_500
    assert found.percent == 25.5
    assert found.kinds[FeeKind.TAX] == -100
    assert (found.paid_out, found.expected) == (17_000, 0)


def test_a_refund_and_a_subsidy_of_the_platform_count(sold: Database) -> None:
    payout(sold, line("1", "Item Price Credit", 230), line("2", "Reversal Item Price", -100))
    match_open(sold, Policy(), "Toko")
    with reading(sold) as tx:
        found = earned(tx, order_id(sold))
    assert (found.subsidy, found.refunded) == (3_000, 10_000)
    assert found.margin == 20_000 + 3_000 - 10_000 - 12_000


def test_a_cost_that_nobody_knows_gives_no_margin(sold: Database) -> None:
    with writing(sold) as tx:
        tx.execute(update(products).values(cost=0, average_cost=""))
    with reading(sold) as tx:
        found = earned(tx, order_id(sold))
    assert (found.cost, found.margin, found.expected) == (None, None, 20_000)


def test_what_differs_is_taken_by_a_person_and_never_more_than_is_due(sold: Database) -> None:
    payout(sold, line("1", "Item Price Credit", 230))
    assert match_open(sold, Policy(), "Toko") == 0
    with writing(sold) as tx:
        part = part_named(tx, "P-1")
        assert part.state is Part.DIFFERS
        assert accept(tx, Policy(), part.id).minor == 20_000
    with writing(sold) as tx, pytest.raises(Refusal, match="payout_part_settled"):
        accept(tx, Policy(), part.id)
    with writing(sold) as tx:
        # What the channel says with the order itself takes nothing of it back.
        assert adjust(tx, order_id(sold), 0, tx.today).by == 0
        assert part_named(tx, "P-1").state is Part.ACCEPTED


def test_what_has_no_order_is_put_away(sold: Database) -> None:
    payout(
        sold,
        line("1", "Item Price Credit", 50, "ELSEWHERE"),
        line("2", "Fee without order", -1, ""),
    )
    match_open(sold, Policy(), "Toko")
    with writing(sold) as tx:
        assert [one.order_ref for one in parts(tx, [Part.UNKNOWN])] == ["ELSEWHERE"]
        put_away(tx, part_named(tx, "ELSEWHERE").id)
        assert parts(tx, [Part.UNKNOWN]) == ()


def test_another_currency_is_no_payment(sold: Database) -> None:
    with writing(sold) as tx:
        tx.execute(update(orders).values(currency="USD"))
    payout(sold, line("1", "Item Price Credit", 200))
    assert match_open(sold, Policy(), "Toko") == 0
    with reading(sold) as tx:
        assert part_named(tx, "P-1").state is Part.CURRENCY


def test_an_amount_that_is_told_anew_is_a_further_line(sold: Database) -> None:
    payout(sold, line("1", "Item Price Credit", 200), line("2", "Commission", -10))
    payout(sold, line("1", "Item Price Credit", 200), line("2", "Commission", -12))
    with reading(sold) as tx:
        found = one_payout(tx, "W1")
    assert (found.lines, found.comes_to, found.told, found.differs) == (3, 18_800, 18_800, 0)


def test_lines_are_read_on_from_where_they_were_left_and_again_where_they_miss(
    sold: Database,
) -> None:
    made = payout(sold, no="S1", amount=Decimal(190), whole=False)
    with writing(sold) as tx:
        (row,) = unfinished(tx, "Toko", 5)
        take_lines(tx, TELLER, made, "IDR", [line("1", "Item Price Credit", 200)])
        read_on(tx, made, row.page, "next")
    with writing(sold) as tx:
        (row,) = unfinished(tx, "Toko", 5)
        assert row.page == "next"
        read_on(tx, made, "next", "")  # the second page lost a line
        assert unfinished(tx, "Toko", 5) == []  # it rests first
        (found,) = list_payouts(tx, Wanted())
        assert (found.whole, found.differs) == (False, 0)
    with writing(sold) as tx:
        take_lines(tx, TELLER, made, "IDR", [line("2", "Commission", -10)])
        read_on(tx, made, "", "")
        assert one_payout(tx, "S1").whole


def test_orders_that_arrived_long_ago_and_were_never_paid_out(sold: Database) -> None:
    with writing(sold) as tx:
        tx.execute(update(orders).values(delivered_at=tx.now - timedelta(days=20)))
        pays = [Pays("Toko", "shop", 14)]
        (late,) = late_orders(tx, pays)
        assert (late.order_no, late.days, late.total) == ("P-1", 20, 20_000)
        assert late_orders(tx, [Pays("Toko", "shop", 30)]) == ()
        assert late_orders(tx, [Pays("Toko", "shop", 14, tx.now + timedelta(days=1))]) == ()
    payout(sold, line("1", "Item Price Credit", 200))
    with reading(sold) as tx:
        assert late_orders(tx, pays) == ()


@pytest.mark.parametrize("role", [Role.PACKER, Role.LEAD, Role.OFFICE])
def test_only_finance_sees_it(sold: Database, role: Role) -> None:
    payout(sold, line("1", "Item Price Credit", 230))
    match_open(sold, Policy(), "Toko")
    with writing(sold) as tx:
        other = add_operator(tx, "Budi", role.value).actor()
        fina = add_operator(tx, "Fina", Role.FINANCE.value).actor()
        part = int(tx.execute(select(payout_orders.c.id)).scalar())
    with writing(sold, other) as tx:
        for look in (
            lambda: list_payouts(tx, Wanted()),
            lambda: earned(tx, 1),
            lambda: late_orders(tx, []),
            lambda: accept(tx, Policy(), part),
            lambda: put_away(tx, part),
        ):
            with pytest.raises(NotAllowed):
                look()
    with writing(sold, fina) as tx:
        assert accept(tx, Policy(), part).minor == 20_000
