"""Each form of an order's money with keys only, on a large and a small screen, and bad input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import delete, select, update
from station_hand import Hand, painted, station

from core.orders.models import orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Paid, amend, confirm, report
from core.orders.payments.models import order_payments
from core.orders.status import Policy
from core.transaction import reading, writing
from tui.keys import Where
from tui.widgets.forms import FormModal
from tui.widgets.modals import ChoiceModal
from tui.widgets.question import Question

SIZES = [(80, 24), (40, 12)]
POLICY = Policy(zone="Asia/Jakarta")


class Till:
    """The order W-1 of a shop, of which nothing is paid, and a hand at its station."""

    def __init__(self, shop: Shop, hand: Hand) -> None:
        self.shop, self.hand = shop, hand

    async def open(self, *labels: str) -> str:
        """Alt+Y on the sheet of the order, then what has these words, one after the other."""
        await self.hand.app.frame.go(Where.ORDER, {"order": "W-1", "channel": "web"})
        await self.hand.complete()
        page = await self.hand.do("alt+y")
        for label in labels:
            page = await self.pick(label)
        return page

    async def pick(self, label: str) -> str:
        """The choice that has this word, reached with keys."""
        asked = self.hand.app.screen
        assert isinstance(asked, ChoiceModal), painted(self.hand.app)
        at = [label in f"#{one.value} {one.label} {one.hint}" for one in asked._choices].index(True)
        return await self.hand.do(*["down"] * at, "enter")

    async def fill(self, **values: str) -> str:
        """Type into the fields of these names, leave the others, and press F9."""
        form = self.hand.app.screen
        assert isinstance(form, FormModal), painted(self.hand.app)
        names = [field.name for field in form._form.fields]
        at = 0
        for name, value in sorted(values.items(), key=lambda pair: names.index(pair[0])):
            await self.hand.do(*["down"] * (names.index(name) - at), "ctrl+u")
            at = names.index(name)
            await self.hand.type(value)
        return await self.hand.do("f9")

    def of_order(self, *columns: str) -> tuple[object, ...]:
        wanted = [orders.c[name] for name in columns]
        with reading(self.shop.database) as tx:
            return tuple(tx.execute(select(*wanted).where(orders.c.order_no == "W-1")).one())

    @property
    def total(self) -> int:
        """In minor units; there are no cents in it."""
        (minor,) = self.of_order("total")
        assert isinstance(minor, int)
        return minor

    def paid(self, minor: int) -> int:
        """A payment that a person confirmed; gives its number."""
        with writing(self.shop.database) as tx:
            order = tx.execute(select(orders.c.id).where(orders.c.order_no == "W-1")).scalar_one()
            said = report(tx, POLICY, order, Paid(minor), sure=True)
            return confirm(tx, POLICY, said.payment.id, sure=True).payment.id

    @property
    def said(self) -> str:
        return self.hand.verdict.message


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        build.operator(tx, "Budi", role="packer")
        build.operator(tx, "Joko", role="finance")
        tx.execute(delete(order_payments))
        tx.execute(update(orders).values(status="unpaid", paid=0, source="manual"))
    yield made
    with reading(made.database) as tx:
        assert paid_differences(tx) == []
    made.database.close()


@pytest.fixture(params=SIZES, ids=["80x24", "40x12"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


async def test_money_goes_back_with_a_reason(shop: Shop, size: tuple[int, int]) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        till.paid(till.total)
        page = await till.open("Give money back")
        assert "Money back for W-1" in page
        page = await till.fill(amount="5000", bank="BCA", reference="R-1")
        assert isinstance(hand.app.screen, FormModal), "no reason, no refund"
        assert "BCA" in str([each.value for each in hand.app.screen._form.fields])
        await till.fill(reason="one cup broke")
        assert "IDR 5,000 went back" in till.said.replace("\xa0", " ")
        assert till.of_order("paid", "status") == (till.total - 5_000_00, "processing")
        sections = {one.title: one.rows for one in hand.app.backend.order("W-1").sections}
        told = [row[-1] for row in sections["Payments"]]
        assert "confirmed · Sari: one cup broke" in told


async def test_more_than_was_paid_does_not_go_back(shop: Shop, size: tuple[int, int]) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        till.paid(10_000_00)
        await till.open("Give money back")
        await till.fill(reason="all of it", amount="10001")
        assert "only IDR 10,000 is paid and confirmed" in till.said.replace("\xa0", " ")
        form = hand.app.screen
        assert isinstance(form, FormModal), "what was typed is there again"
        assert form._form.fields[0].value == "all of it"
        assert till.of_order("paid") == (10_000_00,)


@pytest.mark.parametrize("amount", ["150.000", "abc", "-5", ""])
async def test_an_amount_that_cannot_be_read_comes_back_into_its_form(
    shop: Shop, amount: str
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        till = Till(shop, hand)
        till.paid(10_000_00)
        for words, values in (("Give money back", {"reason": "x"}), ("Write a payment down", {})):
            await till.open(words)
            await till.fill(**values, amount=amount)
            form = hand.app.screen
            assert isinstance(form, FormModal), f"{words} took {amount!r}"
            assert {each.name: each.value for each in form._form.fields}["amount"] == amount
            await hand.do("escape")
            assert not isinstance(hand.app.screen, Question)
        assert till.of_order("paid", "status") == (10_000_00, "down_payment")


async def test_a_confirmation_that_was_wrong_is_reversed(shop: Shop, size: tuple[int, int]) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        till.paid(till.total)
        await till.open("confirmed", "reverse it")
        await hand.do("f9")
        assert isinstance(hand.app.screen, FormModal), "no reason, no reversal"
        assert till.of_order("status") == ("processing",)
        await till.fill(reason="bank called it back")
        assert "does not count any more" in till.said
        assert till.of_order("paid", "status") == (0, "unpaid")
        page = await till.open("reversed")
        assert "Nothing to do" in " ".join(page.split())


async def test_what_went_back_already_is_not_reversed(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        till = Till(shop, hand)
        number = till.paid(till.total)
        await till.open("Give money back")
        await till.fill(reason="all", amount=str(till.total // 100))
        await till.open(f"#{number} ", "reverse it")
        await till.fill(reason="wrong")
        assert str(number) in till.said
        assert till.of_order("paid") == (0,)


async def test_an_order_is_delivered_after_a_question(shop: Shop, size: tuple[int, int]) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        till.paid(till.total)
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        with writing(shop.database) as tx:
            tx.execute(update(orders).values(status="shipping"))
        page = await till.open("It is delivered")
        assert "Is order W-1 delivered?" in " ".join(page.split())
        await hand.do("escape")
        assert till.of_order("status") == ("shipping",), "Esc is no"
        await till.open("It is delivered")
        await hand.do("f9")
        assert hand.verdict.kind in {"info", "refused"}
        assert till.said


async def test_an_order_is_accepted_and_a_payment_refused_on_a_small_screen_too(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        await till.open("Write a payment down")
        await till.fill(amount="1000", bank="BCA")
        await till.open("to confirm", "There is no such money")
        await till.fill(reason="not on the statement")
        assert "is refused" in till.said
        assert till.of_order("status") == ("unpaid",)
        await till.open("Accept the order")
        await till.fill(reason="pays on Friday")
        assert "can be packed" in till.said
        assert till.of_order("status", "paid") == ("processing", 0)


async def test_what_a_buyer_said_is_changed_before_it_is_confirmed(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        till = Till(shop, hand)
        await till.open("Write a payment down")
        await till.fill(amount="1000", bank="BCA", reference="T-1", proof="ini buktinya")
        await till.open("to confirm", "Change what is written")
        form = hand.app.screen
        assert isinstance(form, FormModal)
        kept = {each.name: each.value for each in form._form.fields}
        assert (kept["amount"], kept["bank"], kept["proof"]) == ("1000", "BCA", "ini buktinya")
        await till.fill(amount="12000", bank="BRI")
        assert "the payment is IDR 12,000 now" in till.said.replace("\xa0", " ")
        assert till.of_order("status", "paid") == ("to_confirm", 0)
        with reading(shop.database) as tx:
            row = tx.execute(select(order_payments)).one()
        assert (row.bank, row.reference, row.proof) == ("BRI", "T-1", "ini buktinya")
        await till.open("to confirm", "The money is there")
        assert till.of_order("status", "paid") == ("down_payment", 12_000_00)


async def test_a_change_to_more_than_is_due_is_asked_about(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        till = Till(shop, hand)
        await till.open("Write a payment down")
        await till.fill(amount="1000")
        await till.open("to confirm", "Change what is written")
        page = await till.fill(amount=str(till.total // 100 + 9))
        assert "IDR 9 more than the order still costs" in page.replace("\xa0", " ")
        await hand.do("f9")
        assert "the payment is" in till.said
        page = await till.open("to confirm", "The money is there")
        assert "IDR 9 more" in page.replace("\xa0", " ")
        await hand.do("f9")
        assert till.of_order("paid") == (till.total + 9_00,)
        sections = {one.title: one.rows for one in hand.app.backend.order("W-1").sections}
        money = dict(sections["Money"])
        assert money["Balance"].replace("\xa0", " ") == "IDR 9 too much, credit of the buyer"


async def test_a_down_payment_and_the_rest_add_up(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        till = Till(shop, hand)
        till.paid(10_000_00)
        page = await till.open()
        rest = till.total // 100 - 10_000
        assert f"IDR {rest:,} is due" in page.replace("\xa0", " ")
        page = await till.pick("Write a payment down")
        assert str(rest) in page, "the rest is offered"
        await till.fill()
        await till.open("to confirm", "The money is there")
        assert "paid in full" in till.said
        assert till.of_order("paid", "status") == (till.total, "processing")


@pytest.mark.parametrize("who", ["Budi", "Joko"])
async def test_who_may_not_is_told_so_at_once(shop: Shop, who: str) -> None:
    async with station(Alone(shop.config, "S1", operator=who)) as hand:
        till = Till(shop, hand)
        till.paid(till.total)
        await till.open()
        if who == "Budi":
            assert not isinstance(hand.app.screen, Question)
            assert "Budi may not" in till.said
        else:  # finance sees to money, and has no say in what is packed or delivered
            with writing(shop.database) as tx:
                tx.execute(update(orders).values(status="shipping"))
            await hand.do("escape")
            await till.open("It is delivered")
            await hand.do("f9")
            assert "Joko may not" in till.said
            assert till.of_order("status") == ("shipping",)


async def test_a_payment_that_was_changed_meanwhile_is_not_confirmed_unseen(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        till = Till(shop, hand)
        with writing(shop.database) as tx:
            order = tx.execute(select(orders.c.id).where(orders.c.order_no == "W-1")).scalar_one()
            said = report(tx, POLICY, order, Paid(10_000_00)).payment
        await till.open("to confirm")
        await hand.shows("10,000", "The money is there")
        with writing(shop.database) as tx:
            amend(tx, POLICY, said.id, Paid(till.total + 7_00), sure=True)
        await till.pick("The money is there")
        now = f"IDR {till.total // 100 + 7:,}"
        assert f"says {now}, not IDR 10,000" in till.said.replace("\xa0", " ")
        assert till.of_order("paid", "status") == (0, "to_confirm")
        page = await till.open("to confirm", "The money is there")
        assert "IDR 7 more" in page.replace("\xa0", " "), "what it is now is asked about"
        await hand.do("f9")
        assert till.of_order("paid", "status") == (till.total + 7_00, "processing")
