"""Up to fifty packages of TikTok Shop in one question, where there is one for many.

Source: https://partner.tiktokshop.com/docv2/page/batch-ship-packages-202309. A success as a whole
may hold failures of single packages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from core.channels.adapter import Access, Adapter, Fault, Trouble
from core.channels.answers import number, word
from core.channels.batches import Arranged, OneByOne, all_of
from core.channels.order_reading import Known
from core.channels.records import PackageState, Parcel, RemotePackage, Way
from core.channels.tiktok import orders, shipping
from core.channels.tiktok.adapter import TikTok
from core.channels.tiktok.session import fault_of
from core.couriers.readings import part, rows


class TikTokBatches(OneByOne):
    """As `OneByOne`, in few questions."""

    most = 50

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter)
        self._session = cast("TikTok", adapter).session

    def packages(self, access: Access, wanted: Sequence[Parcel]) -> list[Known]:
        """The orders, with the packages that their lines are in."""
        asked = ",".join(one.key for one in wanted)
        told = self._session.get(access, "/order/202309/orders", ids=asked)
        if isinstance(told, Trouble):
            return all_of(len(wanted), told)
        return orders.READING.of_each((one.key for one in wanted), told.get("orders"))

    def arrange(
        self, access: Access, wanted: Sequence[tuple[Parcel, Way | None]]
    ) -> list[Arranged]:
        """All of them in one call."""
        said = {
            "packages": [
                {"id": parcel.package, **shipping.ship_body(way)} for parcel, way in wanted
            ]
        }
        told = self._session.act(access, "/fulfillment/202309/packages/ship", said)
        if isinstance(told, Trouble):
            return all_of(len(wanted), told)
        wrong: dict[str, Trouble] = {}
        for one in rows(told.get("errors")):
            code, words = number(one.get("code")) or 0, word(one.get("message"), 200)
            package = word(part(one, "detail", "package_id"), 64)
            wrong[package] = Trouble(fault_of(code, words), f"{code} {words}")
        if "" in wrong:  # nobody knows whose
            return all_of(len(wanted), Trouble(Fault.UNSURE, wrong[""].said))
        return [
            wrong.get(parcel.package) or RemotePackage(parcel.package, PackageState.ARRANGED)
            for parcel, _way in wanted
        ]
