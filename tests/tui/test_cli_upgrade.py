"""``kemas db upgrade`` names who is at work on the tables, and leaves them as they are."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from shop_on_disk import ShopOnDisk

from core.database import KNOWN_SCHEMAS, SCHEMA, schema_of
from core.migrations.run import config_for
from core.shipping.desk import Desk


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, capsys: pytest.CaptureFixture[str]) -> ShopOnDisk:
    return ShopOnDisk(tmp_path, sqlite_template, "", capsys)


def test_who_is_on_is_named_with_what_to_do(shop: ShopOnDisk, build: ModuleType) -> None:
    desk = Desk(shop.db, shop.config, build.shop(shop.db, {}).station)
    desk.open()
    command.downgrade(config_for(shop.db.writer), KNOWN_SCHEMAS[0])
    code, out, err = shop("db", "upgrade")
    assert (code, out) == (1, "")
    assert "station S1, Sari, at" in err
    assert "systemctl stop kemas-worker" in err
    assert schema_of(shop.db) == KNOWN_SCHEMAS[0]
    command.upgrade(config_for(shop.db.writer), SCHEMA)
    desk.close()
    command.downgrade(config_for(shop.db.writer), KNOWN_SCHEMAS[0])
    code, out, err = shop("db", "upgrade")
    assert (code, err) == (0, "")
    assert f"(schema {SCHEMA})" in out
