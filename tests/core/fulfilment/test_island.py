"""A station without its database: the same rules, every effect once, conflicts by name."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.config import parse
from core.database import Database
from core.errors import Refusal
from core.fulfilment.island.conflicts import open_conflicts, settle
from core.fulfilment.island.telling import again, packed_of, with_counts
from core.fulfilment.models import claims, parcels, scans
from core.orders.commands import head as order_head
from core.orders.commands import hold, release
from core.orders.models import order_lines, orders
from core.paper.models import print_jobs
from core.people.commands import sign_in, sign_out
from core.shipping.cancelling import cancel_order
from core.shipping.desk import Desk
from core.shipping.island import Island, Told
from core.stock.checks import differences
from core.transaction import Transaction, reading, writing

CONFIG = parse('[[printers]]\nname = "Label-1"\ntransport = "virtual"\n', Path("config.toml"))
GOOD = {"ok", "ok_line_done", "order_complete"}


class Place:
    """A station with an island; orders W-1 (1 A, 2 B) and W-2 (1 C)."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build, self.folder = db, build, folder
        self.shop = build.shop(db, {"A": 10, "B": 10, "C": 10})
        self.order = build.ready_order(db, "W-1", {"A": 1, "B": 2})
        build.ready_order(db, "W-2", {"C": 1})
        self.seq = 0
        self.come()

    def come(self) -> None:
        """A new process at the station."""
        self.desk = Desk(self.db, CONFIG, self.shop.station)
        self.desk.open()
        self.island = Island(self.desk, self.folder, "S1")
        self.island.open()
        self.island.look()

    def online(self, *codes: str) -> list[str]:
        return [self._said(self.desk.scan(self._next(), code)) for code in codes]

    def packs(self, *codes: str) -> list[str]:
        """Online, then what is held is read."""
        said = self.online(*codes)
        self.island.look()
        return said

    def offline(self, *codes: str) -> list[str]:
        return [self._said(self.island.take(self._next(), code)) for code in codes]

    def tell(self) -> Told:
        told = self.island.tell()
        assert told is not None
        return told

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    @staticmethod
    def _said(verdict: Any) -> str:
        return "/".join(filter(None, (verdict.kind.value, verdict.detail)))

    def value(self, column: Any, *where: Any) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(column).where(*where)).scalar()

    @property
    def packed(self) -> int:
        return int(self.value(func.sum(order_lines.c.packed), order_lines.c.order_id == self.order))

    @property
    def state(self) -> str:
        return str(self.value(orders.c.fulfilment, orders.c.id == self.order))


@pytest.fixture
def place(db: Database, build: ModuleType, tmp_path: Path) -> Iterator[Place]:
    made = Place(db, build, tmp_path / "offline")
    yield made
    made.island.close()
    with reading(db) as tx:
        assert differences(tx) == []


def test_an_order_is_verified_to_its_end_and_told_when_the_line_is_back(place: Place) -> None:
    place.packs("W-1", "A")
    code = place.island.take(place._next(), "B")
    assert (code.kind.value, code.waiting) == ("ok", 1)
    assert place.offline("C", "B") == ["wrong_item/island", "order_complete/island"]
    assert (place.packed, place.state, place.island.waiting) == (1, "packing", 2)
    told = place.tell()
    assert (told.booked, told.conflict, told.order) == (2, None, "W-1")
    assert told.last is not None
    assert told.last.kind.value == "order_complete"
    assert told.parcel == place.value(parcels.c.code, parcels.c.order_id == place.order)
    assert (place.packed, place.state) == (3, "packed")
    assert place.value(func.count(), print_jobs.c.kind == "label") == 1
    assert (place.island.offline, place.island.waiting) == (False, 0)


def test_the_box_is_known_before_its_parcel_is_opened(place: Place) -> None:
    place.packs("W-1")
    verdict = place.island.take(place._next(), "A")
    place.tell()
    assert verdict.parcel == place.value(parcels.c.code, parcels.c.order_id == place.order)


def test_a_scan_that_was_saved_as_the_line_broke_is_recognised(place: Place) -> None:
    place.packs("W-1", "A")
    assert place.online("B") == ["ok"]  # saved, but its answer was lost: what is held is older
    place.seq -= 1
    assert place.offline("B", "B") == ["ok", "order_complete/island"]
    told = place.tell()
    assert (told.booked, told.conflict, place.packed) == (2, None, 3)


def test_a_scan_whose_answer_was_read_is_followed(place: Place) -> None:
    place.packs("W-1", "A")
    verdict = place.desk.scan(place._next(), "B")
    place.island.saved("B", verdict)  # and then the line broke, before the work was read
    assert place.offline("B") == ["order_complete/island"]
    told = place.tell()
    assert (told.booked, told.conflict, place.packed) == (1, None, 3)


