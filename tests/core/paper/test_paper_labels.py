"""Labels: one live label a parcel, and nothing of a void one is printed any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.paper import commands, queries, spooling
from core.paper.documents import Item, Label, Party
from core.paper.models import labels
from core.paper.states import JobState, LabelState
from core.transaction import reading, writing

LABEL = Label(
    language="id",
    zone="Asia/Jakarta",
    sender=Party("Toko Contoh"),
    recipient=Party("Siti Aminah", address="Jl. Contoh 1", city="Bandung"),
    courier="own",
    service="standard",
    waybill="KMS000001",
    order_no="INV-1",
    channel="web",
    parcel_code="P1",
    piece=1,
    pieces=1,
    currency="IDR",
    cod=0,
    weight_g=500,
    items=(Item("A", "Barang A", 1),),
    printed_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    station="S1",
)


@pytest.fixture
def parcel(db: Database, build: ModuleType) -> int:
    shop = build.shop(db, {"A": 1})
    with writing(db) as tx:
        order = build.order(tx, "INV-1", {"A": 1})
        row = {
            "warehouse_id": shop.warehouse,
            "order_id": order,
            "number": 1,
            "code": "P1",
            "state": "complete",
            "station_id": shop.station,
            "operator_id": shop.operator,
            "opened_at": tx.now,
        }
        return int(tx.execute(insert(parcels).returning(parcels.c.id), row).scalar_one())


def test_the_same_label_again_is_the_one_that_is_there(db: Database, parcel: int) -> None:
    later = replace(LABEL, printed_at=LABEL.printed_at + timedelta(hours=1), station="S2")
    with writing(db) as tx:
        first = commands.issue_label(tx, parcel, LABEL)
        assert commands.issue_label(tx, parcel, later) == first
        assert queries.current_label(tx, parcel) == first


@pytest.mark.parametrize(
    "changed",
    [
        replace(LABEL, cod=1),
        replace(LABEL, recipient=replace(LABEL.recipient, address="Jl. Lain 2")),
        replace(LABEL, items=(Item("A", "Barang A", 2),)),
        replace(LABEL, waybill="KMS000002"),
    ],
)
def test_another_label_is_refused_while_one_is_live(
    db: Database, parcel: int, changed: Label
) -> None:
    with writing(db) as tx:
        first = commands.issue_label(tx, parcel, LABEL)
    with writing(db) as tx, pytest.raises(Refusal) as refusal:
        commands.issue_label(tx, parcel, changed)
    assert refusal.value.code == "label_exists"
    with writing(db) as tx:
        void = commands.void_label(tx, parcel, "address_changed")
        assert void is not None
        assert (void.id, void.state, void.void_reason) == (
            first.id,
            LabelState.VOID,
            "address_changed",
        )
        assert queries.current_label(tx, parcel) is None
        assert commands.issue_label(tx, parcel, changed).id != first.id


def test_the_database_itself_keeps_two_live_labels_apart(db: Database, parcel: int) -> None:
    row = {
        "parcel_id": parcel,
        "state": "current",
        "inputs_hash": "x",
        "document": "{}",
        "created_at": LABEL.printed_at,
    }
    with writing(db) as tx:
        tx.execute(insert(labels), row)
    with pytest.raises(IntegrityError), writing(db) as tx:
        tx.execute(insert(labels), row)


def test_a_parcel_without_label_has_none_to_void(db: Database, parcel: int) -> None:
    with writing(db) as tx:
        assert commands.void_label(tx, parcel, "reopened") is None


def test_a_void_label_is_neither_printed_nor_printed_again(db: Database, parcel: int) -> None:
    with writing(db) as tx:
        label = commands.issue_label(tx, parcel, LABEL)
        done = commands.queue_job(tx, LABEL, "M", parcel_id=parcel, label_id=label.id)
        lease = spooling.lease_next(tx, "M", "w")
        assert lease is not None
        spooling.store_and_start(tx, lease, b"x")
        spooling.finish_unknown(tx, lease, "no_confirmation")
        waiting = commands.queue_job(tx, LABEL, "M", parcel_id=parcel, label_id=label.id)
        in_hand = spooling.lease_next(tx, "M", "w")
        assert in_hand is not None
    with writing(db) as tx:
        commands.void_label(tx, parcel, "reopened")
        assert queries.job(tx, waiting.id).state is JobState.CANCELLED
        assert not spooling.store_and_start(tx, in_hand, b"x")  # drawn, but too late
        with pytest.raises(Refusal) as refusal:
            commands.reprint(tx, done.id)
        assert refusal.value.code == "label_is_void"
        ended = commands.answer_unknown(tx, done.id, came_out=False)
        assert (ended.id, ended.state) == (done.id, JobState.FAILED)
    with reading(db) as tx:
        assert not spooling.is_due(tx, "M")
