"""Nothing of people and nothing secret is in the file for a helper, wherever it was written."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fakes.hostile import ACTS, acting
from sqlalchemy import Table, insert, select, update

from core.channels.adapter import Access
from core.channels.models import channel_shops
from core.channels.vault import Vault
from core.config import Config, load
from core.customers.models import customers
from core.database import Database, open_database, upgrade
from core.fulfilment.island.journal import _line
from core.messages.models import messages
from core.orders.models import orders, parked_orders
from core.people.models import operators
from core.purchasing.models import suppliers
from core.transaction import Transaction, writing
from tui.bench.data import make
from tui.bench.twins import write_config
from tui.cli import main
from tui.support.hiding import heads, without_talk
from tui.support.people import Unsaid

KEY = "k-0123456789abcdef0123456789abcdef"
CONFIG = {
    "ghn": "tok/9f3a+77 c1",
    "webhook": "s3cret-of-the-hook",
    "mail": 'pw-of-"the"-mail',
    "site": "secret-of-the-site-17",
    "app": "app-secret-of-lazada",
    "push": "push-secret-of-lazada",
    "bills": "access-of-the-bills",
    "key": KEY,
}
SECRETS = {
    **CONFIG,
    "access": "access-of-the-shop-1",
    "refresh": "refresh-of-the-shop-2",
    "cipher": "cipher-of-the-shop-3",
    "badge": "BADGE-77-QX",
    "pin": "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
}
PEOPLE = {
    "customer": "Siti Nurhaliza Rahmawati",
    "phone": "0812-3456-7890",
    "email": "siti.r@example.com",
    "address": "Jalan Melati Indah 7, belakang masjid Al-Falah",
    "note": "titipkan kepada tetangga bernama Pak Bambang",
    "known": "Đỗ Thị Hồng Nhung",
    "parked": "Wulandari",
    "parked_address": "Gang Kelinci 3 Pasar Baru",
    "supplier": "Hartono Wijaya",
    "told": "Sayang sekali paket Anda belum tiba",
    "operator": "Ratnasari Kusuma",
}
MORE = f"""
[couriers.ghn]
token = "{CONFIG["ghn"]}"
shop_id = 7
webhook_secret = "{CONFIG["webhook"]}"
[mail]
host = "localhost"
port = 9
sender = "toko@example.com"
user = "toko"
password = '{CONFIG["mail"]}'
[tokens]
key = "{KEY}"
[[intake]]
name = "site"
secret = "{CONFIG["site"]}"
[[channels]]
kind = "lazada"
name = "Toko"
app_key = "1"
app_secret = "{CONFIG["app"]}"
push_secret = "{CONFIG["push"]}"
[[platform_bills]]
kind = "tiktok"
bc_id = "1"
access_token = "{CONFIG["bills"]}"
"""
NOW = datetime.now(UTC)


def put(tx: Transaction, table: Table, **given: object) -> None:
    """A row of a table; what is not said is empty."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key or column.nullable or column.computed is not None:
            continue
        if column.server_default is not None or column.default is not None:
            continue
        kind = str(column.type)
        empty: object = 0
        if "CHAR" in kind or "JSON" in kind:
            empty = ""
        row[column.name] = NOW if "DATE" in kind or "Moment" in repr(column.type) else empty
    tx.execute(insert(table).values(**row | given))


def fill(db: Database) -> None:
    """People everywhere, and what proves who somebody is."""
    with writing(db) as tx:
        who = {name: PEOPLE[name] for name in ("customer", "phone", "email", "address", "note")}
        first = tx.execute(select(orders.c.id).limit(1)).scalar_one()
        tx.execute(update(orders).values(**who))
        who = {"name": PEOPLE["operator"], "badge": SECRETS["badge"], "pin_hash": SECRETS["pin"]}
        number = tx.execute(select(operators.c.id).limit(1)).scalar_one()
        tx.execute(update(operators).where(operators.c.id == number).values(**who))
        put(tx, customers, name=PEOPLE["known"], folded="do thi hong nhung", trust="none")
        cells = {"customer": PEOPLE["parked"], "address": PEOPLE["parked_address"]}
        put(
            tx,
            parked_orders,
            customer=PEOPLE["parked"],
            order_no="P-1",
            rows=[{"line": 1, "cells": cells}],
            reasons=[],
        )
        put(tx, suppliers, code="S", name=PEOPLE["supplier"], search="s")
        put(tx, messages, body=PEOPLE["told"], order_id=first, key="k", way="email", state="queued")
        access = Access(SECRETS["access"], SECRETS["refresh"], extra={"c": SECRETS["cipher"]})
        sealed = Vault(KEY).seal("Toko", access)
        put(tx, channel_shops, name="Toko", sealed=sealed)


