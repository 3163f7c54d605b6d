"""A shop in the middle of its day, made by the commands that people use; and ways to break it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from busy_money import make_money
from sqlalchemy import text

from core.config import Config, load
from core.database import Database, sqlite_path
from core.doctor.checks import NAMES, check
from core.doctor.findings import Finding
from core.doctor.looking import Means
from core.doctor.searching import put_right
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import find, hold
from core.orders.entry import drafts
from core.orders.entry.contents import Contents, EntryLine
from core.orders.payments.commands import Paid, confirm, report
from core.orders.status import policy_of
from core.returns.commands import register
from core.returns.inspecting import inspect
from core.shipping.cancelling import cancel_order
from core.shipping.delivering import mark_delivered
from core.shipping.desk import Desk
from core.shipping.editing import rules_of
from core.shipping.handing_over import hand_over_parcel
from core.transaction import writing

CONFIG = '[[printers]]\nname = "P"\ntransport = "virtual"\n'
ORDERS = {
    "GONE": 3,
    "BACK": 2,
    "PACKED": 2,
    "OPEN": 3,
    "READY": 2,
    "HELD": 1,
    "STOPPED": 2,
    "PICKED": 2,
    "OWED": 1,
}
"""Units of tea in each order; of `SHORT` there are none."""


def configuration(folder: Path, *, pick_first: bool = False) -> Config:
    """A file in the folder with one printer."""
    path = folder / ("pick.toml" if pick_first else "kemas.toml")
    more = "[packing]\npick_first = true\n" if pick_first else ""
    path.write_text(CONFIG + more, encoding="utf-8")
    path.chmod(0o600)
    return load(path)


def make(db: Database, build: ModuleType, config: Config) -> None:
    """Orders in every place that an order can be in."""
    shop = build.shop(db, {"TEH": 60, "KOPI": 0})
    policy = policy_of(config)
    ids: dict[str, int] = {}
    for number, units in ORDERS.items():
        owed = number == "OWED"
        money: dict[str, Any] = {"paid": 0, "status": "unpaid", "source": "manual"} if owed else {}
        ids[number] = build.ready_order(db, number, {"TEH": units}, **money)
    with writing(db) as tx:
        ids["SHORT"] = build.order(tx, "SHORT", {"KOPI": 1})
        put_right(tx, ids.values())
    desk = Desk(db, config, shop.station)
    desk.open()
    for number in ("GONE", "BACK", "PACKED", "STOPPED"):
        _scan(desk, number, *["TEH"] * ORDERS[number])
    pickers = configuration(config.path.parent, pick_first=True)
    desk.close()
    first = Desk(db, pickers, shop.station)
    first.open()
    _scan(first, "PICKED", "TEH", "TEH")
    first.close()
    desk = Desk(db, config, shop.station)
    desk.open()
    _scan(desk, "OPEN", "TEH")
    with writing(db, shop.actor) as tx:
        for number in ("GONE", "BACK"):
            hand_over_parcel(tx, of_order_parcels(tx, ids[number])[0].id)
        mark_delivered(tx, policy, ids["BACK"])
        back = register(tx, ids["BACK"], reason="too big", arrived=True)
        inspect(tx, back.id, shop.products["TEH"], 1, "MAIN")
        hold(tx, ids["HELD"], "buyer asks")
        cancel_order(tx, ids["STOPPED"], "buyer")
        said = report(tx, policy, ids["OWED"], Paid(10_000_00))
        confirm(tx, policy, said.payment.id)
        report(tx, policy, ids["OWED"], Paid(5_000_00))
        line = EntryLine(shop.products["TEH"], "TEH", "Barang TEH", 2, 25_000_00)
        drafts.save(tx, rules_of(config, shop.warehouse), "draft", Contents(lines=(line,)))
    make_money(db, build)
    with writing(db) as tx:
        put_right(tx, [find(tx, f"B-{at}", "").id for at in range(1, 5)])


def _scan(desk: Desk, *codes: str) -> None:
    for code in codes:
        verdict = desk.scan(desk.last_seq() + 1, code)
        assert not verdict.held, (code, verdict.kind, verdict.detail)


def found(db: Database, config: Config, names: Sequence[str] = NAMES) -> list[Finding]:
    """What the checks find; all of them could look."""
    results = check(Means(db, config), names, rest_s=0)
    assert [one.problem for one in results if one.problem] == []
    return [finding for result in results for finding in result.found]


def force(db: Database, *statements: str) -> None:
    """Run statements past every constraint and trigger of the tables that they name."""
    path = sqlite_path(db.url)
    named = set(re.findall(r"\w+", " ".join(statements)))
    if path is not None:
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA ignore_check_constraints = ON")
        for name, table, made in raw.execute(_TRIGGERS).fetchall():
            if table in named:
                raw.execute(f"DROP TRIGGER {name}")
                statements = (*statements, made)
        for statement in statements:
            raw.execute(statement)
        raw.commit()
        raw.close()
        return
    with db.writer.begin() as connection:
        for table, name in connection.execute(text(_CHECKS)).all():
            if table in named:
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


_TRIGGERS = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
_CHECKS = "SELECT conrelid::regclass::text, conname FROM pg_constraint"
_CHECKS += " WHERE contype = 'c' AND conrelid <> 0 AND connamespace = 'public'::regnamespace"
