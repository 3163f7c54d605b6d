"""A statement that is known by heart does exactly what it did the first time."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from core import prepared
from core.database import Database
from core.fulfilment.models import scans
from core.orders.models import orders
from core.people.models import stations
from core.rows import Rows
from core.stock.models import warehouses
from core.transaction import Transaction, reading, writing

_by_number = select(orders).where(orders.c.order_no == bindparam("n"))
_names = select(stations.c.id, stations.c.name, stations.c.work).order_by(stations.c.id)
_rename = update(stations).where(stations.c.id == bindparam("s")).values(name=bindparam("called"))
_insert = insert(warehouses).returning(warehouses.c.id)
_scan = insert(scans)


def known(
    tx: Transaction, statement: Any, params: dict[str, Any] | list[dict[str, Any]] | None = None
) -> Rows:
    """What comes of a statement that is known; fails where it goes the usual way."""
    assert tx.short is not None
    rows = tx.short.run(statement, params or {})
    assert rows is not None
    return rows


def test_every_value_comes_back_as_it_did(db: Database, build: ModuleType) -> None:
    build.shop(db, {"A": 5})
    build.ready_order(db, "W-1", {"A": 1})
    with reading(db) as tx:
        usual = tx.connection.execute(_by_number, {"n": "W-1"}).one()
        tx.execute(_by_number, {"n": "W-1"})
        found = known(tx, _by_number, {"n": "W-1"}).one()
        assert tuple(found) == tuple(usual)
        assert found.ordered_at.tzinfo is not None
        assert dict(found._mapping) == dict(usual._mapping)
        assert known(tx, _by_number, {"n": "no"}).first() is None
        tx.execute(_names)
        assert [row.work for row in known(tx, _names)] == [{}]
        assert known(tx, _names).scalars().all() == [1]


def test_changes_say_how_many_rows_they_changed(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    with writing(db) as tx:
        tx.execute(_rename, {"s": shop.station, "called": "S2"})
        assert known(tx, _rename, {"s": shop.station, "called": "S3"}).rowcount == 1
        assert known(tx, _rename, {"s": 999, "called": "S4"}).rowcount == 0
        assert tx.execute(_names).one().name == "S3"


def test_new_rows_get_the_columns_defaults(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)

    def row(seq: int, tx: Transaction) -> dict[str, Any]:
        return {
            "station_id": shop.station,
            "seq": seq,
            "session_id": 1,
            "operator_id": shop.operator,
            "at": tx.now,
            "code": "A",
            "verdict": "ok",
            "result": {"detail": "Lê"},
        }

    with writing(db) as tx:
        tx.execute(_scan, row(1, tx))
        known(tx, _scan, row(2, tx))
        stored = tx.execute(select(scans.c.result, scans.c.undone, scans.c.at)).all()
        assert stored[0] == stored[1] == ({"detail": "Lê"}, False, tx.now)


def test_a_broken_rule_is_told_in_the_same_words(db: Database) -> None:
    row = {"code": "W", "name": "W"}
    with writing(db) as tx:
        tx.execute(_insert, row)
        made = known(tx, _insert, {"code": "V", "name": "V"}).scalar_one()
        assert made == tx.execute(select(warehouses.c.id).where(warehouses.c.code == "V")).scalar()
    with pytest.raises(IntegrityError), writing(db) as tx:
        known(tx, _insert, row)


def test_a_parameter_that_is_missing_is_still_missed(db: Database) -> None:
    with reading(db) as tx:
        tx.execute(_by_number, {"n": "W-1"})
        with pytest.raises(StatementError):
            tx.execute(_by_number)


def test_a_list_is_known_by_its_length_and_a_long_or_empty_one_goes_the_usual_way(
    db: Database, build: ModuleType
) -> None:
    build.shop(db)
    ids: Any = bindparam("ids", expanding=True)
    among = select(stations.c.id).where(
        stations.c.id.in_(ids), stations.c.name.in_(["S1", "S2"]), stations.c.name != bindparam("n")
    )
    with reading(db) as tx:
        tx.execute(among, {"ids": [1], "n": ""})
        long = [*range(2, 60), 1]
        for wanted, found in (([1], [1]), ([7, 1], [1]), ((9, 8, 7), []), (long, [1])):
            assert known(tx, among, {"ids": wanted, "n": ""}).scalars().all() == found
        assert known(tx, among, {"ids": [1], "n": "S1"}).all() == []
        for wanted in ([], list(range(prepared.LONGEST + 1))):
            assert tx.short.run(among, {"ids": wanted, "n": ""}) is None
            tx.execute(among, {"ids": wanted, "n": ""})


def test_many_rows_are_written_at_once(db: Database) -> None:
    add, rename = insert(warehouses), update(warehouses).values(name=bindparam("called"))
    rename = rename.where(warehouses.c.code == bindparam("w"))
    with writing(db) as tx:
        tx.execute(add, [{"code": "A", "name": "A"}, {"code": "B", "name": "B"}])
        known(tx, add, [{"code": "C", "name": "C"}, {"code": "D", "name": "D"}])
        known(tx, add, [{"code": "E", "name": "E"}])
        changes = [{"w": code, "called": "x"} for code in "ABCX"]
        tx.execute(rename, changes)
        assert known(tx, rename, changes).rowcount == 3
        names = tx.execute(select(warehouses.c.name).order_by(warehouses.c.code)).scalars().all()
        assert names == ["x", "x", "x", "D", "E"]


def test_whoever_listens_hears_every_statement(db: Database) -> None:
    with reading(db) as tx:
        tx.execute(_names)
        heard = tx.connection.execution_options(**{prepared.HEARD: True})
        assert prepared.lane(heard) is None


def test_a_reader_sees_one_state_from_its_first_known_statement_on(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db)
    with reading(db) as tx:
        tx.execute(_names)
    with reading(db) as tx:
        assert known(tx, _names).one().name == "S1"
        with writing(db) as other:
            other.execute(_rename, {"s": shop.station, "called": "S9"})
        if db.is_sqlite:  # PostgreSQL shows each statement the newest state
            assert known(tx, _names).one().name == "S1"