def test_what_is_open_is_not_guessed(place: Place) -> None:
    place.packs("W-1")
    verdict = place.desk.scan(place._next(), "KEMAS:HOLD")
    place.island.saved("KEMAS:HOLD", verdict)
    assert place.offline("A") == ["not_saved/island_unheld"]
    assert place.island.waiting == 0


@pytest.mark.parametrize("ended_at", range(6))
def test_the_journal_may_be_told_again_at_any_moment(place: Place, ended_at: int) -> None:
    place.packs("W-1")
    place.offline("A", "6*", "B", "2*", "B")
    kept = place.island._journal.path.read_bytes()
    head = place.island._journal.head
    assert head is not None
    packed = packed_of(head.held)
    for entry in place.island._journal.entries[:ended_at]:  # it was killed after so many
        place.desk.scan(entry.seq, entry.raw, again(head.held, entry, packed))
        packed = with_counts(packed, entry)
    place.tell()
    place.island.close()
    place.island._journal.path.write_bytes(kept)  # as if it was never cut
    place.come()
    told = place.tell()
    assert (told.booked, told.conflict) == (5, None)
    assert (place.packed, place.state) == (3, "packed")
    assert place.value(func.count(), scans.c.effect.is_not(None)) == 2


def test_what_needs_the_house_waits_and_says_so(place: Place) -> None:
    place.packs("W-1")
    said = place.offline(
        "W-2", "KEMAS:NEXT", "KEMAS:SHORT", "KEMAS:REPRINT", "KEMAS:HOLD", "KEMAS:DONE",
        "KEMAS:UNDO", "KEMAS:PARCEL", "KEMAS:BOX1", "KEMAS:SIGNOUT", "KEMAS:BIN:X", "KEMAS:LANE",
    )  # fmt: skip
    assert said == [
        "wrong_item/island", *(f"not_saved/island_{what}" for what in (
            "next", "short", "label", "hold", "done", "undo", "parcel", "box", "sign_out", "place",
            "other",
        )),
    ]  # fmt: skip
    assert place.island.waiting == 0


def test_a_badge_is_not_kept_in_the_journal(place: Place) -> None:
    place.packs("W-1")
    assert place.offline("KEMAS:OP:ABCDEFGHJK", "A") == ["not_saved/island_sign_in", "ok_line_done"]
    kept = place.island._journal.path.read_bytes()
    assert b"ABCDEFGHJK" not in kept
    with reading(place.db) as tx:
        buyer = tx.execute(select(orders.c.customer).where(orders.c.id == place.order)).scalar()
    assert buyer
    assert str(buyer).encode() not in kept


def test_the_last_unit_is_taken_back_and_what_was_before_the_cut_is_not(place: Place) -> None:
    place.packs("W-1", "A")
    said = place.offline("B", "KEMAS:UNDO", "KEMAS:UNDO", "B")
    assert said == ["ok", "undone", "not_saved/island_undo", "ok"]
    told = place.tell()
    assert (told.booked, told.conflict, place.packed) == (3, None, 2)


def test_a_number_that_was_used_gives_its_answer_again(place: Place) -> None:
    place.packs("W-1", "A")
    first = place.island.take(90, "B")
    assert place.island.take(90, "B") == first
    assert place.island.take(90, "A").detail == "sequence"
    assert place.island.waiting == 1


def _cancelled(tx: Transaction, place: Place) -> None:
    cancel_order(tx, place.order, "buyer")


def _held(tx: Transaction, place: Place) -> None:
    hold(tx, place.order, "phone")


def _other_person(tx: Transaction, place: Place) -> None:
    place.build.operator(tx, "Budi")
    sign_in(tx, place.shop.station, "Budi")


def _nobody(tx: Transaction, place: Place) -> None:
    sign_out(tx, place.shop.station)


def _changed(tx: Transaction, place: Place) -> None:
    tx.execute(
        update(orders).where(orders.c.id == place.order).values(version=orders.c.version + 1)
    )


def _taken(tx: Transaction, place: Place) -> None:
    station = place.build.station(tx, "S9")
    tx.execute(update(claims).values(station_id=station, fence=claims.c.fence + 1))


def _packed_elsewhere(tx: Transaction, place: Place) -> None:
    tx.execute(
        update(order_lines)
        .where(order_lines.c.order_id == place.order, order_lines.c.quantity == 2)
        .values(packed=1)
    )


