"""Up to twenty packages of Lazada in one question: looked at, packed, and made ready to ship.

Sources: https://open.lazada.com/apps/doc/api?path=/order/fulfill/pack and /order/package/rts.
Labels are fetched one by one: what comes for several is one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from core.channels.adapter import Access, Adapter, Fault, Trouble
from core.channels.answers import word
from core.channels.batches import Arranged, OneByOne, all_of
from core.channels.lazada import orders, shipping
from core.channels.lazada.adapter import Lazada
from core.channels.order_reading import Known
from core.channels.records import PackageState, Parcel, RemotePackage, Way


class LazadaBatches(OneByOne):
    """As `OneByOne`, in few questions."""

    most = 20

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter)
        self._session = cast("Lazada", adapter).session

    def packages(self, access: Access, wanted: Sequence[Parcel]) -> list[Known]:
        """The items of all orders, which say what they are packed into."""
        asked = "[" + ",".join(one.key for one in wanted) + "]"
        told = self._session.get(access, "/orders/items/get", order_ids=asked)
        if isinstance(told, Trouble):
            return all_of(len(wanted), told)
        known = orders.by_order(told.get("data"))
        found: list[Known] = []
        for one in wanted:
            items = known.get(one.key) or []
            packages = orders.read_packages(items)
            if not items:
                found.append(Trouble(Fault.GONE, one.key))
            elif all(each.state is PackageState.CANCELLED for each in packages):
                found.append(Trouble(Fault.CANCELLED, word(items[0].get("reason"))))
            else:
                found.append(packages)
        return found

    def arrange(
        self, access: Access, wanted: Sequence[tuple[Parcel, Way | None]]
    ) -> list[Arranged]:
        """What is not packed is packed, then all of it is made ready."""
        found: dict[int, Arranged] = {}
        packed = {
            at: RemotePackage(one.package, PackageState.TO_ARRANGE, "packed", "", "", one.line_ids)
            for at, (one, _way) in enumerate(wanted)
            if one.package
        }
        loose = {at: one for at, (one, _way) in enumerate(wanted) if not one.package}
        if loose:
            told = shipping.packed_all(self._session, access, list(loose.values()))
            for at, answer in zip(loose, told, strict=True):
                if isinstance(answer, Trouble):
                    found[at] = answer
                else:
                    packed[at] = answer
        if packed:
            ready = shipping.ready_all(self._session, access, list(packed.values()))
            found |= dict(zip(packed, ready, strict=True))
        return [found[at] for at in range(len(wanted))]
