"""At the table a marketplace is asked how a parcel may leave; its labels are made from a walk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import Shop
from sqlalchemy import select
from station_hand import station
from test_station_wish import Alone, Ground, made_shop

from core.channels.models import parcel_ways
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.planning import plan
from core.fulfilment.walks.states import Mode
from core.shipping.ahead.models import ahead_labels, label_runs
from core.transaction import reading, writing
from tui.keys import Where


@pytest.fixture
def ground(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Ground]:
    yield from made_shop(tmp_path, sqlite_template, build, "tiktok")


def shop_of(ground: Ground) -> Shop:
    return ground.made


async def test_a_slot_is_chosen_for_the_parcel_on_the_table(ground: Ground) -> None:
    async with station(Alone(shop_of(ground).config, "S1", operator="Budi")) as hand:
        hand.send(f"{ground.order.no}\rKG-250\r")
        await hand.settle()
        await hand.do("alt+q")
        await hand.shows("Courier comes", "by the rule of the shop", "Brought there")
        await hand.do("down", "down", "enter")
        await hand.shows("leaves so: Brought there")
        await hand.do("alt+q")
        await hand.shows("Brought there")
        await hand.do("escape")
    with reading(ground.db) as tx:
        (row,) = tx.execute(select(parcel_ways)).all()
    assert (row.kind, row.by_hand, row.state) == ("dropoff", True, "chosen")


async def test_labels_of_a_walk_are_wanted_by_the_lead_alone(ground: Ground) -> None:
    with writing(ground.db) as tx:
        plan(tx, 1, Wanted(mode=Mode.CLUSTER), straight=False)
    async with station(Alone(shop_of(ground).config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.WALKS)
        await hand.shows("W1")
        await hand.do("alt+y")
        await hand.shows("Labels go onto the totes first")
        await hand.do("enter")
        await hand.shows("Labels of W1: being made 1")
        await hand.do("f6", "end")
        await hand.shows("being arranged")
    with reading(ground.db) as tx:
        assert tx.execute(select(ahead_labels.c.state)).scalars().all() == ["wanted"]
        assert tx.execute(select(label_runs.c.title)).scalar_one() == "W1"
