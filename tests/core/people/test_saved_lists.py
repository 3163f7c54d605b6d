"""People keep lists under names, share them or not, and throw only their own away."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from core.database import Database
from core.errors import NotFound, Refusal
from core.people.saved_lists import (
    MOST,
    delete_list,
    find_list,
    habit,
    keep_habit,
    keep_list,
    lists_of,
    share_list,
)
from core.transaction import SYSTEM, Actor, reading, writing


@pytest.fixture
def people(db: Database, build: ModuleType) -> tuple[Actor, Actor]:
    """Two operators at work."""
    shop = build.shop(db)
    with writing(db) as tx:
        other = build.operator(tx, "Budi")
    return shop.actor, replace(shop.actor, operator_id=other, name="Budi")


def test_a_list_is_kept_under_its_name_and_seen_by_its_owner_only(
    db: Database, people: tuple[Actor, Actor]
) -> None:
    sari, budi = people
    with writing(db, sari) as tx:
        keep_list(tx, "orders", " Unpaid \x1b", {"statuses": "unpaid"})
        keep_list(tx, "orders", "unpaid", {"statuses": "unpaid", "group": "VIP"})
        keep_list(tx, "returns", "Mine", {})
    with reading(db, sari) as tx:
        (kept,) = lists_of(tx, "orders")
    assert (kept.name, kept.owner, kept.mine, kept.shared) == ("Unpaid", "Sari", True, False)
    assert kept.wanted == {"statuses": "unpaid", "group": "VIP"}
    for other in (budi, SYSTEM):
        with reading(db, other) as tx:
            assert lists_of(tx, "orders") == ()


def test_a_shared_list_is_used_by_all_and_changed_by_its_owner(
    db: Database, people: tuple[Actor, Actor]
) -> None:
    sari, budi = people
    with writing(db, sari) as tx:
        kept = keep_list(tx, "orders", "Today", {"since": "0"})
        share_list(tx, kept, shared=True)
    with writing(db, budi) as tx:
        assert find_list(tx, "orders", "TODAY").owner == "Sari"
        for change in (
            lambda: delete_list(tx, kept),
            lambda: share_list(tx, kept, shared=False),
        ):
            with pytest.raises(Refusal, match="list_not_yours"):
                change()
        keep_list(tx, "orders", "today", {"since": "-7"})
        assert find_list(tx, "orders", "today").wanted == {"since": "-7"}
    with writing(db, sari) as tx:
        delete_list(tx, kept)
        with pytest.raises(NotFound, match="list_not_found"):
            find_list(tx, "orders", "today")


def test_a_habit_is_no_list(db: Database, people: tuple[Actor, Actor]) -> None:
    sari, budi = people
    with writing(db, sari) as tx:
        assert habit(tx, "orders") == {}
        keep_habit(tx, "orders", {"columns": ["order"]})
        keep_habit(tx, "orders", {"columns": ["order", "note"]})
        assert habit(tx, "orders") == {"columns": ["order", "note"]}
        assert lists_of(tx, "orders") == ()
    with reading(db, budi) as tx:
        assert habit(tx, "orders") == {}


def test_what_cannot_be_kept_is_refused(db: Database, people: tuple[Actor, Actor]) -> None:
    sari, _budi = people
    with writing(db, sari) as tx:
        with pytest.raises(Refusal, match="list_name_needed"):
            keep_list(tx, "orders", " \x1b ", {})
        for number in range(MOST):
            keep_list(tx, "orders", f"List {number}", {})
        with pytest.raises(Refusal, match="lists_full"):
            keep_list(tx, "orders", "One more", {})
        keep_list(tx, "orders", "list 3", {"text": "x"})
    with writing(db, SYSTEM) as tx, pytest.raises(Refusal, match="not_signed_in"):
        keep_habit(tx, "orders", {})
