"""A station after a crash: what it shows, what it goes on with, and that nothing counts twice."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.config import parse
from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import claims, parcels, scans
from core.fulfilment.packing.session import scan
from core.fulfilment.packing.verdict import Verdict
from core.orders.models import order_lines, orders
from core.outbox import outbox
from core.paper.models import print_jobs
from core.people import attach
from core.people.models import stations
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.stock.checks import differences
from core.transaction import reading, writing

CONFIG = parse('[[printers]]\nname = "Label-1"\ntransport = "virtual"\n', Path("config.toml"))


class Place:
    """A station that processes come to and vanish from."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        self.shop = build.shop(db, {"A": 10, "B": 10})
        self.seq = 0

    def desk(self) -> Desk:
        return Desk(self.db, CONFIG, self.shop.station)

    def begun(self, *codes: str) -> Desk:
        """A desk at which these codes were scanned."""
        desk = self.desk()
        desk.open()
        self.scan(desk, *codes)
        return desk

    def after_a_crash(self) -> Desk:
        """The desk that takes the place of one that vanished."""
        self.crash()
        desk = self.desk()
        desk.open()
        return desk

    def scan(self, desk: Desk, *codes: str) -> list[str]:
        said = []
        for code in codes:
            self.seq += 1
            verdict = desk.scan(self.seq, code)
            said.append("/".join(filter(None, (verdict.kind.value, verdict.detail))))
        return said

    def crash(self) -> None:
        """The process is gone, and its number belongs to nobody."""
        with writing(self.db) as tx:
            tx.execute(update(stations).values(pid=2**22 + 1, pid_started="0.00"))

    def value(self, column: Any, *where: Any) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(column).where(*where)).scalar()


@pytest.fixture
def place(db: Database, build: ModuleType) -> Iterator[Place]:
    yield Place(db, build)
    with reading(db) as tx:
        assert differences(tx) == []


def resumed(desk: Desk, *, confirm: bool = False) -> Verdict:
    found = desk.open(confirm=confirm)
    assert found is not None
    return found


def test_a_station_that_never_scanned_has_nothing_to_show(place: Place) -> None:
    assert place.desk().open() is None


def test_after_a_crash_the_last_code_the_order_and_the_counts_are_shown(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1, "B": 3})
    place.begun("W-1", "A", "B")
    place.crash()
    shown = resumed(place.desk())
    assert (shown.kind, shown.detail, shown.seq, shown.scanned) == ("resumed", "crashed", 3, "B")
    assert (shown.order, shown.params["packed"], shown.params["units"]) == ("W-1", 2, 4)
    assert shown.params["rest"] == [
        {"sku": "B", "name": "Barang B", "quantity": 2, "bin": "MAIN"},
    ]
    assert shown.params["at"] == place.value(scans.c.at, scans.c.seq == 3).isoformat()


def test_an_orderly_end_is_no_crash(place: Place) -> None:
    desk = place.begun("A")
    desk.close()
    shown = resumed(place.desk(), confirm=True)
    assert (shown.detail, shown.order) == ("", None)
    assert place.value(stations.c.work).get("awaiting") is None


def test_after_a_crash_nothing_counts_until_the_last_scan_was_seen(place: Place) -> None:
    order = place.build.ready_order(place.db, "W-1", {"A": 3})
    place.begun("W-1", "A")
    place.crash()
    after = place.desk()
    resumed(after, confirm=True)
    assert place.scan(after, "A", "KEMAS:OK", "A") == [
        "needs_confirmation/resume",
        "info/acknowledged",
        "ok",
    ]
    assert place.value(order_lines.c.packed, order_lines.c.order_id == order) == 2


def test_a_code_whose_answer_was_lost_counts_once(place: Place) -> None:
    order = place.build.ready_order(place.db, "W-1", {"A": 3})
    place.begun("W-1", "A")
    after = place.after_a_crash()
    again = after.scan(2, "A")
    assert (again.kind, again.replayed) == ("ok", True)
    assert place.value(order_lines.c.packed, order_lines.c.order_id == order) == 1


