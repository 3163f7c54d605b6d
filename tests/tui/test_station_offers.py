"""At the table couriers are asked with one key, and one of their offers is taken with another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import station

from core.config import load
from core.shipping.creating import cancel_shipment
from core.shipping.models import shipments
from core.shipping.settings import settings_of
from core.transaction import reading, writing
from tui.views import Choice, Form, FormField
from tui.widgets.forms import FormModal

COURIERS = """
[couriers.manual]
name = "Far away"
[[couriers.manual.tariff]]
fee = 30000
[couriers.own]
services = ["standard", "same day"]
[[couriers.own.tariff]]
services = ["standard"]
fee = 9000
days = "1-2"
[[couriers.own.tariff]]
services = ["same day"]
fee = 20000
hours = "3-6"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    text = made.config.read_text(encoding="utf-8")
    made.config.write_text(text + COURIERS, encoding="utf-8")
    yield made
    made.database.close()


async def test_an_offer_is_taken_on_the_table_and_for_a_parcel_that_waits(shop: Shop) -> None:
    def booked() -> list[tuple[str, int | None, str]]:
        with reading(shop.database) as tx:
            table = shipments.c
            query = select(table.service, table.quoted_fee, table.state).order_by(table.id)
            return [(*row,) for row in tx.execute(query)]

    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        await hand.do("alt+q")
        await hand.shows("Couriers · W-1", "1–2 days · usual, cheapest", "same day · IDR 20,000")
        await hand.do("down")
        await hand.shows("3–6 hours · fastest")
        await hand.do("enter")
        assert hand.verdict.message == "Order W-1 goes with Own delivery, same day."
        await hand.do("alt+q", "down", "down", "enter")
        await hand.shows("web  ·  Far away")
        await hand.do("alt+q", "down", "down", "enter")
        assert hand.verdict.message == "Order W-1 goes with Own delivery, same day."
        hand.send("B\rB\r")
        await hand.settle()
        assert booked() == [("same day", 2_000_000, "booked")]
        await hand.do("alt+q")
        assert hand.verdict.message.startswith("No parcel of the order W-1 waits for a shipment")
        await hand.do("escape")
        with reading(shop.database) as tx:
            parcel = tx.execute(select(shipments.c.parcel_id)).scalar_one()
        settings = settings_of(load(shop.config))
        with writing(shop.database) as tx:
            cancel_shipment(tx, settings, parcel)
        await hand.do("alt+q", "enter")
        assert hand.verdict.message.endswith("of order W-1 goes with Own delivery, standard.")
        assert booked()[1:] == [("standard", 900_000, "booked")]
        form = Form(
            "Shipment",
            (
                FormField("courier", "Courier", "a", choices=(Choice("a", "A"), Choice("b", "B"))),
                FormField("insurance", "Insurance", "5", only=("b",)),
            ),
        )
        given: list[object] = []
        await hand.app.deeds.open(FormModal(form), given.append)
        await hand.do("f9")
        await hand.app.deeds.open(FormModal(form), given.append)
        await hand.do("right", "f9")
        assert given == [{"courier": "a"}, {"courier": "b", "insurance": "5"}]
