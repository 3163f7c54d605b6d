"""Shipping fees at the command line: asked for an order that is there, and while one is added."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PRODUCTS = """sku,name,unit_price,weight_g,stock,bin
TEH,Teh Melati,15000,400,20,A-1
KOPI,Kopi,20000,0,5,B-1
"""
TARIFF = """
[[couriers.own.tariff]]
provinces = ["DKI Jakarta"]
fee = 9000
per_kg = 4000
free_from = 200000
max_g = 5000
days = "1-2"
"""
BUYER = ("--customer", "Ibu Ratna", "--phone", "+62 000 1234567", "--address", "Jl. Mawar 5")
JAKARTA = (*BUYER, "--province", "DKI Jakarta")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_shop(tmp_path_factory.mktemp("quote"), products=PRODUCTS).parent


@pytest.fixture
def kemas(
    shop: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    shutil.copytree(shop, tmp_path / "shop")
    path = tmp_path / "shop" / "kemas.toml"
    with path.open("a", encoding="utf-8") as file:
        file.write(TARIFF)
    return CommandLine(path, capsys)


def test_the_fee_of_an_order_is_asked_and_nothing_of_it_changes(kemas: CommandLine) -> None:
    number = kemas.json("orders", "add", *JAKARTA, "--line", "TEH=3", "--line", "KOPI")["order_no"]
    code, out, err = kemas("orders", "quote", number)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Parcel: 1.2 kg without KOPI, whose weight is not known"
    assert out.splitlines()[2].split() == (
        ["Own", "delivery", "standard", "IDR", "13,000", "1–2", "days"]
    )
    told = kemas.json("orders", "quote", number, "--weight", "900")
    assert (told["weight_g"], told["weight_typed"], told["unweighed"]) == (900, True, ["KOPI"])
    (answer,) = told["answers"]
    fee = {"minor": 9000_00, "currency": "IDR", "text": "IDR 9,000"}
    assert answer["offers"] == [{"service": "standard", "fee": fee, "days": [1, 2], "hours": None}]
    assert (answer["courier"], answer["outcome"], answer["reason"]) == ("own", "offered", "")
    assert kemas.json("orders", "list")[0]["shipping_fee"]["minor"] == 0


@pytest.mark.parametrize(
    ("words", "outcome", "said"),
    [
        (("--weight", "6000"), "too_heavy", "it takes at most 5 kg there"),
        (("--courier", "manual"), "no_tariff", "there is no price list for it"),
    ],
)
def test_where_nobody_offers_it_the_reason_is_told_and_the_command_fails(
    kemas: CommandLine, words: tuple[str, ...], outcome: str, said: str
) -> None:
    number = kemas.json("orders", "add", *JAKARTA, "--line", "TEH")["order_no"]
    code, out, err = kemas("orders", "quote", number, *words)
    assert (code, out) == (1, "")
    assert err.startswith(f"Nobody offers to carry order {number}.")
    assert said in err
    code, out, _err = kemas("orders", "quote", number, *words, "--json")
    assert (code, json.loads(out)["answers"][0]["outcome"]) == (1, outcome)


def test_an_order_is_added_with_the_fee_that_its_courier_asks(kemas: CommandLine) -> None:
    line = ("--line", "TEH=2", "--cod", "=")
    made = kemas.json("orders", "add", *JAKARTA, *line, "--quote", "--weight", "1500")
    assert (made["shipping_fee"]["minor"], made["total"]["minor"]) == (13_000_00, 43_000_00)
    free = kemas.json("orders", "add", *JAKARTA, "--line", "TEH=14", "--quote", "--weight", "900")
    assert free["shipping_fee"]["minor"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*JAKARTA, "--shipping-fee", "5000"), "A shipping fee of 5000 is typed already"),
        ((*JAKARTA, "--courier", "manual"), "there is no price list for it"),
        ((*BUYER, "--province", "Bali"), "Bali is not on its price list. Nothing is saved."),
        (BUYER, "what the address lacks: Province. Nothing is saved."),
        ((*JAKARTA, "--weight", "much"), "much is not a whole number."),
    ],
)
def test_an_order_without_the_fee_that_was_asked_for_is_not_saved(
    kemas: CommandLine, words: tuple[str, ...], said: str
) -> None:
    code, out, err = kemas("orders", "add", *words, "--line", "TEH", "--quote")
    assert (code, out) == (1, "")
    assert said in err
    assert kemas.json("orders", "list") == []
