"""A shop on disk with the three couriers that have a server, all of them simulated."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import update

from core.catalog.models import products
from core.outbox import outbox
from core.shipping.addresses.refreshing import refresh
from core.shipping.desk import Desk
from core.shipping.draining import drain
from core.shipping.settings import settings_of
from core.transaction import writing
from tui.demo.couriers import biteship, ghn, viettelpost
from tui.demo.couriers.biteship import SimulatedBiteship
from tui.demo.couriers.ghn import SimulatedGhn
from tui.demo.couriers.viettelpost import SimulatedViettelPost
from tui.demo.server import Simulated

_CONFIG = """
phone = "{phone}"
address = "Jl. Gudang 1"
postcode = "12250"
[[printers]]
name = "V"
transport = "virtual"
[couriers.ghn]
base_url = "{ghn}"
token = "{token}"
shop_id = {shop}
sender = {sender}
timeout_seconds = 1
[couriers.viettelpost]
base_url = "{viettelpost}"
username = "{user}"
password = "{password}"
province_id = 2
ward_id = 51001
timeout_seconds = 1
[couriers.biteship]
base_url = "{biteship}"
api_key = "{key}"
sender = {{ postcode = "12250" }}
services = ["jne/reg", "sicepat/reg"]
timeout_seconds = 1
"""
_VIETNAM = {"country": "VN", "currency": "VND", "phone": "+84912345678", "address": "25 Nguyễn Huệ"}
_TO: dict[str, dict[str, Any]] = {
    "ghn": _VIETNAM | {"district": "Phường Sài Gòn", "city": "", "province": "Hồ Chí Minh"},
    "viettelpost": _VIETNAM | {"district": "Phường Sài Gòn", "city": "", "province": "Hồ Chí Minh"},
    "biteship": {
        "phone": "+6281234567890",
        "district": "Coblong",
        "city": "Bandung",
        "province": "Jawa Barat",
        "postcode": "40132",
    },
}
_SERVICE = {"ghn": "standard", "viettelpost": "VCN", "biteship": "jne/reg"}


class FarCouriers:
    """The three servers on loopback, while it is entered."""

    def __init__(self) -> None:
        self.ghn, self.viettelpost = SimulatedGhn(), SimulatedViettelPost()
        self.biteship = SimulatedBiteship()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        for one in (self.ghn, self.viettelpost, self.biteship):
            self._open.enter_context(one)
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def of(self, code: str) -> Simulated:
        """One of them by the courier's code."""
        found: Simulated = getattr(self, code)
        return found

    def forget(self) -> None:
        """All is as it was when they began."""
        for one in (self.ghn, self.viettelpost, self.biteship):
            one.recover()
            one.book.clear()
            one.asked.clear()
        self.ghn.wrong_in_200, self.biteship.balance = False, None

    def config(self, **other: object) -> str:
        """What sets them up; `other` stands in place of what is right."""
        given: dict[str, object] = {
            "ghn": self.ghn.url,
            "token": ghn.TOKEN,
            "shop": ghn.SHOP,
            "sender": "{}",
            "viettelpost": self.viettelpost.url,
            "user": viettelpost.USERNAME,
            "password": viettelpost.PASSWORD,
            "biteship": self.biteship.url,
            "key": biteship.KEY,
            "phone": "+84 912 345 678",
        }
        return _CONFIG.format(**given | other)


class FarShop(ShopOnDisk):
    """A shop on disk whose orders go with couriers that have a server."""

    def __init__(
        self,
        folder: Path,
        template: Path,
        far: FarCouriers,
        capsys: pytest.CaptureFixture[str] | None = None,
        **other: object,
    ) -> None:
        super().__init__(folder, template, far.config(**other), capsys)  # type: ignore[arg-type]
        self.far = far
        self.settings = settings_of(self.config)

    def hear_places(self) -> None:
        """Ask the couriers for their lists of places."""
        for code in ("ghn", "viettelpost", "biteship"):
            refresh(self.db, self.settings.couriers.get(code), everything=True)

    def pack_for(self, build: ModuleType, courier: str, **columns: Any) -> str:
        """Pack an order of one unit that goes with a courier; gives the code of its parcel."""
        shop = build.shop(self.db, {"TEH": 9})
        with writing(self.db) as tx:
            size = {"length_mm": 250, "width_mm": 180, "height_mm": 100}
            tx.execute(update(products).values(weight_g=columns.pop("weight_g", 1200), **size))
        to = _TO[courier] | {"courier": courier, "service": _SERVICE[courier]} | columns
        build.ready_order(self.db, "W-1", {"TEH": 1}, **to)
        desk = Desk(self.db, self.config, shop.station)
        desk.open()
        for code in ("W-1", "TEH"):
            verdict = desk.scan(desk.last_seq() + 1, code)
        desk.close()
        return str(verdict.parcel)

    def drain(self) -> None:
        """What the worker does that is due."""
        drain(self.db, self.settings)

    def work(self) -> None:
        """What the worker does, also with what was put off."""
        with writing(self.db) as tx:
            past = tx.now - timedelta(seconds=1)
            tx.execute(update(outbox).values(next_at=past))
        drain(self.db, self.settings)
