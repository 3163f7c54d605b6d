"""What is done to many orders is done to each by itself, and done again it changes nothing."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import select, update

from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.orders.book.bulk import Outcome, Step, do_all
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.status import Policy
from core.paper.models import print_jobs
from core.settings import Config
from core.shipping import bulk
from core.shipping.settings import ShippingSettings, settings_of
from core.transaction import SYSTEM, Transaction, reading, writing

PRINTER = {"name": "Label-1", "transport": "virtual", "roles": ["label", "document", "receipt"]}


@pytest.fixture
def settings() -> ShippingSettings:
    return settings_of(Config.model_validate({"printers": [PRINTER]}))


def through(db: Database, ids: list[int], step: Step, upto: int = 10**9) -> Outcome:
    return do_all(db, SYSTEM, ids, step, lambda done, _of: done < upto or upto > len(ids))


def states(db: Database, column: str = "fulfilment") -> list[str]:
    with reading(db) as tx:
        return tx.execute(select(orders.c[column]).order_by(orders.c.id)).scalars().all()


def test_one_that_is_refused_does_not_hold_up_the_others(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 9})
    ids = [build.ready_order(db, f"N-{at}", {"TEH": 1}) for at in range(3)]
    with writing(db) as tx:
        tx.execute(update(orders).where(orders.c.id == ids[1]).values(fulfilment="handed_over"))
    found = through(db, [*ids, 999, ids[0]], bulk.holding("wait"))
    assert found.done == (ids[0], ids[2])
    assert [(one.order_no, one.error.code) for one in found.failed] == [
        ("N-1", "illegal_step"), ("999", "order_not_found"),
    ]  # fmt: skip
    assert found.again == (ids[1], 999)
    assert states(db) == ["held", "handed_over", "held"]


@pytest.mark.parametrize("what", ["hold", "release", "cancel", "print", "label", "confirm"])
def test_the_same_again_changes_nothing(
    db: Database, build: ModuleType, settings: ShippingSettings, what: str
) -> None:
    steps = {
        "hold": bulk.holding("wait"),
        "release": bulk.releasing(settings),
        "cancel": bulk.cancelling("buyer"),
        "print": bulk.printing(settings, "packing_slip"),
        "label": bulk.printing(settings, "label"),
        "confirm": bulk.confirming(Policy()),
    }
    build.shop(db, {"TEH": 9})
    ids = [build.ready_order(db, f"N-{at}", {"TEH": 1}) for at in range(3)]
    if what == "release":
        through(db, ids, steps["hold"])
    if what == "confirm":
        with writing(db) as tx:
            tx.execute(update(order_payments).values(state="reported"))
    first = through(db, ids, steps[what])
    second = through(db, ids, steps[what])
    assert second.done == ()
    if what == "label":
        assert {one.error.code for one in first.failed} == {"label_none"}
    else:
        assert (first.done, second.unchanged) == (tuple(ids), tuple(ids))
    with reading(db) as tx:
        jobs = tx.execute(select(print_jobs.c.id)).all()
        paid = tx.execute(select(order_payments.c.state)).scalars().all()
    assert len(jobs) == (3 if what == "print" else 0)
    assert paid == ["confirmed"] * 3


def test_papers_are_printed_once_more_where_that_is_asked_for(
    db: Database, build: ModuleType, settings: ShippingSettings
) -> None:
    build.shop(db, {"TEH": 9})
    ids = [build.ready_order(db, "N-1", {"TEH": 1})]
    for again in (False, True):
        assert through(db, ids, bulk.printing(settings, "pick_list", again=again)).done == tuple(
            ids
        )
    with reading(db) as tx:
        assert tx.execute(select(print_jobs.c.copy)).scalars().all() == [1, 2]


def test_it_stops_between_two_orders_and_goes_on_where_it_stopped(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    ids = [build.ready_order(db, f"N-{at}", {"TEH": 1}) for at in range(4)]
    heard: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        heard.append((done, of))
        return done < 2

    found = do_all(db, SYSTEM, ids, bulk.holding("wait"), progress)
    assert (found.done, found.left, found.again) == (tuple(ids[:2]), tuple(ids[2:]), tuple(ids[2:]))
    assert heard == [(0, 4), (1, 4), (2, 4)]
    whole = through(db, ids, bulk.holding("wait"))
    assert (whole.unchanged, whole.done) == (tuple(ids[:2]), tuple(ids[2:]))


def test_a_step_that_breaks_off_leaves_nothing_of_its_order(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    ids = [build.ready_order(db, f"N-{at}", {"TEH": 1}) for at in range(3)]
    hold = bulk.holding("wait")

    def step(tx: Transaction, order_id: int) -> bool:
        hold(tx, order_id)
        if order_id == ids[1]:
            raise DatabaseRefusal("disk_full", where="there")
        return True

    found = through(db, ids, step)
    assert (found.done, found.left) == ((ids[0],), tuple(ids[1:]))
    assert found.stopped_by is not None
    assert found.stopped_by.code == "disk_full"
    assert states(db) == ["held", "ready", "ready"]


def test_what_a_cancel_frees_goes_to_orders_that_wait(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 1})
    first = build.ready_order(db, "N-1", {"TEH": 1})
    with writing(db) as tx:
        build.order(tx, "N-2", {"TEH": 1})
    assert through(db, [first], bulk.cancelling("buyer")).done == (first,)
    bulk.promise_after(db, SYSTEM, [first], partial=False)
    assert states(db) == ["cancelled", "ready"]


def test_a_payment_of_which_nobody_spoke_cannot_be_confirmed(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 1})
    with writing(db) as tx:
        unpaid = build.order(tx, "N-1", {"TEH": 1}, paid=0, status="unpaid")
        with pytest.raises(Refusal, match="nothing_reported"):
            bulk.confirming(Policy())(tx, unpaid)
