"""Tables are brought forward with nobody on them, and whoever sleeps through it writes no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from alembic.config import Config as Alembic
from sqlalchemy import Engine, func, select, text, update

from core import database, workers
from core.config import parse
from core.database import KNOWN_SCHEMAS, SCHEMA, Database, connect, open_database, upgrade
from core.errors import DatabaseRefusal
from core.fulfilment.models import scans
from core.migrations import run as running
from core.people import attach
from core.people.models import stations
from core.shipping.desk import Desk
from core.tables import db_now_ms
from core.transaction import reading, writing
from core.upgrading import Occupied, upgrade_shop
from core.workers import Worker

NEXT = f"{int(SCHEMA) + 1:04}"
NEWER = f'''
"""What the next program changes."""
import sqlalchemy
from alembic import op

revision, down_revision, branch_labels, depends_on = "{NEXT}", "{SCHEMA}", None, None

def upgrade():
    op.add_column("stations", sqlalchemy.Column("colour", sqlalchemy.String(9)))
    op.rename_table("saved_lists", "kept_lists")

def downgrade():
    pass
'''
CONFIG = parse("", Path("k.toml"))


class Next:
    """The program of the next migration, while it is in use: all that differs is the migration."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self._patch, self._folder = patch, folder

    def upgrade(self, url: str, **more: object) -> None:
        usual = running.config_for

        def config_for(engine: Engine) -> Alembic:
            config = usual(engine)
            own = Path(running.__file__).parent / "versions"
            config.set_main_option("version_locations", f"{own}:{self._folder}")
            return config

        with self._patch.context() as patch:
            patch.setattr(running, "config_for", config_for)
            patch.setattr(database, "SCHEMA", NEXT)
            patch.setattr(database, "KNOWN_SCHEMAS", (*KNOWN_SCHEMAS, NEXT))
            upgrade_shop(url, **more).close()  # type: ignore[arg-type]


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Next:
    folder = tmp_path / "newer"
    folder.mkdir()
    (folder / f"{NEXT}_next.py").write_text(NEWER, encoding="utf-8")
    return Next(monkeypatch, folder)


@pytest.fixture
def shop(db: Database, database_url: str, build: ModuleType) -> Iterator[tuple[Database, Desk]]:
    """A station of this program with an order open; its own line to the database."""
    made = build.shop(db, {"TEH": 9})
    build.ready_order(db, "A-1", {"TEH": 2})
    mine = open_database(database_url)
    desk = Desk(mine, CONFIG, made.station)
    desk.open()
    assert desk.scan(1, "A-1").kind == "order_open"
    yield mine, desk
    mine.close()


def _schema(url: str) -> str | None:
    db = connect(url)
    found = database.schema_of(db)
    db.close()
    return found


def _far_away(db: Database, seconds: int) -> None:
    """As if the station were open on another machine, and last heard so long ago."""
    until = db_now_ms() + attach.LEASE_MS - seconds * 1000
    with writing(db) as tx:
        tx.execute(update(stations).values(host="far", lease_until_ms=until))


def test_a_station_that_is_on_is_named_and_the_tables_are_left_alone(
    shop: tuple[Database, Desk], database_url: str, newer: Next, build: ModuleType
) -> None:
    _db, desk = shop
    with pytest.raises(Occupied) as refused:
        newer.upgrade(database_url)
    (one,) = refused.value.who
    assert (one.station, one.operator, one.version) == ("S1", "Sari", "0.1.0")
    assert one.pid > 0
    assert _schema(database_url) == SCHEMA
    assert desk.scan(2, "TEH").kind == "ok"
    desk.close()
    newer.upgrade(database_url)
    assert _schema(database_url) == NEXT


def test_one_on_another_machine_counts_as_long_as_its_lease_lasts(
    shop: tuple[Database, Desk], database_url: str, newer: Next
) -> None:
    db, _desk = shop
    _far_away(db, seconds=50)
    with pytest.raises(Occupied) as refused:
        newer.upgrade(database_url)
    assert (refused.value.who[0].host, refused.value.who[0].heard_s) == ("far", 50)
    _far_away(db, seconds=500)
    newer.upgrade(database_url)
    assert _schema(database_url) == NEXT


def test_a_worker_that_is_on_is_named_and_a_dead_one_is_not(
    db: Database, database_url: str, newer: Next
) -> None:
    this = attach.this_process()
    with writing(db) as tx:
        workers.take(tx, Worker(this.host, this.pid, this.started), lambda _one: True)
    with pytest.raises(Occupied) as refused:
        newer.upgrade(database_url)
    assert [(one.station, one.pid) for one in refused.value.who] == [("", this.pid)]
    newer.upgrade(database_url, is_alive=lambda _one: False)
    with writing(db) as tx:
        assert not workers.keep(tx, this.host, 1)


