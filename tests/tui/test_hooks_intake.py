"""Over HTTP a site hands its orders in; what is not signed or no orders is told so."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from sqlalchemy import select

from core.channels.handing_in import hand_in, signature
from core.config import parse
from core.database import Database, connect
from core.fulfilment.claims import holder
from core.orders.intake.rules import rules_of
from core.orders.models import orders
from core.shipping.tracking.following import following_of
from core.transaction import reading
from tui.hooks import Hooks

SECRET = "a-secret-of-the-site"
CONFIG = parse(f'[[intake]]\nname = "site"\nsource = "web"\nsecret = "{SECRET}"\n', Path("k.toml"))


@pytest.fixture
def db(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    (tmp_path / "k.sqlite3").write_bytes(sqlite_template.read_bytes())
    made = connect(f"sqlite:///{tmp_path}/k.sqlite3")
    yield made
    made.close()


def post(port: int, path: str, body: bytes, secret: str = SECRET) -> int:
    stamp = str(int(time.time()))
    headers = {
        "X-Kemas-Timestamp": stamp,
        "X-Kemas-Signature": signature(secret, stamp, body),
        "Content-Type": "application/json",
    }
    address = f"http://127.0.0.1:{port}{path}"
    return httpx.post(address, content=body, headers=headers, trust_env=False).status_code


def test_a_site_hands_orders_in(db: Database, build: ModuleType) -> None:
    made = build.shop(db, {"TEH": 9})
    rules = rules_of(CONFIG, made.warehouse, lambda tx, one: holder(tx, one) is not None)
    order = {
        "order_no": "W-1",
        "customer": "Rini",
        "address": "Jl. Kenanga 3",
        "lines": [{"sku": "TEH", "quantity": 1}],
    }
    body = json.dumps({"orders": [order]}).encode()
    hooks = Hooks(
        db,
        following_of(CONFIG),
        "127.0.0.1",
        0,
        (),
        lambda name, headers, data: hand_in(db, CONFIG.intake, rules, name, headers, data),
    )
    hooks.start()
    try:
        assert post(hooks.port, "/hooks/intake/site", body) == 200
        assert post(hooks.port, "/hooks/intake/site", body) == 200
        assert post(hooks.port, "/hooks/intake/site", body, "another-secret-xx") == 401
        assert post(hooks.port, "/hooks/intake/nobody", body) == 404
        assert post(hooks.port, "/hooks/intake/site", b'{"orders": 1}') == 400
    finally:
        hooks.stop(2.0)
    with reading(db) as tx:
        rows = tx.execute(select(orders.c.order_no, orders.c.source, orders.c.channel)).all()
    assert [tuple(row) for row in rows] == [("W-1", "web", "web site")]
