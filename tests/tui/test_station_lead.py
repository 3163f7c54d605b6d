"""A lead's yes at the station: one question, answered by badge or name and PIN, for one action."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import Hand, painted, station

from core import audit
from core.orders.models import orders
from core.people import commands, pins, queries
from core.transaction import reading, writing
from tui.widgets.leadmodal import LeadModal

PIN, WRONG = "407193", "553311"


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        for name, role in (("Wati", "packer"), ("Rina", "lead"), ("Budi", "packer")):
            commands.add_operator(tx, name, role)
        build.order(tx, "W-9", {"A": 1}, fulfilment=build.Fulfilment.HELD)
    yield made
    made.database.close()


def badge(shop: Shop, who: str) -> str:
    with reading(shop.database) as tx:
        return queries.find_operator(tx, who).badge_code


def give_pin(shop: Shop) -> None:
    with writing(shop.database) as tx:
        pins.set_pin(tx, queries.find_operator(tx, "Rina").id, pins.hashed(PIN))


def state(shop: Shop) -> str:
    return str(shop.value(orders.c.fulfilment, orders.c.order_no == "W-9"))


def approvals(shop: Shop) -> list[dict[str, object]]:
    with reading(shop.database) as tx:
        rows = tx.execute(select(audit.events.c.data).where(audit.events.c.kind == "approved"))
        return [row.data for row in rows]


async def sign_in(hand: Hand, shop: Shop) -> None:
    hand.send(f"{badge(shop, 'Wati')}\r")
    await hand.settle()
    assert hand.app.operator == "Wati"


async def ask(hand: Hand) -> None:
    """Wati releases an order that is on hold, which only a lead may."""
    hand.app.command("release", {"order": "W-9"})
    await hand.shows("A lead has to say yes", "release held orders")


async def test_a_scanned_badge_does_it_and_signs_nobody_in(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        assert state(shop) == "held"
        hand.send(f"{badge(shop, 'Rina')}\r")
        await hand.settle()
        await hand.hides("A lead has to say yes")
        assert hand.app.operator == "Wati"
        assert state(shop) != "held"
        (said,) = approvals(shop)
        assert (said["who"], said["how"], said["action"]) == ("Rina", "badge", "release W-9")
        hand.send(f"{badge(shop, 'Rina')}\r")  # and now a badge signs in again
        await hand.settle()
        assert hand.app.operator == "Rina"


async def test_a_badge_whose_enter_comes_late_counts_as_well_and_stays_on_no_screen(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        await hand.type(badge(shop, "Rina"))
        await hand.do("enter")
        await hand.hides("A lead has to say yes")
        assert state(shop) != "held"
        assert badge(shop, "Rina") not in painted(hand.app)


async def test_a_badge_that_comes_with_the_refusal_is_no_sign_in_either(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        hand.app.command("release", {"order": "W-9"})
        hand.send(f"{badge(shop, 'Rina')}\r")
        await hand.settle()
        assert (hand.app.operator, state(shop) != "held") == ("Wati", True)
        await hand.hides("A lead has to say yes")


async def test_esc_leaves_all_as_it_was(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        await hand.do("escape")
        await hand.hides("A lead has to say yes")
        assert (state(shop), hand.app.operator, approvals(shop)) == ("held", "Wati", [])
        hand.send(f"{badge(shop, 'Rina')}\r")
        await hand.settle()
        assert (state(shop), hand.app.operator) == ("held", "Rina")


@pytest.mark.parametrize("code", ["KEMAS:OK", "KEMAS:NEXT"])
async def test_whoever_scans_on_has_left_the_question(shop: Shop, code: str) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        hand.send(f"{code}\r")
        await hand.settle()
        await hand.hides("A lead has to say yes")
        assert (state(shop), approvals(shop)) == ("held", [])


async def test_a_badge_asks_for_the_pin_of_who_has_one(shop: Shop) -> None:
    give_pin(shop)
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        hand.send(f"{badge(shop, 'Rina')}\r")
        await hand.settle()
        await hand.shows("Rina, what is your PIN?")
        await hand.type(WRONG)
        assert WRONG not in painted(hand.app)
        await hand.type("\r")
        await hand.shows("Tries before a wait: 2")
        await hand.type(f"{PIN}\r")
        await hand.hides("A lead has to say yes")
        assert state(shop) != "held"
        (said,) = approvals(shop)
        assert said["how"] == "badge_pin"
        assert hand.app.operator == "Wati"


async def test_a_pin_that_comes_all_at_once_after_a_wrong_one_signs_nobody_in(shop: Shop) -> None:
    give_pin(shop)
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        for code in (badge(shop, "Rina"), WRONG, PIN):
            hand.send(f"{code}\r")
            await hand.settle()
        await hand.hides("A lead has to say yes")
        assert (hand.app.operator, state(shop) != "held") == ("Wati", True)
        assert [said["how"] for said in approvals(shop)] == ["badge_pin"]


async def test_a_name_and_its_pin_are_typed_with_a_reason(shop: Shop) -> None:
    give_pin(shop)
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        await hand.type("rina\r")
        await hand.type(PIN)
        await hand.do("down")
        await hand.type("buyer called")
        await hand.do("f9")
        await hand.hides("A lead has to say yes")
        (said,) = approvals(shop)
        assert (said["how"], said["why"]) == ("pin", "buyer called")
        assert state(shop) != "held"


async def test_a_packers_badge_says_no_yes_and_the_question_stays(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        await ask(hand)
        hand.send(f"{badge(shop, 'Budi')}\r")
        await hand.settle()
        await hand.shows("Budi may not say yes for others", "A lead has to say yes")
        assert (state(shop), hand.app.operator) == ("held", "Wati")
        assert isinstance(hand.app.screen, LeadModal)
        hand.send(f"{badge(shop, 'Rina')}\r")
        await hand.settle()
        assert state(shop) != "held"


async def test_what_was_filled_in_comes_back_where_nobody_says_yes(shop: Shop) -> None:
    """A form is filled in first: the lead says yes to that, or it stands there again."""
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop)
        hand.send("W-1\r")
        await hand.settle()
        backend = hand.app.backend
        form = backend.form("block_new", {})
        filled = {"sku": "A", "bin": "MAIN", "units": "3", "why": "broken", "lot": "", "until": ""}
        assert form.fields
        deeds = hand.app.deeds
        await deeds.fill_in("block_new", {}, filled)
        await hand.do("f9")
        await hand.shows("A lead has to say yes", "block stock")
        await hand.do("escape")
        await hand.shows("Block goods", "broken")
        await hand.do("escape")
        assert approvals(shop) == []
