"""Many packages at once, beside the single calls of an adapter.

Each answer stands for the package at the same place, and what fails of one is nothing of the
others. What a platform has no call for is asked one by one, until it cannot be asked any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Adapter, Fault, Trouble
from core.channels.order_reading import Known
from core.channels.records import Document, NotYet, Parcel, RemotePackage, Way

T = TypeVar("T")
S = TypeVar("S")
_STOPS = AGAIN | NEEDS_PERSON | {Fault.UNSURE, Fault.EXPIRED}
Ways = tuple[Way, ...] | Trouble
Arranged = RemotePackage | Trouble
Paper = Document | NotYet | Trouble


class OneByOne:
    """What every platform can be asked, a package a call."""

    most = 50
    """How many packages one question may name."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    def packages(self, access: Access, wanted: Sequence[Parcel]) -> list[Known]:
        """As `Adapter.packages`: one parcel for each order."""
        return each(wanted, lambda one: self._adapter.packages(access, one))

    def ways(self, access: Access, wanted: Sequence[Parcel]) -> list[Ways]:
        """As `Adapter.ways`."""
        return each(wanted, lambda one: self._adapter.ways(access, one))

    def arrange(
        self, access: Access, wanted: Sequence[tuple[Parcel, Way | None]]
    ) -> list[Arranged]:
        """As `Adapter.arrange`."""
        return each(wanted, lambda one: self._adapter.arrange(access, *one))

    def labels(self, access: Access, wanted: Sequence[tuple[Parcel, RemotePackage]]) -> list[Paper]:
        """As `Adapter.label`."""
        found: list[Paper] = []
        for one, package in wanted:
            stopped = found and isinstance(found[-1], Trouble) and found[-1].fault in _STOPS
            found.append(found[-1] if stopped else self._adapter.label(access, one, package))
        return found


def each(wanted: Sequence[S], call: Callable[[S], T | Trouble]) -> list[T | Trouble]:
    """Ask for each; what stops one stops the rest, which was certainly not asked."""
    found: list[T | Trouble] = []
    for one in wanted:
        told = call(one)
        found.append(told)
        if isinstance(told, Trouble) and told.fault in _STOPS:
            fault = Fault.AWAY if told.fault is Fault.UNSURE else told.fault
            rest = Trouble(fault, told.said, told.wait)
            return [*found, *(rest for _one in wanted[len(found) :])]
    return found


def all_of(count: int, trouble: Trouble) -> list[T | Trouble]:
    """The same trouble for all of them."""
    return [trouble] * count


def batches_of(adapter: Adapter) -> OneByOne:
    """How a platform is asked about many packages."""
    from core.channels.lazada.batches import LazadaBatches
    from core.channels.shopee.batches import ShopeeBatches
    from core.channels.tiktok.batches import TikTokBatches

    made: dict[str, Callable[[Adapter], OneByOne]] = {
        "shopee": ShopeeBatches,
        "lazada": LazadaBatches,
        "tiktok": TikTokBatches,
    }
    return made.get(adapter.kind, OneByOne)(adapter)
