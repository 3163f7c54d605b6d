"""The board of invoices that go out, by keys: released, taken out, printed, sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import insert, update
from station_hand import Hand, station

from core.billing.issuing import invoice_order
from core.billing.profiles.commands import set_profile
from core.billing.rules import billing_rules
from core.billing.sending.models import invoice_deliveries
from core.billing.sending.queries import listed
from core.config import load
from core.customers.commands import make
from core.customers.records import Details
from core.messages.models import messages
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    rules = billing_rules(load(made.config))
    with writing(made.database) as tx:
        for name, email, way in (
            ("PT Post", "", "print"),
            ("PT Mail", "ap@buyer.test", "email"),
            ("PT None", "", "email"),
        ):
            who = make(tx, Details(name, country="ID", email=email)).id
            set_profile(tx, who, {"send_via": way}, currency="IDR")
            order = build.order(tx, name, {"A": 1}, customer=name, customer_id=who, email=email)
            invoice_order(tx, rules, order)
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


def states(shop: Shop) -> dict[str, str]:
    with reading(shop.database) as tx:
        return {f"{one.buyer} {one.again}": one.fate.value for one in listed(tx)}


async def test_invoices_are_looked_through_and_let_go_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.GOING_OUT)
        await hand.shows("Invoices going out · 3", "no e-mail, new", "held 3: IDR")
        await hand.do("enter")
        await hand.shows("PT None", "no e-mail, new buyer")
        await hand.do("escape", "f9", "enter")
        await hand.shows("there is no e-mail address of the buyer")
        await hand.do("escape", "f8", "enter")
        await hand.shows("to PT None is taken out", "Invoices going out · 2")
        await hand.do("f9", "down", "enter")
        await hand.shows("2 go out, 0 stay held")
        assert states(shop) == {
            "PT Post 1": "waiting",
            "PT Mail 1": "waiting",
            "PT None 1": "taken_out",
        }
        await hand.do("f6", "enter")
        await hand.shows("1 invoices go to")
        assert states(shop)["PT Post 1"] == "on_its_way"
        await hand.do("alt+f", "down", "enter")
        await hand.shows("the whole log", "Invoices going out · 3")


def mailed(shop: Shop, state: str, error: str = "") -> None:
    """PT Mail's invoice was given to the post, and this came of it."""
    with writing(shop.database) as tx:
        (one,) = (each for each in listed(tx) if each.buyer == "PT Mail")
        row = {"invoice_id": one.invoice_id, "way": "email", "reason": "invoice", "language": "en"}
        row |= {"recipient": "ap@buyer.test", "body": "x", "state": state, "key": "k"}
        tx.execute(insert(messages).values(**row, error=error, created_at=tx.now))
        tx.execute(
            update(invoice_deliveries)
            .where(invoice_deliveries.c.id == one.id)
            .values(state="given", message_id=1)
        )


async def test_the_log_shows_one_that_arrived(shop: Shop) -> None:
    mailed(shop, "sent")
    async with station(Alone(shop.config, "S1", operator="Sari"), (120, 30)) as hand:
        await go(hand, Where.GOING_OUT)
        await hand.do("alt+f", "down", "enter")
        await hand.shows("the whole log", "PT Mail", "out")


async def test_one_of_which_nobody_knows_is_asked_and_then_sent_again(shop: Shop) -> None:
    mailed(shop, "unknown", "mail_broke||")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.GOING_OUT)
        await hand.shows("nobody knows")
        await hand.do("f7", "f9")
        await hand.shows("Find out and say so first")
        await hand.do("escape", "alt+y", "down", "enter")
        await hand.shows("did not arrive: noted")
        await hand.do("f7", "f9")
        await hand.shows("goes out again")
    assert states(shop) | {"PT Mail 1": "failed", "PT Mail 2": "waiting"} == states(shop)
