"""What couriers say of a packed parcel, in which order it is offered, and what is asked of whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from core.config import parse
from core.couriers.base import Can, Limits, Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Unknown
from core.couriers.quotes import NotOffered, Offer, Offers, Quote, ToQuote, Why, Within
from core.database import Database
from core.errors import Refusal
from core.fulfilment.parcels import (
    Parcel,
    add_units,
    complete_parcel,
    load_parcel,
    open_parcel,
    set_box,
)
from core.orders.commands import head, step
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.shipping.choosing import Quotes, quotes_for
from core.shipping.creating import create_shipment
from core.shipping.models import shipments
from core.shipping.settings import settings_of
from core.transaction import Transaction, reading, writing

CONFIG = """
[couriers]
ask_fee = ["own"]
[couriers.own]
services = ["standard", "same day"]
[[couriers.own.tariff]]
services = ["standard"]
fee = 9000
per_kg = 1000
days = "1-2"
[[couriers.own.tariff]]
services = ["same day"]
fee = 20000
hours = "3-6"
"""


@dataclass
class Far(Plain):
    """A courier with a server; what it says of fees is set by the test."""

    says: Quote = field(default_factory=lambda: Unknown("no_answer"))
    code: str = "far"
    name: str = "Far"
    services: tuple[str, ...] = ("reg",)
    can: frozenset[Can] = frozenset({Can.QUOTE, Can.COD})
    limits: Limits = field(default_factory=lambda: Limits(10_000, 600, 0, 0, 5000))
    asked: list[ToQuote] = field(default_factory=list)

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        self.asked.append(wanted)
        return self.says

    def book(self, booking: Booking) -> Outcome:
        return Booked("W1")

    def cancel(self, own_code: str, waybill: str) -> Recall:
        return Cancelled()


class Shop:
    """One parcel of two units of 200 g that is packed, of 500 g on the scales."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.far = db, Far()
        self.settings = settings_of(parse(CONFIG, Path("k.toml")))
        couriers = self.settings.couriers
        couriers.add(self.far)
        couriers.asked = ("own", "far")
        self.shop = build.shop(db, {"TEH": 5})
        money = {"cod": 4_000_000, "paid": 1_000_000}
        self.order: int = build.ready_order(db, "A1", {"TEH": 2}, courier="far", **money)
        with writing(db, self.shop.actor) as tx:
            step(tx, head(tx, self.order), Fulfilment.PACKING)
            parcel = open_parcel(tx, self.shop.warehouse, self.order)
            add_units(tx, parcel.id, lines_of(tx, self.order)[0].id, 2)
            size = {"length": 300, "width": 200, "height": 100}
            set_box(tx, parcel.id, box="S", weight=500, **size)
            self.parcel = complete_parcel(tx, parcel.id).id
            step(tx, head(tx, self.order), Fulfilment.PACKED)

    def load(self, tx: Transaction) -> Parcel:
        return load_parcel(tx, self.parcel)

    def quotes(self, weight_g: int = 0) -> Quotes:
        return quotes_for(self.db, self.settings, self.order, self.load, weight_g=weight_g)

    def said(self) -> list[tuple[str, str, int | None, str]]:
        found = []
        for one in self.quotes().options:
            marks = {"usual": one.usual, "cheapest": one.cheapest, "fastest": one.fastest}
            told = " ".join(name for name, yes in marks.items() if yes)
            found.append((one.courier, one.service, one.fee, told))
        return found


def take(shop: Shop, **wishes: object) -> int:
    with writing(shop.db, shop.shop.actor) as tx:
        return create_shipment(tx, shop.settings, shop.parcel, wishes, quoted=True)


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Shop:
    return Shop(db, build)


def test_a_parcel_is_asked_about_as_it_is_packed_and_the_best_are_marked(shop: Shop) -> None:
    days = Within(1, 3, "days")
    shop.far.says = Offers((Offer("standard", 700_000, days), Offer("cargo", 1_500_000)))
    assert shop.said() == [
        ("far", "standard", 700_000, "usual cheapest"),
        ("own", "standard", 900_000, ""),
        ("far", "cargo", 1_500_000, ""),
        ("own", "same day", 2_000_000, "fastest"),
    ]
    (asked,) = shop.far.asked
    assert (asked.weight_g, asked.length_mm, asked.width_mm, asked.height_mm) == (
        500,
        300,
        200,
        100,
    )
    assert (asked.goods, asked.cod) == (5_000_000, 4_000_000)
    far, own = (next(o for o in shop.quotes().options if o.courier == c) for c in ("far", "own"))
    assert (far.charged_g, own.charged_g) == (1200, 500)


def test_the_usual_courier_can_be_taken_while_it_cannot_be_asked(shop: Shop) -> None:
    assert shop.said()[0] == ("far", "standard", None, "usual")
    shop.far.says = NotOffered(Why.NOT_SERVED)
    assert shop.said()[0] == ("own", "standard", 900_000, "cheapest")


def test_who_would_not_take_it_is_neither_asked_nor_booked(shop: Shop) -> None:
    cod = frozenset({Can.COD})
    for limits, can, why in (
        (Limits(weight_g=499), cod, Why.TOO_HEAVY),
        (Limits(weight_g=1000, volume_mm3_per_g=5000), cod, Why.TOO_HEAVY),
        (Limits(side_mm=299), cod, Why.TOO_BIG),
        (Limits(cod=3_999_999), cod, Why.TOO_MUCH_COD),
        (Limits(), frozenset[Can](), Why.NO_COD),
    ):
        shop.far.limits, shop.far.can = limits, can
        (answer,) = [one for one in shop.quotes().answers if one.courier == "far"]
        assert isinstance(answer.quote, NotOffered)
        assert (answer.quote.why, shop.far.asked) == (why, [])
        with pytest.raises(Refusal) as refused:
            take(shop, service="reg")
        assert refused.value.code == "shipment_beyond"
        assert refused.value.params["why"] == why.value


def test_only_what_a_courier_can_do_is_asked_of_it(shop: Shop) -> None:
    shop.far.limits = Limits()
    for wish, code in (
        ({"fee_payer": "recipient"}, "shipment_recipient_pays"),
        ({"inspection": "look"}, "shipment_inspection"),
        ({"insurance": 1}, "shipment_beyond"),
    ):
        with pytest.raises(Refusal) as refused:
            take(shop, service="cargo", **wish)
        assert refused.value.code == code
    assert take(shop, service="cargo", quoted_fee=1_500_000)  # a service of its own offer
    with reading(shop.db) as tx:
        row = tx.execute(select(shipments.c.service, shipments.c.quoted_fee, shipments.c.cod)).one()
    assert tuple(row) == ("cargo", 1_500_000, 4_000_000)
