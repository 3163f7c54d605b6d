"""A shop's warehouse of before is brought forward with all that lies in it, on both engines."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.database import connect, open_database, upgrade
from core.migrations.run import config_for
from core.stock.checks import differences
from core.transaction import reading, writing

_BEFORE = (
    "INSERT INTO warehouses (id, code, name) VALUES (1, 'MAIN', 'Gudang'), (2, 'JOG', 'Jogja')",
    "INSERT INTO bins (id, warehouse_id, code, kind) VALUES (1, 1, 'SUPPLIER', 'supplier'),"
    " (2, 1, 'A-1', 'shelf'), (3, 1, 'A-2', 'shelf'), (7, 2, 'A-1', 'shelf')",
    "INSERT INTO products (id, sku, name, search, brand, category, currency, unit_price, cost,"
    " tax_rate, weight_g, length_mm, width_mm, height_mm, created_at, updated_at) VALUES"
    " (1, 'TEH', 'Teh', 'teh', '', '', 'IDR', 100, 50, '', 0, 0, 0, 0,"
    " '2026-03-02 02:00:00', '2026-03-02 02:00:00')",
    "INSERT INTO stock_moves (warehouse_id, product_id, from_bin_id, to_bin_id, lot, quantity,"
    " reason, reference, at) VALUES (1, 1, 1, 2, '', 5, 'opening', '', '2026-03-02 02:00:00'),"
    " (1, 1, 2, 3, '', 2, 'moved', '', '2026-03-02 02:00:00')",
    "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved) VALUES"
    " (1, 2, '', 3, 0), (1, 3, '', 2, 0)",
)
_BAD = (
    "INSERT INTO bins (warehouse_id, code, kind) VALUES (1, 'X', 'attic')",
    "INSERT INTO bins (warehouse_id, code, kind) VALUES (99, 'X', 'shelf')",
    "INSERT INTO bins (warehouse_id, code, kind) VALUES (1, 'A-1', 'shelf')",
    "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved)"
    " VALUES (1, 99, '', 1, 0)",
    "UPDATE bins SET purpose = 'nothing' WHERE id = 2",
    "UPDATE warehouses SET kind = 'nothing' WHERE id = 1",
)


@pytest.fixture
def filled(database_url: str) -> str:
    """A database of the program before this one, with goods in its bins."""
    old = connect(database_url)
    command.upgrade(config_for(old.writer), "0005")
    with writing(old) as tx:
        for statement in _BEFORE:
            tx.execute(text(statement))
    old.close()
    return database_url


def test_bins_keep_their_goods_their_moves_and_their_codes(filled: str) -> None:
    upgrade(filled).close()
    database = open_database(filled)
    with reading(database) as tx:
        rows = tx.execute(
            text("SELECT id, warehouse_id, code, kind, walk, purpose, active FROM bins ORDER BY id")
        ).all()
        assert [tuple(row) for row in rows] == [
            (1, 1, "SUPPLIER", "supplier", 0, "pick", True),
            (2, 1, "A-1", "shelf", 0, "pick", True),
            (3, 1, "A-2", "shelf", 0, "pick", True),
            (7, 2, "A-1", "shelf", 0, "pick", True),
        ]
        assert tx.execute(text("SELECT count(*) FROM stock_moves")).scalar() == 2
        assert differences(tx) == []
        kinds = tx.execute(text("SELECT code, kind, active FROM warehouses ORDER BY id")).all()
        assert [tuple(row) for row in kinds] == [("MAIN", "main", True), ("JOG", "main", True)]
    database.close()


def test_goods_may_lie_in_transit_and_every_other_rule_of_a_bin_still_holds(filled: str) -> None:
    upgrade(filled).close()
    database = open_database(filled)
    with writing(database) as tx:
        made = "INSERT INTO bins (id, warehouse_id, code, kind) VALUES (20, 1, 'ROAD', 'transit')"
        tx.execute(text(made))
    for statement in _BAD:
        with pytest.raises(IntegrityError), writing(database) as tx:
            tx.execute(text(statement))
    with pytest.raises(IntegrityError), writing(database) as tx:
        tx.execute(text("DELETE FROM bins WHERE id = 2"))
    database.close()


def test_what_is_on_its_way_lies_in_a_tote_for_a_program_of_before(filled: str) -> None:
    newest = upgrade(filled)
    with writing(newest) as tx:
        made = "INSERT INTO bins (id, warehouse_id, code, kind) VALUES (20, 1, 'ROAD', 'transit')"
        tx.execute(text(made))
    command.downgrade(config_for(newest.writer), "0005")
    with reading(newest) as tx:
        kinds = tx.execute(text("SELECT code, kind FROM bins WHERE id IN (2, 20) ORDER BY id"))
        assert [tuple(row) for row in kinds] == [("A-1", "shelf"), ("ROAD", "tote")]
        assert tx.execute(text("SELECT count(*) FROM stock_levels")).scalar() == 2
    newest.close()