def test_a_station_that_slept_through_it_is_told_and_writes_nothing(
    shop: tuple[Database, Desk], database_url: str, newer: Next
) -> None:
    db, desk = shop
    _far_away(db, seconds=500)
    newer.upgrade(database_url)
    before = _scans(database_url)
    for seq in (2, 3):
        verdict = desk.scan(seq, "TEH")
        assert (verdict.kind, verdict.detail) == ("not_saved", "database_upgraded")
    assert _scans(database_url) == before
    assert not _beats(desk)
    assert desk.lost("S1").code == "database_upgraded"


def test_what_the_old_tables_had_and_the_new_ones_have_not_says_so_too(
    shop: tuple[Database, Desk], database_url: str, newer: Next
) -> None:
    db, _desk = shop
    _far_away(db, seconds=500)
    newer.upgrade(database_url)
    with pytest.raises(DatabaseRefusal, match="database_upgraded"), reading(db) as tx:
        tx.execute(text("SELECT count(*) FROM saved_lists"))


def test_an_older_program_refuses_newer_tables(
    db: Database, database_url: str, newer: Next
) -> None:
    newer.upgrade(database_url)
    for opening in (open_database, upgrade, upgrade_shop):
        with pytest.raises(DatabaseRefusal, match="database_newer"):
            opening(database_url)


def test_tables_that_are_the_newest_are_left_alone_whoever_is_on(
    shop: tuple[Database, Desk], database_url: str
) -> None:
    _db, desk = shop
    upgrade_shop(database_url).close()
    assert desk.beat()


def test_the_station_that_is_opened_next_says_what_was_scanned_last(
    shop: tuple[Database, Desk], database_url: str, newer: Next
) -> None:
    db, desk = shop
    _far_away(db, seconds=500)
    newer.upgrade(database_url)
    fresh = connect(database_url)  # the statements that it uses are the same
    again = Desk(fresh, CONFIG, desk.station_id)
    verdict = again.open(confirm=True)
    assert verdict is not None
    assert (verdict.kind, verdict.detail, verdict.scanned) == ("resumed", "crashed", "A-1")
    fresh.close()


def _beats(desk: Desk) -> bool:
    try:
        return desk.beat()
    except DatabaseRefusal:  # its line was cut, and the next one asked what the tables are
        return False


def _scans(url: str) -> int:
    db = connect(url)
    with reading(db) as tx:
        found = tx.execute(select(func.count()).select_from(scans)).scalar_one()
    db.close()
    return int(found)


@pytest.mark.parametrize("schema", KNOWN_SCHEMAS[:-1])
def test_from_every_schema_a_shop_with_data_comes_forward(
    database_url: str, build: ModuleType, schema: str
) -> None:
    old = upgrade(database_url)
    _work(old, build)
    kept = _counts(old)
    command.downgrade(running.config_for(old.writer), schema)
    old.close()
    with pytest.raises(DatabaseRefusal, match="database_older"):
        open_database(database_url)
    upgrade_shop(database_url).close()
    newest = open_database(database_url)
    found = _counts(newest)
    assert {name: found[name] for name in ALWAYS} == {name: kept[name] for name in ALWAYS}
    desk = Desk(newest, CONFIG, 1)  # and the work goes on where it was
    desk.open()
    assert desk.scan(desk.last_seq() + 1, "TEH").kind in {"ok", "ok_line_done", "order_complete"}
    newest.close()


ALWAYS = ("operators", "stations", "products", "orders", "order_lines", "stock_moves", "scans")


def _work(db: Database, build: ModuleType) -> None:
    """An order packed, one half packed, and one that waits."""
    shop = build.shop(db, {"TEH": 9})
    desk = Desk(db, CONFIG, shop.station)
    desk.open()
    for number, codes in (("A-1", ("TEH",)), ("A-2", ("TEH",))):
        build.ready_order(db, number, {"TEH": len(codes) + (number == "A-2")})
        for code in (number, *codes):
            desk.scan(desk.last_seq() + 1, code)
    build.ready_order(db, "A-3", {"TEH": 1})
    desk.close()


def _counts(db: Database) -> dict[str, int]:
    with reading(db) as tx:
        return {
            name: int(tx.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
            for name in ALWAYS
        }
