"""Up to fifty packages of Shopee in one question: looked at, arranged, numbered, and drawn.

Sources: https://open.shopee.com/documents/v2/v2.logistics.mass_ship_order and its neighbours
(get_mass_shipping_parameter, get_mass_tracking_number, create_shipping_document). Labels are
fetched one by one: what comes for several is one file, and nobody could say whose page is whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from core.channels.adapter import Access, Adapter, Fault, Trouble
from core.channels.answers import word
from core.channels.batches import Arranged, OneByOne, Paper, Ways, all_of, each
from core.channels.order_reading import Known
from core.channels.records import PackageState, Parcel, RemotePackage, Way
from core.channels.shopee import orders
from core.channels.shopee.adapter import Shopee
from core.channels.shopee.session import fault_of
from core.channels.shopee.shipping import mass_body, read_ways
from core.couriers.readings import rows

Data = Mapping[str, Any]
_APART = "not under the specified"
"""Another courier or warehouse than the first package: asked apart."""
_GROUPS = 6
"""So many couriers and warehouses at most are told apart in one turn."""


class ShopeeBatches(OneByOne):
    """As `OneByOne`, in few questions."""

    most = 50

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter)
        self._shopee = cast("Shopee", adapter)
        self._session = self._shopee.session

    def packages(self, access: Access, wanted: Sequence[Parcel]) -> list[Known]:
        """The details of all orders, then the numbers of what is arranged."""
        told = self._shopee.details(access, [one.key for one in wanted])
        if isinstance(told, Trouble):
            return all_of(len(wanted), told)
        known = orders.READING.of_each((one.key for one in wanted), told.get("order_list"))
        return self._numbered(access, known)

    def _numbered(self, access: Access, found: list[Known]) -> list[Known]:
        numbers = [
            package.number
            for one in found
            if not isinstance(one, Trouble)
            for package in one
            if package.state in {PackageState.ARRANGED, PackageState.GONE} and package.number
        ]
        tracked: dict[str, str] = {}
        for at in range(0, len(numbers), self.most):
            asked = {"package_list": [{"package_number": n} for n in numbers[at : at + self.most]]}
            told = self._session.look(access, "/logistics/get_mass_tracking_number", asked)
            if isinstance(told, Trouble):
                if told.fault in {Fault.REFUSED, Fault.GONE}:
                    continue
                return all_of(len(found), told)
            for one in rows(told.get("success_list")):
                tracked[word(one.get("package_number"), 64)] = word(one.get("tracking_number"), 80)
        return [
            one
            if isinstance(one, Trouble)
            else tuple(replace(each, tracking=tracked.get(each.number, "")) for each in one)
            for one in found
        ]

    def ways(self, access: Access, wanted: Sequence[Parcel]) -> list[Ways]:
        """Those of the first courier for all that go with it, then the next one."""
        found: dict[str, Ways] = {}
        left = [one.package for one in wanted]
        for _group in range(_GROUPS):
            if not left:
                break
            asked = {"package_list": [{"package_number": one} for one in left]}
            told = self._session.look(access, "/logistics/get_mass_shipping_parameter", asked)
            if isinstance(told, Trouble):
                found |= dict.fromkeys(left, told)
                break
            mine = [word(one.get("package_number"), 64) for one in rows(told.get("success_list"))]
            found |= dict.fromkeys(mine, read_ways(told))
            apart = []
            for one in rows(told.get("fail_list")):
                number, why = word(one.get("package_number"), 64), word(one.get("fail_reason"), 200)
                if _APART in why and mine:
                    apart.append(number)
                else:
                    found[number] = Trouble(fault_of("", why, acts=False), why)
            left = apart
        missing = Trouble(Fault.AWAY, "get_mass_shipping_parameter")
        return [found.get(one.package, missing) for one in wanted]

    def arrange(
        self, access: Access, wanted: Sequence[tuple[Parcel, Way | None]]
    ) -> list[Arranged]:
        """All that leave the same way in one call; who is refused there is told why by itself."""
        found: dict[str, Arranged] = {}
        groups: dict[str, list[tuple[Parcel, Way]]] = {}
        for parcel, way in wanted:
            if way is None:
                found[parcel.package] = Trouble(Fault.REFUSED, "info_needed")
            else:
                groups.setdefault(f"{way.kind} {sorted(way.data.items())}", []).append(
                    (parcel, way)
                )
        for group in groups.values():
            found |= self._arranged(access, group)
        return [found[parcel.package] for parcel, _way in wanted]

    def _arranged(self, access: Access, group: list[tuple[Parcel, Way]]) -> dict[str, Arranged]:
        numbers = [parcel.package for parcel, _way in group]
        said = mass_body(numbers, group[0][1])
        told = self._session.act(access, "/logistics/mass_ship_order", said)
        if isinstance(told, Trouble):
            return dict.fromkeys(numbers, told)
        found: dict[str, Arranged] = {}
        for one in rows(told.get("success_list")):
            number = word(one.get("package_number"), 64)
            found[number] = RemotePackage(
                number, PackageState.ARRANGED, "LOGISTICS_REQUEST_CREATED"
            )
        alone = [
            word(one.get("package_number"), 64)
            for one in rows(told.get("fail_list"))
            if word(one.get("package_number"), 64) in numbers
        ]
        again = [(parcel, way) for parcel, way in group if parcel.package in alone]
        said_ = each(again, lambda one: self._shopee.arrange(access, *one))
        found |= {parcel.package: one for (parcel, _way), one in zip(again, said_, strict=True)}
        unsaid = Trouble(Fault.UNSURE, "mass_ship_order")
        return {number: found.get(number, unsaid) for number in numbers}

    def labels(self, access: Access, wanted: Sequence[tuple[Parcel, RemotePackage]]) -> list[Paper]:
        """Drawn all together; those that are ready are fetched."""
        return self._shopee.labels.labels(access, wanted)
