"""Whoever scans what the simulator offers packs orders; its wrong codes are refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.catalog.queries import find_products
from core.database import Database, connect
from core.fulfilment.models import claims
from core.fulfilment.packing.verdict import GOOD, Kind, Verdict
from core.orders.commands import find, set_note
from core.paper.models import labels
from core.people.commands import sign_out
from core.shipping.cancelling import cancel_order
from core.shipping.desk import Desk
from core.stock.checks import differences
from core.tables import db_now_ms
from core.transaction import reading, writing
from tui.demo.build import Demo, build
from tui.demo.simulator import next_code, wrong_code
from tui.live.acting import IN_PANE


class Table:
    """The demonstration's own table with its simulated scanner."""

    def __init__(self, demo: Demo, db: Database, **packing: object) -> None:
        config = demo.config
        changed = config.packing.model_copy(update=packing)
        self.db = db
        self.station = demo.station_id
        self.desk = Desk(db, config.model_copy(update={"packing": changed}), self.station)
        self.seq = self.desk.last_seq()

    def scan(self, code: str) -> Verdict:
        self.seq += 1
        return self.desk.scan(self.seq, code)

    def right(self) -> Verdict:
        return self.scan(next_code(self.db, self.station))

    def wrong(self) -> Verdict:
        return self.scan(wrong_code(self.db, self.station))

    def pack(self, code: str = "") -> list[str]:
        """Scan on until an order is complete; gives the verdicts."""
        said = [self.scan(code).kind.value if code else self.right().kind.value]
        while said[-1] not in {"order_complete", "parcel_closed"}:
            said.append(self.right().kind.value)
            assert len(said) < 60, said
        return said

    def beside(self, where: str) -> list[str]:
        """Scan on in a pane of its own until nothing is left to scan there."""
        said = []
        while code := next_code(self.db, self.station, where):
            self.seq += 1
            verdict = self.desk.scan(self.seq, code, IN_PANE[where](code))
            said.append(f"{verdict.kind.value}/{verdict.detail}")
            assert len(said) < 60, said
        return said

    def labels(self) -> int:
        with reading(self.db) as tx:
            return int(tx.execute(select(func.count()).select_from(labels)).scalar_one())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, Path]:
    """A demonstration, and a copy of its folder to begin again from."""
    root = tmp_path_factory.mktemp("simulator")
    folder = root / "demo"
    folder.mkdir()
    made = build(folder, "en", datetime(2026, 3, 2, 3, 20, tzinfo=UTC))
    return made, shutil.copytree(folder, root / "kept")


@pytest.fixture
def demo(built: tuple[Demo, Path]) -> Demo:
    """The demonstration as it was built, whatever the test before did in it."""
    made, kept = built
    shutil.rmtree(made.folder)
    shutil.copytree(kept, made.folder)
    return made


@pytest.fixture
def db(demo: Demo) -> Iterator[Database]:
    database = connect(demo.config.database.engine_url)
    with writing(database) as tx:  # who has an order open there has it open now
        tx.execute(update(claims).values(lease_until_ms=db_now_ms() + 120_000))
    yield database
    database.close()


def test_the_right_scans_alone_pack_ten_orders_to_their_labels(demo: Demo, db: Database) -> None:
    at = Table(demo, db)
    before = at.labels()
    for _ in range(10):
        said = at.pack()
        assert set(said) <= {"order_open", "ok", "ok_line_done", "order_complete"}
    assert at.labels() == before + 10
    with reading(db) as tx:
        assert differences(tx) == []


def test_it_signs_somebody_in_who_may_pack(demo: Demo, db: Database) -> None:
    with writing(db) as tx:
        sign_out(tx, demo.station_id)
    at = Table(demo, db)
    assert (at.right().detail, at.right().kind) == ("signed_in", Kind.ORDER_OPEN)


def test_it_acknowledges_a_note_that_must_be_read(demo: Demo, db: Database) -> None:
    at = Table(demo, db)
    number = next_code(db, demo.station_id)
    with writing(db) as tx:
        set_note(tx, find(tx, number).id, "baca dulu", must_read=True)
    assert at.right().params["must_read"] is True
    assert next_code(db, demo.station_id) == "KEMAS:OK"
    assert at.right().detail == "acknowledged"


def test_it_has_a_number_for_a_pre_printed_label(demo: Demo, db: Database) -> None:
    from core.orders.models import orders

    manual = select(orders.c.order_no).where(
        orders.c.courier == "manual", orders.c.fulfilment == "ready"
    )
    with reading(db) as tx:
        number = tx.execute(manual.limit(1)).scalar_one()
    said = Table(demo, db).pack(number)
    assert said[-2:] == ["needs_waybill", "order_complete"]


def test_it_proves_the_label_where_the_shop_wants_that(demo: Demo, db: Database) -> None:
    at = Table(demo, db, verify_label=True)
    assert at.pack()[-1] == "order_complete"
    assert at.right().detail == "label_right"


def test_it_picks_before_it_packs_where_the_shop_wants_that(demo: Demo, db: Database) -> None:
    at = Table(demo, db, pick_first=True)
    number = next_code(db, demo.station_id)
    assert at.scan(number).detail == "pick"
    verdict = at.right()
    while verdict.kind is not Kind.ORDER_COMPLETE:
        verdict = at.right()
    assert verdict.detail == "picked"
    assert at.scan(number).kind is Kind.ORDER_OPEN
    assert at.right().kind in GOOD


def test_a_wrong_scan_is_refused_whatever_is_open(demo: Demo, db: Database) -> None:
    at = Table(demo, db)
    refused = [at.wrong().kind]
    for _ in range(12):
        at.right()
        refused.append(at.wrong().kind)
    assert not set(refused) & GOOD
    assert {Kind.UNKNOWN_CODE, Kind.WRONG_ITEM, Kind.OVER_QUANTITY} <= set(refused)


def test_a_return_is_inspected_to_its_end(demo: Demo, db: Database) -> None:
    at = Table(demo, db)
    said = at.beside("returns")
    assert said[0] == "info/return_open"
    assert said[-1] == "ok_line_done/return_all"
    assert set(said[1:]) == {"ok/return_item", "ok/return_good", "ok_line_done/return_all"}


def test_cancelled_goods_are_put_back(demo: Demo, db: Database) -> None:
    at = Table(demo, db)
    order = next_code(db, demo.station_id)
    at.pack(order)
    with writing(db) as tx:
        cancel_order(tx, find(tx, order).id, "changed their mind")
    said = at.beside("put_back")
    assert said[-1].endswith("put_back_done")
    assert next_code(db, demo.station_id, "put_back") == ""


def test_goods_are_offered_for_an_order_that_is_typed_in(demo: Demo, db: Database) -> None:
    with reading(db) as tx:
        found = find_products(tx, next_code(db, demo.station_id, "entry"))
    assert len(found) == 1
