"""The migrations make what the models describe, on both engines, and know the newest schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from core.database import KNOWN_SCHEMAS, SCHEMA, Database, connect, open_database, upgrade
from core.errors import DatabaseRefusal
from core.migrations import run
from core.migrations.run import config_for
from core.schema import metadata
from core.transaction import reading


def test_the_program_knows_the_newest_migration_and_all_before_it() -> None:
    folder = ScriptDirectory(str(Path(run.__file__).parent))
    known = [script.revision for script in folder.walk_revisions()]
    assert folder.get_current_head() == SCHEMA
    assert tuple(reversed(known)) == KNOWN_SCHEMAS


def test_a_migrated_database_is_what_the_models_say(db: Database) -> None:
    with db.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_write_the_very_statements_of_the_models(
    tmp_path: Path, sqlite_template: Path
) -> None:
    made = connect(f"sqlite:///{tmp_path}/made.sqlite3")
    with made.writer.begin() as connection:
        metadata.create_all(connection)
    migrated = connect(f"sqlite:///{sqlite_template}")
    assert _statements(made) == _statements(migrated)


def test_rows_of_the_ledger_and_the_trail_cannot_be_changed(db: Database) -> None:
    triggers = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if db.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    with reading(db) as tx:
        found = list(tx.execute(text(triggers)).scalars())
    tables = (
        "allocations",
        "book_closings",
        "coretax_files",
        "events",
        "invoice_files",
        "invoice_lines",
        "invoice_pay_codes",
        "lead_call_steps",
        "lead_calls",
        "pay_link_receipts",
        "payout_lines",
        "platform_bill_files",
        "seals",
        "stock_moves",
        "stock_values",
    )
    ways = ("no_delete", "no_update") if db.is_sqlite else ("append_only",)
    guards = [f"{table}_{way}" for table in tables for way in ways]
    fixed = ("einvoice_files", "einvoices", "invoices")
    guards += [f"{table}_{way}" for table in fixed for way in ("fixed", "kept")]
    assert found == sorted(guards)


def test_all_migrations_can_be_taken_back(db: Database) -> None:
    from alembic import command

    command.downgrade(config_for(db.writer), "base")
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if db.is_sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    with reading(db) as tx:
        assert list(tx.execute(text(tables)).scalars()) == ["alembic_version"]


def _statements(database: Database) -> dict[str, set[str]]:
    """Name -> its CREATE statement, its clauses in any order, without alembic's own table."""
    with database.reader.connect() as connection:
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        ).all()
    return {
        name: set(_clauses(re.sub(r"\s+", " ", sql)))
        for name, sql in rows
        if name != "alembic_version"
    }


def _clauses(statement: str) -> Iterator[str]:
    """What stands between commas that are in no inner bracket.

    A constraint that is written behind its column is given as one of the table, as the engine
    takes it.
    """
    head, _bracket, body = statement.partition("(")
    yield head.strip()
    depth, clause = 0, ""
    for sign in body[: body.rindex(")")] + ",":
        depth += (sign == "(") - (sign == ")")
        if sign != "," or depth:
            clause += sign
            continue
        clause = clause.strip()
        column, inline, rest = clause.partition(" CONSTRAINT ")
        if inline:
            name, _space, what = rest.partition(" ")
            key = f"FOREIGN KEY({column.split()[0]}) " if what.startswith("REFERENCES") else ""
            yield column
            yield f"CONSTRAINT {name} {key}{what}"
        else:
            yield clause
        clause = ""
    yield body[body.rindex(")") + 1 :].strip()


def test_a_database_of_an_earlier_program_is_named_and_brought_forward(
    database_url: str, build: ModuleType
) -> None:
    from alembic import command

    old = upgrade(database_url)
    build.shop(old, {"A": 5})
    command.downgrade(config_for(old.writer), KNOWN_SCHEMAS[0])
    old.close()
    with pytest.raises(DatabaseRefusal) as refused:
        open_database(database_url)
    assert refused.value.code == "database_older"
    upgrade(database_url).close()
    newest = open_database(database_url)
    with reading(newest) as tx:
        assert tx.execute(text("SELECT sku FROM products")).scalars().all() == ["A"]
    newest.close()


