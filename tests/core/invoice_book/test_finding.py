"""The book of invoices: what waits first, then the newest; each filter keeps its word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from invoice_shop import RULES, TEA, pay

from core.billing.correcting.commands import Why, supersede
from core.clock import frozen, now
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.invoice_book import finding
from core.invoice_book.filters import Money, read_filter
from core.invoice_book.queries import BookInvoice, listed, page_at
from core.people.permissions import ROLES, Role
from core.receivables.claims import claim
from core.transaction import Actor, reading, writing


def names(db: Database, ids: dict[str, int], **wanted: str) -> list[str]:
    """What a filter shows, by name, in its order."""
    known = {number: name for name, number in ids.items()}
    with reading(db) as tx:
        page = page_at(tx, read_filter(wanted))
        assert page.total == len(page.rows)
        assert listed(tx, read_filter(wanted), 99) == page.rows
    return [known[one.id] for one in page.rows]


def row(db: Database, invoice_id: int) -> BookInvoice:
    with reading(db) as tx:
        return page_at(tx, read_filter({"text": f"#{invoice_id}", "states": "all"})).rows[0]


def test_what_waits_stands_first_then_the_newest(db: Database, ids: dict[str, int]) -> None:
    assert names(db, ids) == [
        "ready", "waits", "replacement", "adjustment", "credit", "replaced", "adjusted", "credited",
        "paid", "part", "open",
    ]  # fmt: skip
    assert names(db, ids, states="waiting") == ["ready", "waits"]
    assert names(db, ids, states="discarded") == ["gone"]
    assert names(db, ids, states="review,discarded") == ["waits", "gone"]
    assert len(names(db, ids, states="all")) == len(ids)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": "credit"}, ["credit"]),
        ({"kind": "replacement"}, ["replacement"]),
        ({"customer": "BUYER PA"}, ["paid", "part"]),
        ({"text": "w-part"}, ["part"]),
        ({"text": "cn/"}, ["credit"]),
        ({"text": "pt baru"}, ["replacement"]),
        ({"text": "100%"}, []),
        ({"money": "paid"}, ["credited", "paid"]),
        ({"money": "part"}, ["part"]),
        ({"money": "open"}, ["replacement", "adjusted", "part", "open"]),
        ({"money": "over"}, []),
        ({"money": "overdue"}, []),
        ({"money": "open", "text": "buyer"}, ["adjusted", "part", "open"]),
        ({"until": "-1"}, []),
        ({"since": "0", "kind": "adjustment"}, ["adjustment"]),
    ],
)
def test_each_filter_lets_through_what_it_says(
    db: Database, ids: dict[str, int], wanted: dict[str, str], found: list[str]
) -> None:
    assert names(db, ids, **wanted) == found


def test_what_is_late_is_overdue(db: Database, ids: dict[str, int]) -> None:
    later = now() + timedelta(days=30)
    with frozen(later):
        assert names(db, ids, money="overdue") == ["replacement", "adjusted", "part", "open"]
        assert names(db, ids, money="part") == ["part"]
        assert row(db, ids["open"]).money is Money.OVERDUE


def test_a_replacement_tells_how_the_money_stands_and_what_it_replaced_does_not(
    db: Database, ids: dict[str, int]
) -> None:
    before, later = row(db, ids["replaced"]), row(db, ids["replacement"])
    assert (before.replaced, before.money, before.open) == (True, None, 0)
    assert (later.replaced, later.money, later.open) == (False, Money.OPEN, 2 * TEA)
    with writing(db) as tx:
        pay(tx, ids["replaced"], 2 * TEA)
    with frozen(now() + timedelta(days=9)), writing(db) as tx:
        again = supersede(tx, RULES, ids["replacement"], Why("again"), buyer={"name": "PT Lagi"})
        assert claim(tx, ids["replaced"]).due_on == again.due_date
    assert row(db, ids["replacement"]).replaced
    assert row(db, again.id).money is Money.PAID
    with reading(db) as tx:
        found = page_at(tx, read_filter({"money": "paid"})).rows
    assert again.id in {one.id for one in found}


def test_what_corrects_another_has_no_money_of_its_own(db: Database, ids: dict[str, int]) -> None:
    one = row(db, ids["credit"])
    assert (one.money, one.open, one.total) == (None, 0, -2 * TEA)
    assert one.reference == row(db, ids["credited"]).internal_no
    assert row(db, ids["adjusted"]).open == TEA


def test_pages_are_the_same_from_either_end(
    db: Database, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(db) as tx:
        whole = [one.id for one in page_at(tx, read_filter({"states": "all"})).rows]
        for size in (1, 3, 4):
            pages = [
                page_at(tx, read_filter({"states": "all"}), at, size)
                for at in range(0, len(whole), size)
            ]
            assert [one.id for page in pages for one in page.rows] == whole
        assert page_at(tx, read_filter({}), 500, 100).rows == ()
        monkeypatch.setattr(finding, "MOST_FOUND", 3)
        page = page_at(tx, read_filter({"text": "buyer"}), 2, 5)
        assert (len(page.rows), page.total, page.more) == (1, 3, True)


@pytest.mark.parametrize(
    "wanted",
    [{"states": "x"}, {"kind": "x"}, {"money": "x"}, {"since": "soon"}, {"customer_id": "1x"}],
)
def test_a_filter_that_cannot_be_is_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="filter_wrong"):
        read_filter(wanted)


def test_only_who_may_see_money_sees_the_book(db: Database, ids: dict[str, int]) -> None:
    assert ids
    packer = Actor(operator_id=1, name="Budi", permissions=ROLES[Role.PACKER])
    with reading(db, packer) as tx, pytest.raises(NotAllowed):
        page_at(tx, read_filter({}))
    with reading(db, packer) as tx, pytest.raises(NotAllowed):
        listed(tx, read_filter({}), 5)
