"""Guards of tables, damaged pages and what the configuration says are looked at too."""

from __future__ import annotations

from pathlib import Path

import pytest
from busy_shop import CONFIG, force, found
from sqlalchemy import text

from core.config import Config, load
from core.database import Database, connect, sqlite_path
from core.doctor.checks import check
from core.doctor.findings import Finding, Level, Verdict
from core.doctor.looking import Means
from tui.words.doctor import say


def only(findings: list[Finding]) -> Finding:
    """The one finding, whose sentence says all that it should."""
    (one,) = findings
    assert "?" not in " ".join(say(one, "stock"))
    return one


def test_a_table_that_may_be_rewritten_is_found(busy: Database, config: Config) -> None:
    name = "stock_moves_no_update" if busy.is_sqlite else "stock_moves_append_only"
    with busy.writer.begin() as connection:
        on = "" if busy.is_sqlite else " ON stock_moves"
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    one = only(found(busy, config))
    assert (one.code, one.at) == ("schema_guard", ("stock_moves", name))


def test_a_row_without_its_parent_is_found_on_sqlite(busy: Database, config: Config) -> None:
    if not busy.is_sqlite:
        return  # there nothing can write past a reference without leaving it unproved
    force(busy, "UPDATE print_jobs SET station_id = 99 WHERE id = 1")
    one = only(found(busy, config))
    assert (one.code, one.at) == ("integrity_reference", ("print_jobs", 1, "stations"))


def test_damaged_pages_are_found_on_sqlite(busy: Database, config: Config) -> None:
    path = sqlite_path(busy.url)
    if path is None:
        return
    with busy.reader.connect() as connection:
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_print_jobs_order_id'"
        page = connection.execute(text(root)).scalar_one()
    busy.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(content)
    again = connect(busy.url)
    (result,) = check(Means(again, config), ["integrity"], rest_s=0)
    again.close()
    assert result.verdict in {Verdict.BROKEN, Verdict.UNSEEN}
    assert result.found
    assert {one.params["table"] for one in result.found} == {"print_jobs"}


def test_what_postgresql_doubts_is_found(busy: Database, config: Config) -> None:
    if busy.is_sqlite:
        return
    with busy.writer.begin() as connection:
        for statement in (
            "UPDATE pg_index SET indisvalid = false"
            " WHERE indexrelid = 'ix_orders_order_no'::regclass",
            "ALTER TABLE orders ADD CONSTRAINT doubtful CHECK (units > 0) NOT VALID",
        ):
            connection.execute(text(statement))
    findings = found(busy, config)
    assert {one.code for one in findings} == {"integrity_index", "integrity_constraint"}
    assert ["?" in " ".join(say(one, "integrity")) for one in findings] == [False, False]


@pytest.mark.parametrize(
    ("more", "code", "level"),
    [
        ('[station]\nwarehouse = "EAST"\n', "setting_warehouse", Level.FAULT),
        ('[routing.channels]\nshopee = "EAST"\n', "setting_route", Level.FAULT),
        ('warehouses = ["EAST"]\n', "setting_printer_house", Level.FAULT),
        ('stations = ["S9"]\n', "setting_printer_station", Level.HINT),
    ],
)
def test_places_that_do_not_exist_are_named(
    busy: Database, tmp_path: Path, more: str, code: str, level: Level
) -> None:
    path = tmp_path / "other.toml"
    path.write_text(CONFIG + more, encoding="utf-8")
    one = only(found(busy, load(path)))
    assert (one.code, one.level) == (code, level)


def test_a_secret_that_others_may_read_is_named_and_not_shown(
    busy: Database, tmp_path: Path
) -> None:
    path = tmp_path / "other.toml"
    secret = "correct-horse"
    path.write_text(CONFIG + f'[database]\npassword = "{secret}"\n', encoding="utf-8")
    path.chmod(0o644)
    one = only(found(busy, load(path)))
    assert (one.code, one.at) == ("setting_secret", ("database", "password"))
    assert secret not in f"{one} {say(one, 'settings')}"
    path.chmod(0o600)
    assert found(busy, load(path)) == []


def test_a_check_that_cannot_look_says_so_and_the_others_go_on(
    busy: Database, config: Config
) -> None:
    force(busy, "DROP TABLE order_texts")
    results = {one.check: one for one in check(Means(busy, config), rest_s=0)}
    assert results["search"].verdict is Verdict.UNSEEN
    assert results["schema"].verdict is Verdict.BROKEN
    assert results["stock"].verdict is Verdict.OK
