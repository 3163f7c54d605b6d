"""Labels for shelves and goods come from the places and products that there are."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core.config import parse
from core.database import Database
from core.errors import NotFound, Refusal
from core.paper.documents import dump, load
from core.shipping.settings import settings_of
from core.shipping.stickers import MOST, bin_labels_of, product_labels_of
from core.transaction import writing

SETTINGS = settings_of(parse("", Path("k.toml")))


def test_shelves_come_in_walking_order_and_other_bins_not_at_all(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        here = build.warehouse(tx)
        for sku, place in (("A", "B-02"), ("B", "A-01"), ("C", "A-10")):
            build.product(tx, sku, stock=1, bin=place)
        every = bin_labels_of(tx, SETTINGS, here)
        some = bin_labels_of(tx, SETTINGS, here, ["B-02", "A-01", "B-02"], 3)
        with pytest.raises(NotFound) as refused:
            bin_labels_of(tx, SETTINGS, here, ["PACKED"])
    assert every.bins == ("A-01", "A-10", "B-02")
    assert (some.bins, some.copies, some.warehouse) == (("B-02", "A-01"), 3, "MAIN")
    assert refused.value.code == "bin_unknown"
    assert load(dump(some)) == some


def test_goods_carry_the_code_of_a_single_unit(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.product(tx, "CASE", codes={"8991234567891": 12, "8991234567907": 1})
        build.product(tx, "ONLY-CASES", codes={"8991234567914": 6})
        labels = product_labels_of(tx, SETTINGS, ["CASE", "ONLY-CASES"], 4, prices=True)
    assert [(item.sku, item.barcode, item.quantity) for item in labels.items] == [
        ("CASE", "8991234567907", 4),
        ("ONLY-CASES", "", 4),
    ]
    assert labels.items[0].unit_price == 2_500_000
    assert load(dump(labels)) == labels


def test_a_roll_of_labels_by_mistake_is_refused(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        assert product_labels_of(tx, SETTINGS, ["TEH"], MOST).items
        with pytest.raises(Refusal) as refused:
            product_labels_of(tx, SETTINGS, ["TEH"], MOST + 1)
    assert refused.value.code == "labels_too_many"


def test_prices_of_two_currencies_do_not_stand_on_one_run(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.product(tx, "RUPIAH")
        build.product(tx, "DONG", currency="VND")
        with pytest.raises(Refusal) as refused:
            product_labels_of(tx, SETTINGS, ["RUPIAH", "DONG"], prices=True)
        assert product_labels_of(tx, SETTINGS, ["RUPIAH", "DONG"]).items
    assert refused.value.code == "currency_mix"