def test_orders_of_before_get_their_source_their_money_and_their_confirmation(
    database_url: str, build: ModuleType
) -> None:
    from alembic import command

    from core.orders.payments.checks import paid_differences
    from core.transaction import writing

    rows = {  # number: channel, status, paid
        "A-1": ("shopee", "processing", 50_000_00),
        "A-2": ("tiktok shop", "down_payment", 10_000_00),
        "A-3": ("manual", "down_payment", 20_000_00),
        "A-4": ("warung", "unpaid", 0),
        "A-5": ("woocommerce", "done", 50_000_00),
    }
    old = upgrade(database_url)
    build.shop(old, {"TEH": 9})
    with writing(old) as tx:
        for number, (channel, status, _paid) in rows.items():
            build.order(tx, number, {"TEH": 1}, channel=channel, status=status, paid=0)
    command.downgrade(config_for(old.writer), KNOWN_SCHEMAS[1])
    with writing(old) as tx:
        for number, (_channel, _status, paid) in rows.items():
            tx.execute(text(f"UPDATE orders SET paid = {paid} WHERE order_no = '{number}'"))
    old.close()
    upgrade(database_url).close()
    newest = open_database(database_url)
    with reading(newest) as tx:
        assert paid_differences(tx) == []
        found = tx.execute(
            text("SELECT order_no, source, status, confirmed_at IS NOT NULL FROM orders ORDER BY 1")
        ).all()
        assert [tuple(row[:3]) for row in found] == [
            ("A-1", "shopee", "processing"),
            ("A-2", "tiktok", "unpaid"),
            ("A-3", "manual", "down_payment"),
            ("A-4", "private", "unpaid"),
            ("A-5", "web", "done"),
        ]
        assert [bool(row[3]) for row in found] == [True, False, False, False, True]
        paid = text("SELECT amount, method, state, paid_on FROM order_payments ORDER BY order_id")
        money = tx.execute(paid).all()
        assert [row[0] for row in money] == [50_000_00, 10_000_00, 20_000_00, 50_000_00]
        assert {(row[1], row[2], str(row[3])) for row in money} == {
            ("channel", "confirmed", "2026-03-02")
        }
    newest.close()


def test_orders_of_before_keep_the_sum_of_their_discounts_and_their_lines_give_nothing_off(
    database_url: str, build: ModuleType
) -> None:
    from alembic import command

    from core.transaction import writing

    old = upgrade(database_url)
    build.shop(old, {"TEH": 9})
    command.downgrade(config_for(old.writer), KNOWN_SCHEMAS[2])
    old.close()
    older = connect(database_url)
    with writing(older) as tx:
        head = (
            "warehouse_id, channel, order_no, status, fulfilment, version, content_hash,"
            " ordered_at, due_at, customer, phone, email, address, district, city, province,"
            " postcode, country, currency, goods, discount, shipping_fee, total, paid, cod,"
            " courier, service, courier_wish, service_wish, note, must_read, gift, fragile,"
            " hold_reason, units, lines, created_at, updated_at"
        )
        at = "'2026-03-02 02:00:00.000000'"
        tx.execute(
            text(
                f"INSERT INTO orders ({head}) SELECT id, 'web', 'A-1', 'processing', 'short', 1,"
                f" '', {at}, {at}, 'Ani', '', '', 'Jl. 1', '', '', '', '', 'ID', 'IDR', 20000, 500,"
                " 0, 19500, 0, 0, 'own', '', '', '', '', false, false, false, '', 2, 1,"
                f" {at}, {at} FROM warehouses"
            )
        )
        tx.execute(
            text(
                "INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price,"
                " picked, packed, boxed, short, excepted)"
                " SELECT orders.id, 1, products.id, 2, 10000, 0, 0, 0, 0, 0 FROM orders, products"
            )
        )
    older.close()
    upgrade(database_url).close()
    newest = open_database(database_url)
    with reading(newest) as tx:
        assert tx.execute(text("SELECT discount FROM orders")).scalars().all() == [500]
        assert tx.execute(text("SELECT discount FROM order_lines")).scalars().all() == [0]
    newest.close()
