"""Customers with keys only: found, made, changed by two, blocked, merged after a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, painted, station

from core.customers import commands, places, queries
from core.customers.groups import make_group
from core.customers.models import Trust
from core.customers.pasting.reading import read_address
from core.customers.pasting.result import Part
from core.customers.records import Details, Place
from core.transaction import reading, writing
from tui import speech
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.live.customers import pasted_fields, pasted_values
from tui.views import Form, FormField
from tui.widgets.forms import with_typed

PHONE, OTHER = "+620000000001", "+620000000002"


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        siti = commands.make(tx, Details("Siti Aminah", (PHONE,), "s@example.com", "ID"))
        places.add(tx, siti.id, Place("Jl. Kenanga 1", city="Bandung"))
        commands.make(tx, Details("Budi Santoso", (OTHER,), "s@example.com"))
        build.order(tx, "C-1", {"A": 1}, customer_id=siti.id)
    yield made
    made.database.close()


def at(shop: Shop, operator: str = "Sari") -> LiveBackend:
    return Alone(shop.config, "S1", operator=operator)


async def written(hand: Hand, text: str) -> None:
    """Type as slowly as a person does, so that it is no scan."""
    for char in text:
        await hand.do("space" if char == " " else char)


async def under(hand: Hand, name: str) -> None:
    """Go to the customers, and there to this one."""
    await hand.do("alt+a")
    await hand.shows(name)
    for _ in range(9):
        if f"›{name}" in painted(hand.app):
            return
        await hand.do("down")
    raise AssertionError(painted(hand.app))


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_customers_are_found_and_everything_about_one_is_shown(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await hand.do("alt+a")
        assert hand.app.where is Where.CUSTOMERS
        await hand.shows("›Budi Santoso")
        await hand.do("f3", "a", "m", "i")
        await hand.hides("Budi")
        screen = await hand.do("enter", "enter")
        while "+62 000 000 0001" not in screen:  # a small terminal shows a few lines at once
            before, screen = screen, await hand.do("down")
            assert screen != before
        if size == (80, 24):
            assert "Jl. Kenanga 1, Bandung" in screen
            await hand.do("pagedown")
            await hand.shows("same e-mail")


async def test_a_customer_is_made_and_what_is_refused_is_not_lost(shop: Shop) -> None:
    async with station(at(shop), (80, 24)) as hand:
        await hand.do("alt+a", "f7")
        await written(hand, "Wati")
        await hand.do("down")
        await written(hand, "0812")
        await hand.do("f9")
        await hand.shows("0812 is no phone number")
        await hand.do("down")
        await hand.shows("Wati")
        await hand.do(*["backspace"] * 4)
        await written(hand, "+62 000 000 0003")
        await hand.do("f9")
        await hand.shows("Wati is a customer now")
        with reading(shop.database) as tx:
            found = queries.find_by_phone(tx, "+620000000003")
            assert found is not None
            assert (found.name, found.country) == ("Wati", "ID")


async def test_the_later_of_two_sees_what_changed_and_keeps_what_was_typed(shop: Shop) -> None:
    async with station(at(shop), (80, 24)) as hand:
        await under(hand, "Siti Aminah")
        await hand.do("ctrl+g")
        await written(hand, "X")
        with writing(shop.database) as tx:
            one = queries.find(tx, PHONE)
            commands.change(tx, one.id, replace(commands.details_of(tx, one), note="ring twice"))
        await hand.do("f9")
        await hand.shows("was changed by somebody else", "ring twice", "Siti AminahX")
        await hand.do("f9")
        await hand.shows("Siti AminahX is saved.")
        with reading(shop.database) as tx:
            after = queries.find(tx, PHONE)
            assert (after.name, after.note) == ("Siti AminahX", "ring twice")
            assert queries.addresses(tx, after.id)[0].address == "Jl. Kenanga 1"


async def test_a_customer_is_blocked_with_a_reason_by_those_who_may(shop: Shop) -> None:
    async with station(at(shop), (80, 24)) as hand:
        await under(hand, "Siti Aminah")
        await hand.do("alt+v", "3", "enter")
        await hand.shows("Siti Aminah is blocked: Refused parcels.")
        with reading(shop.database) as tx:
            found = queries.find(tx, PHONE)
            assert found.own_trust is Trust.BLOCKED


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_two_are_made_one_after_a_look_at_what_moves(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await under(hand, "Budi Santoso")
        await hand.do("alt+x")
        await hand.shows("Siti Aminah (#1)")
        await hand.do("enter")
        await hand.shows("From Siti Aminah (#1) move:")
        if size == (40, 12):  # what moves has a page of its own there
            await hand.do("enter")
        await hand.do("f9")
        await hand.shows("Siti Aminah is part of")
        with reading(shop.database) as tx:
            assert queries.find_by_phone(tx, PHONE) == queries.find_by_phone(tx, OTHER)
        if size != (40, 12):
            await hand.do("home", "enter")
            await hand.shows("Merged in", "Siti Aminah (#1), by Sari · 1 order", "1 address")
            await hand.do("escape")
        await hand.do("alt+y")
        await hand.shows("C-1")
        await hand.do("enter")
        assert hand.app.where is Where.ORDER


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_addresses_are_added_changed_chosen_and_taken_off(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await under(hand, "Siti Aminah")
        await hand.do("f8")
        await hand.shows("Addresses of Siti", "Jl. Kenanga 1")
        await hand.do("down", "enter")
        await hand.shows("New address of Siti")
        await written(hand, "kantor")
        await hand.do("f9")  # without a street it comes back as it was typed
        await hand.shows("needs street", "kantor")
        await hand.do("down", "down", "down")
        await written(hand, "melati6")
        await hand.do("f9")
        await hand.shows("one more address")
        await hand.do("f8")
        await hand.shows("melati6")
        await hand.do("down", "enter", "down", "enter")
        await hand.shows("go to this address now")
        await hand.do("f8", "enter", "enter")
        await hand.shows("Address of Siti")
        await hand.do("end")
        await written(hand, "!")
        await hand.do("f9")
        await hand.shows("is saved")
        await hand.do("f8", "down", "enter")
        await hand.do("down", "down", "enter")
        await hand.shows("taken off")
    with reading(shop.database) as tx:
        customer = queries.find_by_phone(tx, PHONE)
        assert customer is not None
        here = queries.addresses(tx, customer.id)
        assert [(one.label, one.address, one.is_default) for one in here] == [
            ("kantor!", "melati6", True)
        ]


def test_what_was_typed_joins_what_somebody_else_changed() -> None:
    form = Form("x", (FormField("name", "", "Siti"), FormField("note", "", "new note")))
    typed = {"name": "Siti B", "was_name": "Siti", "note": "old", "was_note": "old"}
    fields = with_typed(form, typed).fields
    assert [each.value for each in fields] == ["Siti B", "new note"]


def test_a_pasted_text_fills_fields_and_marks_what_is_unsure() -> None:
    speech.switch("en")
    found = read_address("Siti\n+62 000 000 0001\nJl. Kenanga 3, Bandung 40132\nmakasih", "ID")
    names = {part: part.value for part in Part}
    fields = pasted_fields(found, names | {Part.NAME: "customer"})
    labels = {each.name: (each.label, each.value) for each in fields}
    assert labels == {
        "customer": ("Name ?", "Siti"),
        "phone": ("Phone", "+620000000001"),
        "address": ("Address ~", "Jl. Kenanga 3"),
        "district": ("District –", ""),
        "city": ("City ~", "Bandung"),
        "province": ("Province –", ""),
        "postcode": ("Postal code ~", "40132"),
    }
    assert "district" not in pasted_values(found)


async def test_a_group_that_is_typed_by_its_name_is_the_one_that_is_there(shop: Shop) -> None:
    with writing(shop.database) as tx:
        known = make_group(tx, "Reseller")
    async with station(at(shop), (80, 24)) as hand:
        await hand.do("alt+a", "f7")
        await written(hand, "Wati")
        await hand.do("down", "down", "down", "down")
        await written(hand, "reseller")
        await hand.do("f9")
        await hand.shows("Wati is a customer now", "Reseller")
        with reading(shop.database) as tx:
            assert [one.id for one in queries.groups(tx)] == [known.id]
