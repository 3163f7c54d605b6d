"""Sites, forms and folders hand orders in: signed, once, whole or parked, and told apart."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.channels.folders import left_unread, look_into
from core.channels.handing_in import HandedIn, hand_in, signature
from core.config import parse
from core.database import Database
from core.fulfilment.claims import holder
from core.intake_settings import IntakeSettings
from core.orders.intake.rules import Rules, rules_of
from core.orders.models import orders, parked_orders
from core.transaction import reading
from tui.words.refusals import sentence

SECRET = "a-secret-of-the-site"


@pytest.fixture
def rules(db: Database, build: ModuleType, tmp_path: Path) -> Rules:
    made = build.shop(db, {"TEH": 40})
    config = parse("", tmp_path / "config.toml")
    return rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)


def intake(**more: Any) -> IntakeSettings:
    told = {"name": "order-form", "source": "form", "secret": SECRET, **more}
    return IntakeSettings.model_validate(told)


def body(**order: Any) -> bytes:
    told = {
        "order_no": "F-1",
        "customer": "Rini",
        "address": "Jl. Kenanga 3",
        "lines": [{"sku": "TEH", "quantity": 2, "unit_price": 20000}],
        **order,
    }
    return json.dumps({"orders": [told]}).encode()


def signed(data: bytes, secret: str = SECRET, at: int = 0) -> dict[str, str]:
    stamp = str(at or int(time.time()))
    sign = signature(secret, stamp, data)
    return {"x-kemas-timestamp": stamp, "x-kemas-signature": sign}


def found(db: Database) -> list[tuple[str, str, str]]:
    with reading(db) as tx:
        rows = tx.execute(select(orders.c.order_no, orders.c.channel, orders.c.source))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def test_a_signed_order_comes_in_once_as_what_it_is(db: Database, rules: Rules) -> None:
    data = body()
    for _again in range(2):
        told = hand_in(db, [intake()], rules, "order-form", signed(data), data)
        assert told is HandedIn.TAKEN
    assert found(db) == [("F-1", "form order-form", "form")]
    web = intake(name="site", source="web")
    assert hand_in(db, [web], rules, "site", signed(data), data) is HandedIn.TAKEN
    assert found(db)[1] == ("F-1", "web site", "web")


def test_what_is_wrong_with_an_order_parks_it(db: Database, rules: Rules) -> None:
    data = body(lines=[{"sku": "NOBODY", "quantity": 1}])
    assert hand_in(db, [intake()], rules, "order-form", signed(data), data) is HandedIn.TAKEN
    assert found(db) == []
    with reading(db) as tx:
        assert tx.execute(select(parked_orders.c.order_no)).scalars().all() == ["F-1"]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, HandedIn.FORGED),
        (signed(body(), "another-secret-x"), HandedIn.FORGED),
        (signed(body(), at=int(time.time()) - 900), HandedIn.FORGED),
        (signed(body(order_no="F-2")), HandedIn.FORGED),
        ({"x-kemas-timestamp": "\u0663", "x-kemas-signature": "x"}, HandedIn.FORGED),
    ],
)
def test_what_is_not_signed_rightly_is_not_taken(
    db: Database, rules: Rules, headers: dict[str, str], said: HandedIn
) -> None:
    assert hand_in(db, [intake()], rules, "order-form", headers, body()) is said
    assert hand_in(db, [intake()], rules, "nobody", signed(body()), body()) is HandedIn.NOBODY
    assert found(db) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", b"[]", b'{"orders": []}', b'{"orders": [1]}', b'{"orders": [{"lines": 3}]}'],
)
def test_what_is_no_orders_is_told_so(db: Database, rules: Rules, data: bytes) -> None:
    told = hand_in(db, [intake()], rules, "order-form", signed(data), data)
    assert told is HandedIn.UNREAD


def test_files_in_a_folder_are_taken_in_and_moved(
    db: Database, rules: Rules, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    one = intake(name="office", source="private", secret="", folder=folder)
    text = "order_no,customer,address,sku,quantity\nP-1,Rini,Jl. Kenanga 3,TEH,1\n"
    for name, said in (("a.csv", text), ("b.csv", "what is this"), (".c.csv", text)):
        (folder / name).write_text(said, encoding="utf-8")
        old = time.time() - 10
        os.utime(folder / name, (old, old))
    (folder / "new.csv").write_text(text, encoding="utf-8")
    assert look_into(db, one, rules, sentence) == 2
    assert found(db) == [("P-1", "private office", "private")]
    assert (folder / "done" / "a.csv").exists()
    assert (folder / "failed" / "b.csv").exists()
    why = (folder / "failed" / "b.csv.why.txt").read_text(encoding="utf-8")
    assert "order_no" in why
    assert left_unread([one]) == [folder / "failed" / "b.csv"]
    assert (folder / "new.csv").exists()
    assert look_into(db, one, rules, sentence) == 0