def lines() -> list[str]:
    """A log in which everything was written down, whole and cut, in every way of writing."""
    head = f"{NOW:%Y-%m-%d %H:%M:%S},001 INFO MainThread "
    told = [*SECRETS.values(), *PEOPLE.values()]
    body = json.dumps({"to_name": PEOPLE["customer"], "to": "Nobody Known", "list": told})
    return [
        *(f"{head}something about {one} went wrong" for one in told),
        *(f"{head}asked /a?b={quote(one, safe='')}" for one in SECRETS.values()),
        *(f"{head}asked /a?b={json.dumps(one)}" for one in SECRETS.values()),
        *(f"{head}cut {one[: len(one) * 2 // 3]}" for one in PEOPLE.values() if one.count(" ") > 1),
        f"{head}{PEOPLE['customer'].split()[1]} called",
        f"{head}courier ghn: POST /v2/create?token=abc {body} -> 400 {body}",
        f"{head}a line of {ACTS!r}",
        "Traceback (most recent call last):",
        '  File "core/x.py", line 7, in y',
        f"ValueError: {PEOPLE['address']!r} is no number",
    ]


def wait(config: Config) -> None:
    """One journal that holds two scans, and one that cannot be read."""
    folder = config.data_dir / "offline"
    folder.mkdir(parents=True)
    (folder / "b.journal").write_bytes(_line({"head": {}}))
    (folder / "c.journal").write_bytes(b"\0" * 100)


@pytest.fixture
def shop(tmp_path: Path) -> Config:
    path = write_config(tmp_path).path
    path.write_text(path.read_text("utf-8") + MORE, "utf-8")
    config = load(path)
    upgrade(config.database.engine_url).close()
    make(config.database.engine_url, 3)
    database = open_database(config.database.engine_url)
    fill(database)
    database.close()
    wait(config)
    logs = config.data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for name in ("worker.log", "worker.log.1"):
        (logs / name).write_text("\n".join(lines()), "utf-8")
    return config


def bundle(config: Config, path: Path) -> dict[str, str]:
    assert main(["--config", str(config.path), "support-bundle", "--to", str(path)]) == 0
    with zipfile.ZipFile(path) as found:
        return {name: found.read(name).decode("utf-8") for name in found.namelist()}


def private() -> list[str]:
    """What must be nowhere: all of it, and the words of people's names."""
    names = [PEOPLE[one] for one in ("customer", "known", "supplier", "operator")]
    forms = [form(one) for one in SECRETS.values() for form in (json.dumps, quote)]
    words = [word for one in names for word in one.split()]
    return [*SECRETS.values(), *(one.strip('"') for one in forms), *PEOPLE.values(), *words]


def test_nothing_of_people_and_nothing_secret_is_in_it(shop: Config, tmp_path: Path) -> None:
    parts = bundle(shop, tmp_path / "help.zip")
    assert {"worker.log", "worker.log.1", "doctor.json", "counts.json"} <= set(parts)
    for name, text in parts.items():
        for one in [*private(), "Nobody Known", "Kelinci 3", "Melati Indah", "Pak Bambang"]:
            assert one not in text, (name, one)
        assert acting(text) == [], name
    log = parts["worker.log"]
    assert "something about *** went wrong" in log
    assert "courier ghn: POST /v2/create *** -> 400" in log
    assert 'File "core/x.py", line 7, in y' in log
    assert "ValueError" in log


def test_what_waits_offline_is_counted(shop: Config, tmp_path: Path) -> None:
    parts = bundle(shop, tmp_path / "help.zip")
    assert json.loads(parts["offline.json"]) == {"journals": 0, "scans": 0, "unreadable": 1}


def test_of_a_database_that_is_away_the_log_keeps_when_and_where_alone(
    shop: Config, tmp_path: Path
) -> None:
    (shop.path.parent / "a.sqlite3").write_bytes(b"broken" * 500)
    parts = bundle(shop, tmp_path / "help.zip")
    for name, text in parts.items():
        for one in [*private(), "went wrong", "Nobody"]:
            assert one not in text, (name, one)
    assert 'File "core/x.py", line 7, in y' in parts["worker.log"]
    assert "ValueError" in parts["worker.log"]
    assert f"{NOW:%Y-%m-%d}" in parts["worker.log"]


def test_runs_of_words_go_and_other_words_stay() -> None:
    text = "the order of Siti Aminah at jalan melati 7 is not packed, Aminah waits"
    found = Unsaid([text])
    found.learn("Siti Aminah", 2, is_name=True)
    found.learn("Jalan Melati 7", 2)
    found.learn("it is not so", 4)
    told = found.hide(text)
    assert told == "the order of *** *** at *** *** *** is not packed, *** waits"


def test_what_servers_said_goes() -> None:
    line = "2026-11-23 10:00:00,1 INFO a courier x: GET /y?z=1 {} -> 200 {}\nnext"
    told = "2026-11-23 10:00:00,1 INFO a courier x: GET /y *** -> 200\nnext"
    assert without_talk(line) == told
    assert heads("Siti\n" + line) == "2026-11-23 10:00:00,1 INFO ***\n"