WHAT_HAPPENED: dict[str, Callable[[Transaction, Place], None]] = {
    "cancelled": _cancelled,
    "on_hold/now": _held,
    "not_saved/island_other_person": _other_person,
    "not_allowed/not_signed_in": _nobody,
    "changed": _changed,
    "taken_over": _taken,
    "not_saved/island_differs": _packed_elsewhere,
}


@pytest.mark.parametrize("why", WHAT_HAPPENED)
def test_what_happened_meanwhile_is_named_and_nothing_is_forced(place: Place, why: str) -> None:
    place.packs("W-1", "A")
    place.offline("B", "B")
    with writing(place.db) as tx:
        WHAT_HAPPENED[why](tx, place)
    before = place.packed
    told = place.tell()
    assert told.conflict is not None
    assert (told.booked, told.conflict.scans, told.conflict.goods) == (0, 2, (("B", 2),))
    said = told.conflict.why
    assert "/".join(filter(None, (said["kind"], said["detail"]))) == why
    assert place.packed == before
    assert not place.island.waiting
    with reading(place.db) as tx:
        (kept,) = open_conflicts(tx, place.shop.station)
    assert (kept.order, kept.scans, kept.goods) == ("W-1", 2, [["B", 2]])
    if why == "not_saved/island_differs":  # the test itself wrote past the parcel
        with writing(place.db) as tx:
            tx.execute(update(order_lines).where(order_lines.c.packed == 1).values(packed=0))
            tx.execute(
                update(order_lines)
                .where(order_lines.c.order_id == place.order, order_lines.c.quantity == 1)
                .values(packed=1)
            )


def test_a_conflict_is_settled_by_a_person_and_kept_once(place: Place) -> None:
    place.packs("W-1", "A")
    place.offline("B")
    kept = place.island._journal.path.read_bytes()
    with writing(place.db) as tx:
        _cancelled(tx, place)
    place.tell()
    place.island.close()
    place.island._journal.path.write_bytes(kept)
    place.come()
    assert place.tell().conflict is not None
    with reading(place.db) as tx:
        (found,) = open_conflicts(tx)
    with writing(place.db, place.desk.operator() or pytest.fail("nobody")) as tx:
        settle(tx, found.id, "put back")
    with reading(place.db) as tx:
        assert open_conflicts(tx) == []
        with pytest.raises(Refusal, match="offline_conflict_unknown"):
            settle(tx, found.id)


def test_an_order_that_was_put_aside_and_is_free_again_goes_on(place: Place) -> None:
    place.packs("W-1", "A")
    place.offline("B")
    with writing(place.db) as tx:
        tx.execute(update(claims).values(lease_until_ms=1))
    told = place.tell()
    assert (told.booked, told.conflict, place.packed) == (1, None, 2)


def test_held_and_released_meanwhile_is_a_change_to_be_seen(place: Place) -> None:
    place.packs("W-1", "A")
    place.offline("B")
    with writing(place.db) as tx:
        hold(tx, place.order, "phone")
        release(tx, place.order)
        assert order_head(tx, place.order).fulfilment.value == "ready"
    told = place.tell()
    assert (told.conflict is None, place.packed) in {(True, 2), (False, 1)}


def test_a_restart_goes_on_where_it_was_and_tells_all(place: Place) -> None:
    place.packs("W-1", "A")
    place.offline("B")
    place.island.close()
    island = Island(Desk(place.db, CONFIG, place.shop.station), place.folder, "S1")
    island.open()
    assert (island.offline, island.waiting, island.last_seq) == (True, 1, place.seq)
    verdict = island.take(place._next(), "B")
    assert (verdict.kind.value, verdict.waiting) == ("order_complete", 2)
    island.close()
    place.come()
    assert place.tell().booked == 2
    assert place.state == "packed"


@pytest.mark.parametrize("seed", range(6))
def test_offline_says_what_online_says(place: Place, seed: int) -> None:
    """The same codes at the same order, by the books and by what is held."""
    chance = random.Random(seed)
    place.packs("W-1")
    codes = chance.choices(["A", "B", "2*", "2*B", "3*B", "KEMAS:OK", "b", "KEMAS:UNDO"], k=8)
    if codes[0] == "KEMAS:UNDO":
        codes[0] = "A"
    by_hand = place.offline(*codes)
    place.island._journal.cut()
    place.island._since = None
    place.seq -= len(codes)
    by_book = place.online(*codes)
    for code, mine, books in zip(codes, by_hand, by_book, strict=True):
        if mine.startswith("not_saved/"):
            assert code == "KEMAS:UNDO" or "complete" in " ".join(by_hand)
        else:
            assert mine.split("/")[0] == books.split("/")[0], (code, mine, books)
        if "order_complete" in mine:
            break
