"""The table of rules that says which courier takes an order that nobody wished one for."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from core.config import parse
from core.couriers.quotes import Destination
from core.couriers.rules import Facts, rule_table
from core.database import Database
from core.errors import ConfigRefusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import load_parcel, open_parcel
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import rules_of
from core.orders.models import orders
from core.shipping.ruling import by_rules
from core.shipping.settings import settings_of
from core.shipping.shipments import plan
from core.transaction import SYSTEM, reading, writing

HEAD = "[couriers.own]\nservices = ['standard', 'same day']\n"
RULES = """
[[couriers.rules]]
courier = "own"
service = "same day"
cities = ["Jakarta Selatan"]
max_g = 1000
[[couriers.rules]]
courier = "manual"
from_g = 1001
[[couriers.rules]]
courier = "own"
cod = true
from_worth = 50000
"""


def facts(city: str = "", grams: int = 0, worth: int = 0, *, cod: bool = False) -> Facts:
    to = Destination(city=city)
    return Facts(("shopee:one", "shopee"), to, worth, cod, lambda: grams)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (facts("Kota Jakarta Selatan", 900), ("own", "same day")),
        (facts("Jakarta Pusat", 900), None),
        (facts("", 1001), ("manual", "")),
        (facts("Jakarta Selatan"), None),  # nobody knows the weight
        (facts(worth=5_000_000, cod=True), ("own", "")),
        (facts(worth=4_999_900, cod=True), None),
    ],
)
def test_the_first_row_that_fits_says_who_takes_it(given: Facts, taken: object) -> None:
    config = parse(HEAD + RULES, Path("k.toml"))
    found = rule_table(config.couriers.rules, "IDR").choose(given, "IDR")
    assert (None if found is None else (found.courier, found.service)) == taken


@pytest.mark.parametrize(
    ("rules", "code", "line"),
    [
        ("[[couriers.rules]]\ncourier = 'ghn'\n", "config_rule_courier", 4),
        ("[[couriers.rules]]\ncourier = 'own'\nservice = 'x'\n", "config_rule_service", 5),
        ("[[couriers.rules]]\ncourier='own'\nfrom_g = 9\nmax_g = 8\n", "config_rule_range", 3),
        (
            "[[couriers.rules]]\ncourier = 'own'\ncities = ['Bandung']\n"
            "[[couriers.rules]]\ncourier = 'manual'\ncities = ['Kota Bandung']\ncod = true\n",
            "config_rule_hidden",
            6,
        ),
        (
            "[[couriers.rules]]\ncourier = 'own'\n[[couriers.rules]]\ncourier='own'\nmax_g = 5\n",
            "config_rule_hidden",
            5,
        ),
    ],
)
def test_a_rule_that_can_never_apply_is_refused_at_start(rules: str, code: str, line: int) -> None:
    with pytest.raises(ConfigRefusal) as refused:
        parse(HEAD + rules, Path("k.toml"))
    assert (refused.value.code, refused.value.params["line"]) == (code, line)


def test_rows_that_take_other_orders_stand_together() -> None:
    """A city of one kind is not every place of that name."""
    row = "[[couriers.rules]]\ncourier = 'own'\ncities = ['{}']\n"
    parse(HEAD + row.format("Kota Bandung") + row.format("Bandung"), Path("k.toml"))


FILE = """channel,order_no,customer,address,city,sku,quantity,courier,service
web,A,Siti,Jl. Satu 1,Jakarta Selatan,TEH,5,,
web,B,Siti,Jl. Satu 1,Jakarta Selatan,TEH,6,,
web,C,Siti,Jl. Satu 1,Jakarta Selatan,TEH,1,manual,
web,D,Siti,Jl. Satu 1,Jakarta Selatan,TEH,1,jne,yes
"""


def test_orders_without_a_wish_go_by_the_rules_and_again_by_the_packed_weight(
    db: Database, build: ModuleType, tmp_path: Path
) -> None:
    """200 g each: five are a kilogram, six are more; at the table the scales say what counts."""
    config = parse(HEAD + RULES, Path("k.toml"))
    settings = settings_of(config)
    shop = build.shop(db, {"TEH": 50})
    path = tmp_path / "orders.csv"
    path.write_text(FILE, encoding="utf-8")
    report = import_orders(db, SYSTEM, rules_of(config, shop.warehouse, lambda _t, _o: False), path)
    assert report.created == 4
    with reading(db) as tx:
        query = select(orders.c.order_no, orders.c.courier, orders.c.service, orders.c.id)
        found = {number: (*rest,) for number, *rest in tx.execute(query)}
    assert {number: (one, two) for number, (one, two, _id) in found.items()} == {
        "A": ("own", "same day"),
        "B": ("manual", "standard"),
        "C": ("manual", "standard"),
        "D": ("own", "same day"),
    }
    with writing(db, shop.actor) as tx:
        made = {one: open_parcel(tx, shop.warehouse, found[one][2]).id for one in "AC"}
        tx.execute(update(parcels).values(weight_g=1200))
        heavy = load_parcel(tx, made["A"])
        assert by_rules(tx, settings.couriers, heavy) == {
            "courier": "manual",
            "service": "standard",
        }
        assert by_rules(tx, settings.couriers, load_parcel(tx, made["C"])) == {}
        chosen = {"courier": "own", "service": "standard"}
        tx.execute(update(orders).where(orders.c.order_no == "A").values(**chosen))
        assert by_rules(tx, settings.couriers, heavy) == {}  # somebody changed it
        tx.execute(update(orders).where(orders.c.order_no == "A").values(service="same day"))
        assert plan(tx, settings, heavy).courier == "manual"