def test_a_crash_between_the_last_scan_and_the_booking_still_gives_one_label(
    place: Place,
) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1})
    desk = place.begun("W-1")
    port = PackingPort(desk.settings)
    done = scan(place.db, desk.rules, port, place.shop.station, 2, "A")
    assert (done.kind, place.value(parcels.c.state)) == ("order_complete", "complete")
    after = place.after_a_crash()
    after.catch_up()
    after.catch_up()
    assert place.value(parcels.c.state) == "closed"
    assert place.value(outbox.c.state) == "done"
    assert place.value(func.count(), print_jobs.c.kind == "label") == 1
    assert place.value(orders.c.status) == "shipping"


def test_a_booking_whose_courier_is_gone_keeps_the_station_from_no_other(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1})
    place.build.ready_order(place.db, "W-2", {"A": 1})
    desk = place.begun("W-1")
    port = PackingPort(desk.settings)
    scan(place.db, desk.rules, port, place.shop.station, 2, "A")
    with writing(place.db) as tx:
        tx.execute(update(shipments).values(courier="gone"))
    scan(place.db, desk.rules, port, place.shop.station, 3, "W-2")
    scan(place.db, desk.rules, port, place.shop.station, 4, "A")
    place.after_a_crash().catch_up()
    assert place.value(func.count(), outbox.c.state == "pending") == 1
    assert place.value(func.count(), outbox.c.state == "done") == 1
    assert place.value(func.count(), parcels.c.state == "closed") == 1


def test_the_worker_and_the_station_never_book_twice(place: Place) -> None:
    from core.shipping.booking import book_due

    place.build.ready_order(place.db, "W-1", {"A": 1})
    desk = place.desk()
    place.scan(desk, "W-1")
    port = PackingPort(desk.settings)
    scan(place.db, desk.rules, port, place.shop.station, 2, "A")
    assert book_due(place.db, desk.settings) is not None
    desk.catch_up()
    assert book_due(place.db, desk.settings) is None
    assert place.value(func.count(), print_jobs.c.kind == "label") == 1


def test_a_living_process_keeps_its_station(place: Place) -> None:
    import psutil

    parent = os.getppid()
    started = f"{psutil.Process(parent).create_time():.2f}"
    with writing(place.db) as tx:
        tx.execute(
            update(stations).values(host=socket.gethostname(), pid=parent, pid_started=started)
        )
    with pytest.raises(Refusal, match="station_in_use"):
        place.desk().open()
    with writing(place.db) as tx:  # the same number, but a process that began at another time
        tx.execute(update(stations).values(pid_started="1.00"))
    assert place.desk().open() is None


def test_a_silent_process_elsewhere_keeps_its_station_until_its_lease_is_over(
    place: Place,
) -> None:
    from core.tables import db_now_ms

    elsewhere = {"host": "another-machine", "pid": 1, "pid_started": "1.00"}
    with writing(place.db) as tx:
        tx.execute(
            update(stations).values(**elsewhere, lease_until_ms=db_now_ms() + attach.LEASE_MS)
        )
    with pytest.raises(Refusal, match="station_in_use"):
        place.desk().open()
    with writing(place.db) as tx:
        tx.execute(update(stations).values(lease_until_ms=db_now_ms() - 1))
    assert place.desk().open() is None


def test_a_process_that_lost_its_station_saves_nothing_and_is_told(place: Place) -> None:
    order = place.build.ready_order(place.db, "W-1", {"A": 2})
    lost = place.begun("W-1", "A")
    heir = place.after_a_crash()
    assert lost.beat() is False
    verdict = lost.scan(3, "A")
    assert (verdict.kind, verdict.detail) == ("not_saved", "station_lost")
    assert place.value(order_lines.c.packed, order_lines.c.order_id == order) == 1
    lost.close()
    assert place.value(stations.c.pid) == os.getpid()
    assert heir.beat() is True


