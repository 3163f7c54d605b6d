"""Orders go to a warehouse by rule: the one of their channel, one that has it all, the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.audit import of_order
from core.config import parse
from core.database import Database
from core.errors import ConfigRefusal, NotFound, Refusal
from core.orders.entry import drafts
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.making import make
from core.orders.entry.rules import entry_rules
from core.orders.intake.checking import Setting
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import Rules
from core.orders.models import orders
from core.orders.nearness import Spot, nearness, plain
from core.orders.routing import Going, Route, Router, Routing
from core.stock import warehouses
from core.stock.checks import differences
from core.stock.warehouses import Told
from core.transaction import SYSTEM, reading, writing

ALL = ("channel", "in_stock", "nearest")
BANDUNG = Going("web", "Kota Bandung", "Jawa Barat", "40115")


class Shops:
    """MAIN in Jakarta, BDG in Bandung and SBY in Surabaya, with tea in each."""

    def __init__(self, db: Database, build: ModuleType, stock: Mapping[str, int]) -> None:
        self.db, self.build = db, build
        self.shop: Any = build.shop(db, {"TEH": stock.get("MAIN", 0), "KOPI": 0})
        self.ids = {"MAIN": int(self.shop.warehouse)}
        with writing(db) as tx:
            place = Told(city="Jakarta Pusat", province="DKI Jakarta", postcode="10110", rank=1)
            warehouses.change(tx, self.shop.warehouse, place)
            for code, told in (
                ("BDG", Told(city="Bandung", province="Jawa Barat", postcode="40111", rank=2)),
                ("SBY", Told(city="Surabaya", province="Jawa Timur", postcode="60111", rank=3)),
            ):
                self.ids[code] = warehouses.add(tx, code, told).id
                if stock.get(code):
                    tea = self.shop.products["TEH"]
                    build.put(tx, tea, stock[code], bin="R-1", warehouse_code=code)

    def route(
        self, order: Going, rules: tuple[str, ...] = ALL, units: int = 2, **channels: str
    ) -> tuple[str, str]:
        """The warehouse an order of tea goes to, and why."""
        with reading(self.db) as tx:
            found = self.router(tx, rules, channels).route(
                order, {self.shop.products["TEH"]: units}
            )
        return found.warehouse.code, found.why

    def router(self, tx: Any, rules: tuple[str, ...], channels: Mapping[str, str]) -> Router:
        routing = Routing(rules, channels)
        return Router(tx, routing, self.ids["MAIN"], [self.shop.products["TEH"]])


@pytest.fixture
def shops(db: Database, build: ModuleType) -> Shops:
    return Shops(db, build, {"MAIN": 3, "BDG": 3, "SBY": 9})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kota Bandung", "BANDUNG"),
        ("Kab. Sleman", "Kabupaten Sleman"),
        ("DKI Jakarta", "jakarta"),
        ("Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("D.I. Yogyakarta", "D.I.  Yogyakarta"),
    ],
)
def test_a_name_is_the_same_however_an_address_writes_it(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_the_same_city_is_nearer_than_the_province_and_that_than_a_postcode() -> None:
    house = Spot("Bandung", "Jawa Barat", "40111")
    buyers = (
        Spot("Kota Bandung", "", "99999"),
        Spot("Garut", "Jawa Barat", ""),
        Spot("Cimahi", "", "40521"),
        Spot("Banten", "", "42111"),
        Spot("Bandung", "Lampung", ""),
        Spot(),
    )
    assert [nearness(one, house) for one in buyers] == [
        (0, 0),
        (1, 0),
        (2, -2),
        (2, -1),
        (3, 0),
        (3, 0),
    ]


def test_without_rules_it_is_the_warehouse_of_the_station(shops: Shops) -> None:
    assert shops.route(BANDUNG, ()) == ("MAIN", "home")


def test_a_channel_is_tied_to_its_warehouse_by_its_name_or_its_kind(shops: Shops) -> None:
    assert shops.route(BANDUNG, web="SBY") == ("SBY", "channel")
    tiktok = replace(BANDUNG, channel="TikTok Shop 2")
    assert shops.route(tiktok, tiktok="SBY") == ("SBY", "channel")
    assert shops.route(BANDUNG, ("nearest",), web="SBY") == ("BDG", "city")


def test_it_goes_where_all_of_it_is_in_stock_before_it_goes_near(shops: Shops) -> None:
    assert shops.route(BANDUNG) == ("BDG", "city")
    assert shops.route(BANDUNG, units=4) == ("SBY", "in_stock")
    assert shops.route(BANDUNG, ("nearest", "in_stock"), units=4) == ("BDG", "city")
    assert shops.route(BANDUNG, units=99) == ("BDG", "city")


def test_what_is_equally_near_goes_to_the_station_or_by_rank(shops: Shops) -> None:
    nowhere = Going("web", "Medan", "Sumatera Utara", "")
    assert shops.route(nowhere) == ("MAIN", "home")
    assert shops.route(nowhere, units=4) == ("SBY", "in_stock")
    with reading(shops.db) as tx:
        router = Router(tx, Routing(("nearest",)), -1, [])
        assert router.route(nowhere, {}).why == "rank"
        assert router.route(nowhere, {}).warehouse.code == "MAIN"


def test_one_order_takes_what_the_next_one_does_not_find(shops: Shops) -> None:
    tea = shops.shop.products["TEH"]
    with reading(shops.db) as tx:
        router = shops.router(tx, ALL, {})
        routes: list[Route] = [router.route(BANDUNG, {tea: 2}) for _n in range(3)]
    assert [route.warehouse.code for route in routes] == ["BDG", "MAIN", "SBY"]


def test_a_closed_warehouse_gets_no_orders_and_ties_no_channel(shops: Shops) -> None:
    with writing(shops.db) as tx:
        made = warehouses.add(tx, "DPK", Told(city="Bandung", rank=0))
        warehouses.close(tx, made.id)
    assert shops.route(BANDUNG) == ("BDG", "city")
    with pytest.raises(Refusal, match="warehouse_closed"):
        shops.route(BANDUNG, web="DPK")
    with pytest.raises(NotFound, match="warehouse_unknown"):
        shops.route(BANDUNG, web="NIX")


def _rules(shops: Shops, rules: tuple[str, ...] = ALL) -> Rules:
    return Rules(
        setting=Setting("Asia/Jakarta", "IDR"),
        warehouse=shops.ids["MAIN"],
        default_courier="own",
        default_service="standard",
        services={"own": ("standard",)},
        cutoffs={"own": time(17)},
        is_claimed=lambda _tx, _order: False,
        routing=Routing(rules, {"shopee": "SBY"}),
    )


def test_a_file_of_orders_goes_to_the_warehouses_that_the_rules_say(
    shops: Shops, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    head = "order_no,channel,customer,address,city,province,country,sku,quantity,unit_price\n"
    rows = (
        "A-1,web,Budi,Jl. 1,Kota Bandung,Jawa Barat,ID,TEH,2,1000",
        "A-2,web,Ani,Jl. 2,Bandung,Jawa Barat,ID,TEH,2,1000",
        "A-3,shopee,Joko,Jl. 3,Bandung,Jawa Barat,ID,TEH,1,1000",
        "A-4,web,Rini,Jl. 4,Bandung,,ID,TEH,50,1000",
    )
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    report = import_orders(shops.db, SYSTEM, _rules(shops), path)
    assert (report.created, report.ready) == (4, 3)
    codes = {number: code for code, number in shops.ids.items()}
    with reading(shops.db) as tx:
        found = {
            row.order_no: (codes[row.warehouse_id], row.fulfilment)
            for row in tx.execute(select(orders))
        }
        assert found == {
            "A-1": ("BDG", "ready"),
            "A-2": ("MAIN", "ready"),
            "A-3": ("SBY", "ready"),
            "A-4": ("BDG", "short"),
        }
        first = tx.execute(select(orders.c.id).where(orders.c.order_no == "A-1")).scalar_one()
        told = [one.data for one in of_order(tx, first) if one.kind == "routed"]
        assert told == [{"warehouse": "BDG", "why": "city"}]
        assert differences(tx) == []


def test_an_order_that_changes_is_promised_where_it_is(shops: Shops, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    head = "order_no,channel,customer,address,city,country,sku,quantity,unit_price\n"
    for units in (1, 3):
        path.write_text(f"{head}A-1,shopee,Budi,Jl. 1,X,ID,TEH,{units},1000\n", encoding="utf-8")
        import_orders(shops.db, SYSTEM, _rules(shops), path)
    with reading(shops.db) as tx:
        row = tx.execute(select(orders)).one()
        assert (row.warehouse_id, row.units, row.fulfilment) == (shops.ids["SBY"], 3, "ready")
        tea = shops.shop.products["TEH"]
        assert shops.build.available(tx, shops.ids["SBY"], [tea]) == {tea: 6}
        assert differences(tx) == []


def test_an_order_that_is_typed_in_is_routed_when_it_is_made(shops: Shops, tmp_path: Path) -> None:
    config = parse('[routing]\nrules = ["in_stock", "nearest"]\n', tmp_path / "config.toml")
    rules = entry_rules(config, shops.ids["MAIN"], lambda _tx, _order: False)
    tea = shops.shop.products["TEH"]
    for key, units, code in (("near", 3, "BDG"), ("all", 3, "MAIN"), ("much", 5, "SBY")):
        typed = Contents(
            phone="+62 000 1234567",
            customer="Ratna",
            address="Jl. 5",
            city="Bandung",
            country="ID",
            lines=(EntryLine(tea, "TEH", "Barang TEH", units, 1000, 0),),
        )
        with writing(shops.db, shops.shop.actor) as tx:
            drafts.save(tx, rules, key, typed)
        with writing(shops.db, shops.shop.actor) as tx:
            made = make(tx, rules, key)
            row = tx.execute(select(orders).where(orders.c.id == made.order_id)).one()
            assert (row.warehouse_id, row.fulfilment) == (shops.ids[code], "ready")
            assert differences(tx) == []


@pytest.mark.parametrize("text", ['rules = ["near"]', 'rules = ["nearest", "nearest"]'])
def test_a_rule_that_nobody_knows_or_that_is_said_twice_is_refused(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigRefusal):
        parse(f"[routing]\n{text}\n", tmp_path / "config.toml")
