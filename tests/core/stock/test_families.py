"""Variants: each combination of values is a product with a SKU of its own."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.catalog.family_queries import Family, Value, family, family_of, list_families
from core.catalog.queries import product
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.stock import families
from core.stock.families import add_values, make_family, read_attribute, read_values
from core.stock.family_values import remove_values, rename_values
from core.stock.goods import Told, change
from core.transaction import Actor, Transaction, reading, writing

COLOURS, SIZES = "Colour=RED:Merah,BLU:Biru", "Size=S,M"


def make(tx: Transaction, *attributes: str, sku: str = "TEE", pattern: str = "") -> Family:
    told = {"unit_price": "75000", "tax_rate": "11", "brand": "Maju"}
    named = [read_attribute(one) for one in attributes]
    return make_family(tx, sku, "Kaos", named, told, "IDR", pattern)


def code_of(tx: Transaction, *attributes: str, **more: str) -> str:
    with pytest.raises(Refusal) as refused:
        make(tx, *attributes, **more)
    return refused.value.code


def test_every_combination_becomes_a_product_that_is_told_the_same(db: Database) -> None:
    with writing(db) as tx:
        made = make(tx, COLOURS, SIZES)
    assert [one.sku for one in made.variants] == [
        "TEE-RED-S",
        "TEE-RED-M",
        "TEE-BLU-S",
        "TEE-BLU-M",
    ]
    with reading(db) as tx:
        one = product(tx, "TEE-BLU-M")
        assert (one.name, one.price.minor, one.tax_rate, one.brand) == (
            "Kaos Biru M",
            75_000_00,
            "11",
            "Maju",
        )
        assert family_of(tx, one.id) == "TEE"
        assert family(tx, "TEE-BLU-M") == family(tx, "TEE") == made
        assert [(line.sku, line.variants) for line in list_families(tx)] == [("TEE", 4)]


def test_a_value_that_is_added_later_makes_only_the_new_ones(db: Database) -> None:
    with writing(db) as tx:
        before = make(tx, COLOURS, SIZES)
        after, made = add_values(tx, "TEE", "size", read_values("XL:Besar sekali"))
    assert made == ("TEE-RED-XL", "TEE-BLU-XL")
    assert after.variants[:4] == before.variants
    with reading(db) as tx:
        assert product(tx, "TEE-BLU-XL").name == "Kaos Biru Besar sekali"
        assert product(tx, "TEE-BLU-XL").price.minor == 75_000_00


def test_a_sku_that_is_taken_is_named_and_nothing_is_made(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.product(tx, "TEE-RED-M", name="Lain", codes={"TEE-BLU-S": 1})
    for attributes, taken in (((COLOURS, SIZES), "TEE-RED-M"), (("C=BLU", "S=S"), "TEE-BLU-S")):
        with pytest.raises(Refusal) as refused, writing(db) as tx:
            make(tx, *attributes)
        assert refused.value.code == "variant_sku_taken"
        assert refused.value.params["sku"] == taken
        assert refused.value.params["name"] == "Lain"
    with reading(db) as tx:
        assert list_families(tx) == ()


def test_values_are_renamed_and_taken_away(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.warehouse(tx)
        made = make(tx, COLOURS, SIZES)
        change(tx, made.variants[0].product_id, Told({"name": "Kaos obral"}), "IDR")
        after, count = rename_values(tx, "TEE", "colour", [Value("red", "Crimson")], "IDR")
        assert (count, after.attributes[0].values[0]) == (1, Value("RED", "Crimson"))
        assert [one.name for one in after.variants][:2] == ["Kaos obral", "Kaos Crimson M"]
        build.put(tx, made.variants[3].product_id, 1)
    for codes, refused in (
        (["BLU"], "archive_has_stock"),
        (["RED", "BLU"], "family_value_last"),
        (["NIX"], "family_value_unknown"),
        ([], "family_values_needed"),
    ):
        with pytest.raises(Refusal, match=refused), writing(db) as tx:
            remove_values(tx, "TEE", "Colour", codes, "IDR")
    with writing(db) as tx:
        after, count = remove_values(tx, "TEE", "Colour", ["RED"], "IDR")
        assert (count, [one.sku for one in after.variants]) == (2, ["TEE-BLU-S", "TEE-BLU-M"])
        assert product(tx, "TEE-RED-M").archived


def test_two_variants_of_one_sku_are_refused(db: Database) -> None:
    with writing(db) as tx:
        assert code_of(tx, "A=1,11", "B=1,11", pattern="{family}{1}{2}") == "variant_sku_twice"


@pytest.mark.parametrize(
    ("attributes", "pattern", "code"),
    [
        ((), "", "family_attributes"),
        (("A=1", "B=1", "C=1", "D=1"), "", "family_attributes"),
        (("A=1,1",), "", "family_value_twice"),
        (("A=x,X",), "", "family_value_twice"),
        (("A=1", "a=2"), "", "family_value_twice"),
        (("A=a|b",), "", "family_code_wrong"),
        (("A=\x1b",), "", "family_code_wrong"),
        (("A=,",), "", "family_values_needed"),
        (("A=1",), "{family}", "family_pattern_wrong"),
        (("A=1",), "{family}-{1}-{2}", "family_pattern_wrong"),
        (("A=1",), "{1}", "family_pattern_wrong"),
        (("A=1",), "{family}{1}{", "family_pattern_wrong"),
        (("A=1",), "KEMAS:{family}{1}", "code_reserved"),
        (tuple(f"{n}=" + ",".join(map(str, range(9))) for n in "ABC"), "", "family_too_big"),
    ],
)
def test_what_cannot_be_a_family_is_refused(
    db: Database, attributes: tuple[str, ...], pattern: str, code: str
) -> None:
    with writing(db) as tx:
        assert code_of(tx, *attributes, pattern=pattern) == code


def test_an_attribute_is_written_with_its_values() -> None:
    assert read_attribute("Colour=RED:Merah, BLU").values == (
        Value("RED", "Merah"),
        Value("BLU", "BLU"),
    )
    for text in ("Colour", "=RED", "Colour="):
        with pytest.raises(Refusal) as refused:
            read_attribute(text)
        assert refused.value.code == "family_attribute_wrong"


def test_families_are_known_once_and_attributes_by_name(db: Database) -> None:
    with writing(db) as tx:
        make(tx, COLOURS)
        assert code_of(tx, COLOURS) == "family_exists"
        with pytest.raises(Refusal) as refused:
            add_values(tx, "TEE", "Size", [Value("S", "S")])
        assert refused.value.code == "family_attribute_unknown"
        with pytest.raises(NotFound):
            family(tx, "NIX")


def test_only_who_may_change_products_makes_a_family(db: Database) -> None:
    with pytest.raises(NotAllowed), writing(db, Actor(operator_id=1, name="Sari")) as tx:
        make(tx, COLOURS)
    assert families.MOST_ATTRIBUTES == 3
