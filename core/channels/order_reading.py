"""The packages of orders as a platform tells them: one reading, for one order and for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.channels.adapter import Fault, Trouble
from core.channels.answers import word
from core.channels.records import RemotePackage
from core.couriers.readings import rows

Known = tuple[RemotePackage, ...] | Trouble


@dataclass(frozen=True, slots=True)
class OrderReading:
    """How a platform tells an order: where its number and its status are, and what is in it."""

    number: str
    status: str
    cancelled: str
    packages: Callable[[Mapping[str, Any]], tuple[RemotePackage, ...]]

    def of(self, key: str, told: object) -> Known:
        """The packages of one order of an answer; why there are none where it is gone or over."""
        return self.of_each([key], told)[0]

    def of_each(self, keys: Iterable[str], told: object) -> list[Known]:
        """The same for several, in their order; those of an answer come in any."""
        known = {word(one.get(self.number), 64): one for one in rows(told)}
        return [self._known(key, known.get(key)) for key in keys]

    def _known(self, key: str, order: Mapping[str, Any] | None) -> Known:
        if order is None:
            return Trouble(Fault.GONE, key)
        if word(order.get(self.status)) == self.cancelled:
            return Trouble(Fault.CANCELLED, word(order.get("cancel_reason")))
        return self.packages(order)
