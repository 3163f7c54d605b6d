"""A shop moves to another database: all of it, or nothing, and both sides are equal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, func, insert, select, update

from core.copies.carrying import FILLED_WHEN_MADE, carry, clear
from core.copies.digest import Digest, all_tables, digest_of
from core.copies.moving import move
from core.customers.models import customers
from core.database import Database, connect, open_database, upgrade
from core.errors import DatabaseRefusal, Refusal
from core.people.models import operators, stations
from core.stock.models import moves
from core.tables import Moment
from core.transaction import SYSTEM, Transaction, run, writing
from tui.bench.at_random import Day
from tui.bench.twins import write_config


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A SQLite shop in which something of everything was done."""
    url = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    upgrade(url).close()
    day = Day(url, write_config(tmp_path), seed=3)
    day.work(150)
    day.close()
    return url


def _filled(url: str) -> set[str]:
    return {name for name, one in _digests(url).items() if one.rows}


def _digests(url: str) -> dict[str, Digest]:
    database = connect(url)
    with database.reader.connect() as connection:
        found = {table.name: digest_of(connection, table) for table in all_tables()}
    database.close()
    return found


def test_after_the_move_both_hold_the_same(shop: str, database_url: str) -> None:
    before = _digests(shop)
    told: list[tuple[str, int, int]] = []
    moved = move(shop, database_url, lambda *step: told.append(step))
    carried = moved.carried
    assert _digests(database_url) == before == _digests(f"sqlite:///{moved.kept}")
    with pytest.raises(DatabaseRefusal, match="database_missing"):
        open_database(shop)
    assert carried.rows == sum(one.rows for one in carried.digests.values()) > 500
    assert told[-1][2] <= carried.rows


def test_numbers_go_on_where_they_were(shop: str, database_url: str) -> None:
    move(shop, database_url)
    database = connect(database_url)
    with writing(database) as tx:
        top = tx.execute(select(func.max(operators.c.id))).scalar_one()
        made = tx.execute(
            insert(operators)
            .values(name="New", badge="NEW", role="packer", language="en", created_at=tx.now)
            .returning(operators.c.id)
        ).scalar_one()
    database.close()
    assert made == top + 1


def test_a_target_that_holds_something_is_left_alone(shop: str, database_url: str) -> None:
    old = f"sqlite:///{move(shop, database_url).kept}"
    before = _digests(database_url)
    with pytest.raises(Refusal) as refused:
        move(old, database_url)
    assert refused.value.code == "copy_target_filled"
    assert _digests(database_url) == before


def test_a_row_that_is_refused_leaves_the_target_empty(shop: str, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("only PostgreSQL looks at lengths")
    database = connect(shop)
    with writing(database) as tx:
        tx.execute(update(operators).values(name=operators.c.name + "x" * 500))
    database.close()
    with pytest.raises(Refusal) as refused:
        move(shop, database_url)
    assert refused.value.code == "copy_refused"
    assert refused.value.params["table"] == "operators"
    assert _filled(database_url) == FILLED_WHEN_MADE


def test_what_new_tables_are_made_with_is_known(database_url: str) -> None:
    assert _filled(database_url) == FILLED_WHEN_MADE


def test_who_works_is_named_and_nothing_moves(shop: str, database_url: str) -> None:
    database = connect(shop)
    with writing(database) as tx:
        tx.execute(
            update(stations).values(host="elsewhere", pid=7, lease_until_ms=9_999_999_999_999)
        )
        name = tx.execute(select(stations.c.name)).first()[0]
    database.close()
    with pytest.raises(Refusal) as refused:
        move(shop, database_url)
    assert refused.value.code == "copy_at_work"
    assert f"{name}@elsewhere" in str(refused.value.params["who"])


def test_a_database_does_not_move_into_itself(shop: str) -> None:
    with pytest.raises(Refusal, match="copy_same"):
        move(shop, shop)


def test_rows_that_point_onward_in_their_own_table_are_carried(
    db: Database, tmp_path: Path
) -> None:
    """The merged customer came first, the one it was merged into later."""
    run(db, SYSTEM, _merged)
    target = upgrade(f"sqlite:///{tmp_path / 'to.sqlite3'}")
    with db.reader.connect() as old, target.writer.connect() as new, new.begin():
        clear(new)
        carry(old, new)
    with target.reader.connect() as connection:
        found = select(customers.c.merged_into).order_by(customers.c.id)
        assert list(connection.execute(found).scalars()) == [2, None]
    target.close()


def _merged(tx: Transaction) -> None:
    row = {column.name: _some(column, tx.now) for column in customers.columns}
    for number in (1, 2):
        tx.execute(insert(customers).values(**{**row, "id": number, "trust": "none"}))
    tx.execute(update(customers).where(customers.c.id == 1).values(merged_into=2))


def _some(column: Column[Any], now: datetime) -> object:
    """A value that a column takes."""
    if column.nullable:
        return None
    if isinstance(column.type, Moment):
        return now
    return {str: "x", int: 0, bool: False}.get(column.type.python_type, {})


def test_moves_are_still_append_only(shop: str, database_url: str) -> None:
    move(shop, database_url)
    database = connect(database_url)
    with pytest.raises(Exception, match="append-only"), database.writer.begin() as connection:
        connection.execute(update(moves).values(quantity=1))
    database.close()