def test_whoever_signs_in_as_the_process_starts_holds_the_open_work(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 2})
    with writing(place.db) as tx:
        budi = place.build.operator(tx, "Budi")
    place.begun("W-1", "A")
    after = place.after_a_crash()
    assert after.enter("budi").name == "Budi"
    assert place.value(claims.c.operator_id) == budi
    assert place.scan(after, "A") == ["order_complete"]


def test_a_refused_last_scan_names_no_parcel_that_was_never_made(place: Place) -> None:
    """The savepoint takes the parcel back; the record must not speak of it."""
    from core.stock.models import reservations

    place.build.ready_order(place.db, "W-1", {"A": 1})
    desk = place.desk()
    place.scan(desk, "W-1")
    with writing(place.db) as tx:
        tx.execute(update(reservations).values(order_id=_other(tx, place.build)))
    verdict = desk.scan(2, "A")
    assert (verdict.kind, verdict.detail) == ("not_saved", "parcel_not_promised")
    assert verdict.parcel is None
    assert place.value(scans.c.parcel_id, scans.c.seq == 2) is None
    assert place.value(func.count(parcels.c.id)) == 0
    with writing(place.db) as tx:
        first = select(orders.c.id).where(orders.c.order_no == "W-1").scalar_subquery()
        tx.execute(update(reservations).values(order_id=first))
    assert desk.scan(3, "A").kind == "order_complete"


def _other(tx: Any, build: ModuleType) -> int:
    return int(build.order(tx, "W-2", {"B": 1}))


def test_a_note_is_not_passed_by_scanning_the_order_again(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1}, note="!", must_read=True)
    assert place.scan(place.desk(), "W-1", "W-1", "A", "KEMAS:OK", "A") == [
        "order_open",
        "order_open/again",
        "needs_confirmation/note",
        "info/acknowledged",
        "order_complete",
    ]


def test_an_undo_that_was_not_meant_leaves_the_question_that_was_open(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1}, courier="manual")
    assert place.scan(place.desk(), "W-1", "A", "KEMAS:UNDO", "KEMAS:NEXT", "JX12345678") == [
        "order_open",
        "needs_waybill",
        "needs_confirmation/undo_label",
        "needs_waybill",
        "order_complete/waybill",
    ]
    assert place.value(scans.c.result, scans.c.seq == 5)["parcel"] == place.value(parcels.c.code)


def test_a_box_whose_order_is_cancelled_is_not_asked_about_for_ever(place: Place) -> None:
    from core.shipping.cancelling import cancel_order

    order = place.build.ready_order(place.db, "W-1", {"A": 1}, courier="manual")
    place.build.ready_order(place.db, "W-2", {"A": 1})
    desk = place.desk()
    place.scan(desk, "W-1", "A")
    with writing(place.db, place.shop.actor) as tx:
        cancel_order(tx, order, "buyer changed their mind")
    assert place.scan(desk, "JX12345678", "W-2", "A") == [
        "cancelled",
        "order_open",
        "order_complete",
    ]


def test_after_a_crash_the_last_goods_that_counted_are_named_and_no_command(place: Place) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 2, "B": 3})
    place.begun("W-1", "A", "B", "KEMAS:UNDO", "NO-SUCH-CODE", "KEMAS:OK")
    place.crash()
    shown = resumed(place.desk())
    assert (shown.seq, shown.scanned) == (6, "KEMAS:OK")
    assert {name: shown.params[name] for name in ("code", "sku", "seq", "packed")} == {
        "code": "A",
        "sku": "A",
        "seq": 2,
        "packed": 1,
    }


def test_after_a_crash_goods_of_an_earlier_order_are_not_named_for_the_open_one(
    place: Place,
) -> None:
    place.build.ready_order(place.db, "W-1", {"A": 1})
    place.build.ready_order(place.db, "W-2", {"B": 1})
    place.begun("W-1", "A", "W-2")
    place.crash()
    shown = resumed(place.desk())
    assert (shown.order, shown.params["code"]) == ("W-2", "")
