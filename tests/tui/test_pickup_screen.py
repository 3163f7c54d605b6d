"""A courier is asked by a key to come, and couriers are compared on a board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from fakes.far_couriers import FarCouriers, FarShop
from station_hand import station
from test_boards_screen import Alone
from test_hand_over_screen import go

from core.clock import local, now
from tui.keys import Where


async def test_a_courier_is_asked_to_come_and_compared_by_keys(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    morning = local(now(), "Asia/Ho_Chi_Minh").date() + timedelta(days=1)
    with FarCouriers() as far:
        shop = FarShop(tmp_path, sqlite_template, far, capsys)
        shop.hear_places()
        code = shop.pack_for(build, "ghn")
        shop.work()
        async with station(Alone(shop.path, "S1", operator="Sari")) as hand:
            await go(hand, Where.HAND_OVER)
            await hand.do("f8")
            await hand.shows("Ask a courier to come", "Giao Hàng Nhanh")
            await hand.do("down", *["backspace"] * 16)
            await hand.type("soon")
            await hand.do("f9")
            await hand.shows("soon is not a time")
            await hand.do("escape", "f8", "down", *["backspace"] * 4)
            await hand.type(f"{morning} 09:00")
            await hand.do("f9")
            await hand.shows("comes, number", code)
            await go(hand, Where.COURIER_COSTS)
            await hand.shows("Couriers compared · 1", "Giao Hàng Nhanh", "Hồ Chí Minh")
            await hand.do("alt+f", "enter")
            await hand.shows("last 7 days")
            await hand.do("enter")
            await hand.shows("Fees", "standard")
        shop.db.close()
