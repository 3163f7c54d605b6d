"""What sites, forms and folders hand in acts nowhere, whichever text of it somebody else wrote."""

from __future__ import annotations

import json
import logging
import os
import time
from pathlib import Path
from types import ModuleType

import pytest
from fakes.hostile import ACTS, EVILS, FORMULA, HALF, NUL, acting, kept_that_acts
from sqlalchemy import select

from core.channels.folders import look_into
from core.channels.handing_in import HandedIn, hand_in, signature
from core.config import parse
from core.database import Database
from core.fulfilment.claims import holder
from core.intake_settings import IntakeSettings
from core.orders.intake.columns import LINE_COLUMNS, ORDER_COLUMNS
from core.orders.intake.rules import Rules, rules_of
from core.orders.models import orders, parked_orders
from core.transaction import reading
from tui.words.refusals import sentence

SECRET = "a-secret-of-the-site"
AS_IT_CAME = frozenset({"parked_orders.rows"})
"""What is parked is kept as it was handed in, for whoever puts it right."""
GOOD = {
    "order_no": "F-1",
    "customer": "Rini",
    "phone": "0210001234",
    "address": "Jl. Kenanga 3",
    "city": "Bandung",
    "note": "n",
    "sku": "TEH",
    "quantity": "1",
}


@pytest.fixture
def rules(db: Database, build: ModuleType, tmp_path: Path) -> Rules:
    made = build.shop(db, {"TEH": 400})
    config = parse("", tmp_path / "config.toml")
    return rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)


def given() -> list[dict[str, str]]:
    """An order for each column and each evil text in it."""
    found = []
    for column in ORDER_COLUMNS:
        for evil in EVILS.values():
            order = GOOD | {"order_no": f"F-{len(found)}"}
            found.append(order | {column: evil(order.get(column, ""))})
    return found


def counted(db: Database) -> tuple[int, int]:
    with reading(db) as tx:
        here = tx.execute(select(orders.c.id)).all()
        parked = tx.execute(select(parked_orders.c.id)).all()
        return len(here), len(parked)


def test_a_signed_message(db: Database, rules: Rules, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site = IntakeSettings.model_validate({"name": "site", "source": "web", "secret": SECRET})
    for order in given():
        line = {name: order[name] for name in LINE_COLUMNS if name in order}
        body = json.dumps({"orders": [order | {"lines": [line]}]}).encode()
        stamp = str(int(time.time()))
        head = {
            "x-kemas-timestamp": stamp,
            "x-kemas-signature": signature(SECRET, stamp, body),
        }
        assert hand_in(db, [site], rules, "site", head, body) is HandedIn.TAKEN, order
    here, parked = counted(db)
    assert here > 20
    assert here + parked == len(given())
    assert kept_that_acts(db, AS_IT_CAME) == {}
    assert acting(caplog.text) == []


def test_files_in_a_folder(
    db: Database, rules: Rules, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = IntakeSettings.model_validate({"name": "box", "source": "form", "folder": str(tmp_path)})
    rows = [",".join(ORDER_COLUMNS)]
    for order in given():
        cells = (order.get(name, "").replace('"', '""') for name in ORDER_COLUMNS)
        rows.append(",".join(f'"{one}"' for one in cells))
    whole = "\n".join([*rows, ""])
    files = {
        f"in{ACTS.replace('/', '')[:60].replace(chr(0), '')}.csv": whole.replace(HALF, "ab"),
        "=1+1.csv": whole.replace("\ud800", "").replace(NUL, "n").replace("\x00", ""),
        "half.csv": whole,
        "no.xlsx": ACTS + FORMULA,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        os.utime(path, (time.time() - 60,) * 2)
    assert look_into(db, one, rules, sentence) == len(files)
    here, parked = counted(db)
    assert here > 20, (here, parked)
    assert kept_that_acts(db, AS_IT_CAME) == {}
    assert acting(caplog.text) == []
