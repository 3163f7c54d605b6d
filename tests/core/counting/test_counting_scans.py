"""Counting by scans: what each code comes to, and that no scan counts twice or gets lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.counting import commands, scanning
from core.counting.models import count_lines, count_scans
from core.counting.queries import held_task, strange_codes
from core.counting.states import Kind
from core.errors import NotAllowed, NotFound, Refusal
from core.people.permissions import Permission
from core.stock.checks import differences
from core.stock.models import bins
from core.transaction import Actor, reading, writing

CASE = "18991234567897"


def test_a_count_from_the_first_bin_to_the_last(counter: Any) -> None:
    count = counter.make("A-2", "A-1")
    assert counter.scan("TEH") == ("wrong_item", "count_bin_first")
    assert counter.scan("KEMAS:BIN:A-1") == ("info", "count_into")
    assert counter.state(count) == "counting"
    assert counter.scan("TEH") == ("ok", "counted")
    assert counter.scan(counter.build.ean(counter.id("TEH"))) == ("ok", "counted")
    assert counter.told["total"] == 2
    assert "expected" not in counter.told
    assert counter.scan("10*TEH") == ("ok", "count_set")
    assert counter.told["total"] == 10
    # The next bin closes the one before; typed bins need no capitals.
    assert counter.scan("a-2") == ("info", "count_into")
    assert counter.told["closed"]["detail"] == "count_bin_done"
    assert counter.scan(CASE) == ("ok", "counted")
    assert counter.scan(CASE) == ("ok", "counted")
    assert counter.told["total"] == 24
    assert counter.scan("5*") == ("info", "count_quantity")
    assert counter.scan("GULA") == ("ok", "count_set")
    assert counter.scan("KEMAS:WHY") == ("info", "count_so_far")
    assert counter.told["goods"] == [(5, "GULA"), (24, "KOPI")]
    assert counter.scan("KEMAS:DONE") == ("ok_line_done", "count_all_done")
    assert counter.judged.task is None
    done = counter.post(count)
    assert (done.lines, done.off, done.more, done.less) == (3, 0, 0, 0)
    assert counter.state(count) == "posted"


def test_where_it_is_not_blind_the_books_are_told(counter: Any) -> None:
    counter.make("A-1", blind=False)
    counter.scan("KEMAS:BIN:A-1")
    assert counter.scan("TEH") == ("ok", "counted_of")
    assert counter.told["expected"] == 10


def test_an_empty_bin_is_confirmed_by_a_key_of_its_own(counter: Any) -> None:
    count = counter.make("A-3", "A-1")
    counter.scan("KEMAS:BIN:A-3")
    assert counter.scan("KEMAS:OK") == ("info", "count_nothing_asked")
    assert counter.scan("KEMAS:DONE") == ("needs_confirmation", "count_empty")
    # Another bin says nothing about this one, and neither does the same answer later.
    assert counter.scan("KEMAS:BIN:A-1") == ("needs_confirmation", "count_empty")
    assert counter.scan("0") == ("needs_confirmation", "count_empty")
    assert counter.scan("KEMAS:OK") == ("ok_line_done", "count_bin_done")
    assert counter.told["next"] == "A-1"
    counter.scan("KEMAS:BIN:A-1")
    counter.scan("TEH")
    assert counter.scan("0") == ("wrong_item", "count_not_empty")
    with reading(counter.db) as tx:
        assert commands.task_of(tx, commands.one_count(tx, count.id), "A-3").state.value == "done"


def test_the_same_key_once_more_gives_the_same_answer_and_counts_nothing(counter: Any) -> None:
    counter.make("A-1")
    counter.scan("KEMAS:BIN:A-1", "a")
    assert counter.scan("TEH", "b") == ("ok", "counted")
    for _twice in range(2):
        assert counter.scan("TEH", "b") == ("ok", "counted")
        assert (counter.told["total"], counter.judged.replayed) == (1, True)
    assert counter.scan("KEMAS:UNDO", "c") == ("undone", "count_undone")
    assert counter.scan("KEMAS:UNDO", "c") == ("undone", "count_undone")
    assert counter.scan("KEMAS:UNDO", "d") == ("info", "count_nothing_to_undo")
    with pytest.raises(Refusal) as refused:
        counter.scan("KOPI", "b")
    assert (refused.value.code, refused.value.params["first"]) == ("count_key_used", "TEH")
    # Two scans of the same code are two units.
    counter.scan("TEH", "e")
    counter.scan("TEH", "f")
    assert counter.told["total"] == 2


def test_undo_takes_back_what_was_set_too(counter: Any) -> None:
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "TEH", "TEH", "12*TEH")
    assert counter.scan("KEMAS:UNDO") == ("undone", "count_undone")
    assert counter.told["total"] == 2
    counter.scan("KEMAS:UNDO")
    assert counter.scan("KEMAS:UNDO") == ("undone", "count_undone")
    assert counter.told["total"] == 0
    # All taken back: as if nothing had been scanned.
    assert counter.scan("KEMAS:DONE") == ("needs_confirmation", "count_empty")


def test_who_comes_back_after_a_crash_stands_where_they_were(counter: Any) -> None:
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "TEH", "TEH")
    with reading(counter.db, counter.sari) as tx:
        task = held_task(tx, scanning.holder_of(tx))
        assert task is not None
        assert task.bin == "A-1"
    assert counter.scan("TEH") == ("ok", "counted")
    assert counter.told["total"] == 3


def test_two_people_in_one_bin_are_told_and_not_mixed(counter: Any) -> None:
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "TEH", "TEH")
    assert counter.scan("KEMAS:BIN:A-1", who=counter.budi) == ("not_claimable", "count_taken")
    assert (counter.told["who"], counter.told["station"]) == ("Sari", "S1")
    assert counter.scan("TEH", who=counter.budi) == ("wrong_item", "count_bin_first")
    assert counter.scan("TEH") == ("ok", "counted")
    # Scanned twice in a row the bin is taken over, and begun anew.
    counter.scan("KEMAS:BIN:A-1", who=counter.budi)
    assert counter.scan("KEMAS:BIN:A-1", who=counter.budi) == ("info", "count_into")
    assert counter.scan("TEH", who=counter.budi) == ("ok", "counted")
    assert counter.told["total"] == 1
    assert counter.scan("TEH") == ("wrong_item", "count_bin_first")


def test_what_nobody_knows_is_noted_with_its_bin(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scan("KEMAS:BIN:A-1")
    assert counter.scan("MISTERI-1") == ("unknown_code", "count_unknown")
    assert counter.scan("MISTERI-1") == ("unknown_code", "count_unknown")
    with reading(counter.db) as tx:
        assert [(one.bin, one.code) for one in strange_codes(tx, count.id)] == [
            ("A-1", "MISTERI-1")
        ]


def test_codes_without_a_meaning_here_are_refused_in_words(counter: Any) -> None:
    counter.make("A-1")
    assert counter.scan("KEMAS:UNDO") == ("wrong_item", "count_bin_first")
    counter.scan("KEMAS:BIN:A-1")
    assert counter.scan("\x00") == ("unknown_code", "count_unreadable")
    assert counter.scan("0*TEH") == ("unknown_code", "count_unreadable")
    for number in ("-3", "12", "+1"):
        assert counter.scan(number) == ("unknown_code", "count_number")
    assert counter.scan("KEMAS:LANE") == ("unknown_code", "count_no_meaning")
    assert counter.scan("KEMAS:BIN:A-2") == ("wrong_item", "count_bin_not_in")
    # A wrong bin does not close the right one.
    assert counter.scan("TEH") == ("ok", "counted")


def test_more_than_any_bin_holds_is_refused(counter: Any) -> None:
    counter.make("A-1")
    counter.scan("KEMAS:BIN:A-1")
    counter.scan("99999*TEH")
    with writing(counter.db) as tx:
        tx.execute(update(count_lines).values(tally=1_000_000_000))
    with pytest.raises(Refusal, match="count_impossible") as refused:
        counter.scan("TEH")
    assert scanning.refused(refused.value).value == "over_quantity"


def test_bins_that_cannot_be_counted_are_refused(counter: Any) -> None:
    with writing(counter.db) as tx:
        counter.build.put(tx, counter.id("TEH"), 1, bin="Z-1", warehouse_code="LAIN")
        tx.execute(update(bins).where(bins.c.code == "A-3").values(active=False))
    for code, why in (
        ("Z-1", "count_bin_elsewhere"),
        ("A-3", "count_bin_closed"),
        ("Z-9", "bin_unknown"),
        ("PACKED", "bin_not_for_goods"),
    ):
        with pytest.raises((Refusal, NotFound)) as refused:
            counter.make(code)
        assert refused.value.code == why
        with pytest.raises((Refusal, NotFound)) as refused:
            counter.scan(f"KEMAS:BIN:{code}")
        assert refused.value.code == why


def test_a_stock_take_counts_every_bin_in_use(counter: Any) -> None:
    count = counter.make(kind=Kind.FULL)
    assert (count.bins, count.left) == (3, 3)
    with writing(counter.db) as tx:
        tx.execute(update(bins).where(bins.c.code == "A-3").values(active=False))
    assert counter.make(kind=Kind.FULL).bins == 2
    with pytest.raises(NotFound, match="zone_unknown"):
        counter.make(kind=Kind.FULL, zone="X")
    with pytest.raises(Refusal, match="count_nothing"):
        counter.make()


def test_only_who_may_count_counts(counter: Any) -> None:
    count = counter.make("A-1")
    guest = Actor(operator_id=counter.shop.operator, name="Tamu")
    with pytest.raises(NotAllowed):
        counter.scan("KEMAS:BIN:A-1", who=guest)
    packer = Actor(
        operator_id=counter.shop.operator, name="P", permissions=frozenset({Permission.COUNT})
    )
    counter.scan("KEMAS:BIN:A-1", who=packer)
    with pytest.raises(NotAllowed):
        counter.post(count, partial=True, who=packer)
    with writing(counter.db, packer) as tx, pytest.raises(NotAllowed):
        commands.cancel(tx, count.id, "x")


def test_who_leaves_a_bin_leaves_no_half_count(counter: Any) -> None:
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "TEH")
    with writing(counter.db, counter.sari) as tx:
        assert scanning.leave(tx)
        assert not scanning.leave(tx)
    assert counter.scan("KEMAS:BIN:A-1", who=counter.budi) == ("info", "count_into")
    counter.scan("TEH", who=counter.budi)
    assert counter.told["total"] == 1


def test_a_count_that_is_cancelled_takes_no_more_scans(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "TEH")
    with writing(counter.db) as tx:
        with pytest.raises(Refusal, match="count_reason_needed"):
            commands.cancel(tx, count.id, " ")
        assert commands.cancel(tx, count.id, "salah hari").state.value == "cancelled"
    assert counter.scan("TEH") == ("wrong_item", "count_bin_first")
    assert counter.scan("KEMAS:BIN:A-1") == ("wrong_item", "count_bin_not_in")
    with pytest.raises(Refusal, match="count_over"):
        counter.post(count)
    with reading(counter.db) as tx:
        assert differences(tx) == []
        assert tx.execute(select(func.count()).select_from(count_scans)).scalar() == 4


def test_somebody_else_has_to_count_again_where_the_shop_says_so(counter: Any) -> None:
    counter.rules = replace(counter.rules, by_other=True)
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "4*TEH")
    assert counter.scan("KEMAS:DONE") == ("info", "count_again_other")
    assert counter.scan("KEMAS:BIN:A-1") == ("not_allowed", "count_other")
    assert counter.scan("KEMAS:BIN:A-1", who=counter.budi) == ("info", "count_only_again")
    assert counter.told["goods"] == ["TEH"]
