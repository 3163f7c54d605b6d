"""What needs no decision is put right, that alone, with a line in the trail."""

from __future__ import annotations

import pytest
from busy_shop import force, found
from sqlalchemy import select
from test_doctor_breaks import BREAKS

from core.audit import events
from core.config import Config
from core.database import Database
from core.doctor.looking import Means
from core.doctor.repairs import REPAIRS, repair
from core.errors import Refusal
from core.transaction import reading

STATEMENTS = {one.code: one.statements for one in BREAKS}
REPAIRED = {
    "stock_differs": "stock",
    "reserved_differs": "reserved",
    "hold_expired": "holds",
    "search_text": "search",
    "search_no_text": "search",
    "search_words": "search",
    "search_text_left": "search",
    "search_wordless": "search",
}


def trail(db: Database) -> list[dict[str, object]]:
    with reading(db) as tx:
        rows = tx.execute(select(events.c.data).where(events.c.kind == "repaired"))
        return list(rows.scalars())


@pytest.mark.parametrize("code", REPAIRED)
def test_what_was_found_is_put_right(busy: Database, config: Config, code: str) -> None:
    force(busy, *STATEMENTS[code])
    name = REPAIRED[code]
    done = repair(Means(busy, config), name)
    assert done.count > 0
    assert found(busy, config) == []
    assert trail(busy) == [{"check": name, "count": done.count}]
    assert repair(Means(busy, config), name).count == 0
    assert len(trail(busy)) == 1, "nothing was done, nothing is told"


def test_a_repair_leaves_everything_else_alone(busy: Database, config: Config) -> None:
    force(
        busy,
        *STATEMENTS["reserved_differs"],
        *STATEMENTS["stock_differs"],
        *STATEMENTS["search_text"],
    )
    repair(Means(busy, config), "stock")
    assert {one.code for one in found(busy, config)} == {"reserved_differs", "search_text"}


def test_what_needs_a_decision_is_not_repaired(busy: Database, config: Config) -> None:
    with pytest.raises(Refusal, match="repair_unknown"):
        repair(Means(busy, config), "payments")
    assert "payments" not in REPAIRS


def test_more_promised_than_there_is_stays_for_a_person(busy: Database, config: Config) -> None:
    """The constraint of the table is in force: the repair leaves nothing behind."""
    first = "id = (SELECT min(id) FROM reservations)"
    force(busy, f"UPDATE reservations SET quantity = 1000 WHERE {first}")
    if busy.is_sqlite:  # on the other engine `force` took the constraint away
        with pytest.raises(Refusal, match="repair_impossible"):
            repair(Means(busy, config), "reserved")
        assert trail(busy) == []
    assert "reserved_differs" in {one.code for one in found(busy, config)}
