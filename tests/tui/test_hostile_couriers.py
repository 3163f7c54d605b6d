"""What couriers and platforms of bills tell acts nowhere, whichever text of it somebody else wrote.

Every courier with a server is found by the registry: a new one without a row here fails.
"""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from fakes.far_couriers import FarCouriers, FarShop
from fakes.hostile import EVILS, Mouth, acting, kept_that_acts, poisoned
from sqlalchemy import select, update

from core.couriers.registry import USUAL_NAMES
from core.platform_bills.base import Account
from core.platform_bills.tiktok import TikTokBills
from core.returns.coming_back import taker
from core.shipping.addresses.refreshing import refresh
from core.shipping.models import shipments
from core.shipping.tracking.following import following_of
from core.shipping.tracking.hearing import hear
from core.shipping.tracking.models import sightings
from core.shipping.tracking.polling import ask_due
from core.shipping.tracking.states import Source
from core.transaction import reading, writing
from tui.demo.couriers import biteship, viettelpost
from tui.demo.platforms.tiktok import BC_ID, TOKEN, SimulatedTikTok, bill

SECRET = "a-secret-of-the-hook"
WITH_HOOKS = {
    "sender": f'{{}}\nwebhook_secret = "{SECRET}"\nwebhook_header = "X-Shop"',
    "password": f'{viettelpost.PASSWORD}"\nwebhook_token = "{SECRET}',
    "key": f'{biteship.KEY}"\nwebhook_secret = "{SECRET}"\nwebhook_header = "X-Shop',
}
ROWS = {
    "ghn": {"sort_code", "message", "code_message_value", "reason", "status", "Reason", "Status"}
    | {"Description", "ReasonCode", "ProvinceName", "DistrictName", "WardName", "name"},
    "viettelpost": {"SORT_CODE", "message", "STATUS_NAME", "NOTE", "LOCALION_CURRENTLY"}
    | {"REASON_CODE", "PROVINCE_NAME", "DISTRICT_NAME", "WARDS_NAME"},
    "biteship": {"routing_code", "note", "status", "message", "error", "name", "link"}
    | {"administrative_division_level_1_name", "administrative_division_level_2_name"},
}
"""What each tells in words that people write, or that change without notice."""
LOOKS = ("parcels list", "shipments list", "jobs list", "audit list", "orders show W-1")


def test_every_courier_with_a_server_has_a_row() -> None:
    assert set(ROWS) == set(USUAL_NAMES) - {"own", "manual"}


def _told(far: FarCouriers, code: str) -> bytes:
    """What it posts by itself of the only parcel."""
    (parcel,) = far.of(code).book
    if code == "ghn":
        return far.ghn.hook(parcel.number)
    if code == "viettelpost":
        return far.viettelpost.webhook(parcel, SECRET)
    return far.biteship.webhook(parcel)


@pytest.mark.parametrize("how", EVILS)
@pytest.mark.parametrize("code", ROWS)
def test_what_a_courier_tells_acts_nowhere(
    code: str,
    how: str,
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with FarCouriers() as far:
        shop = FarShop(tmp_path, sqlite_template, far, capsys, **WITH_HOOKS)
        shop.hear_places()
        mouth = Mouth(far.of(code))
        mouth.evil, mouth.wanted = EVILS[how], ROWS[code].__contains__
        shop.pack_for(build, code)
        shop.work()
        with reading(shop.db) as tx:
            number, waybill = tx.execute(select(shipments.c.id, shipments.c.waybill)).one()
        assert waybill
        with writing(shop.db) as tx:
            tx.execute(update(shipments).values(state="in_transit"))
        following = following_of(shop.config, shop.settings)
        courier = following.couriers.get(code)
        taken = taker(following, Source.TOLD)
        for wanted in (ROWS[code].__contains__, lambda _name: True):
            mouth.wanted = wanted
            ask_due(shop.db, following, courier, taken, only=number)
            body = poisoned(json.loads(_told(far, code)), EVILS[how], wanted)
            if code == "viettelpost":
                body["TOKEN"] = SECRET
            hear(shop.db, following, code, {"x-shop": SECRET}, json.dumps(body).encode(), taken)
            refresh(shop.db, courier, everything=True, accept=True)
        with reading(shop.db) as tx:
            assert tx.execute(select(sightings.c.id)).first() is not None
        assert kept_that_acts(shop.db) == {}
        for look in LOOKS:
            _code, out, err = shop(*look.split())
            assert acting(out + err) == [], look
        shop.db.close()
    assert acting(caplog.text) == []


@pytest.mark.parametrize("how", EVILS)
def test_what_a_platform_bills_acts_nowhere(how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    texts = {"invoice_title", "account_name", "billing_group_name", "message", "status"}
    with SimulatedTikTok([bill(1, date(2026, 11, 3), 1_000)]) as server:
        mouth = Mouth(server)
        mouth.evil, mouth.wanted = EVILS[how], texts.__contains__
        asks = TikTokBills(f"{server.url}/open_api/v1.3", TOKEN, BC_ID, 5)
        told = asks.account(date(2026, 11, 1), date(2026, 11, 30))
        assert isinstance(told, Account)
        assert len(told.bills) == 1
        mouth.wanted = lambda _name: True
        again = asks.account(date(2026, 11, 1), date(2026, 11, 30))
    for one in (told, again):
        assert acting(str(one)) == []
        assert "\\x1b" not in repr(one)
    assert acting(caplog.text) == []
