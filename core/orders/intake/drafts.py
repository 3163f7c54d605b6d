"""An order as a file tells it, checked but not yet stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from core.files.reasons import Reason


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line; `unit_price` is None where the file leaves it to the catalogue (minor units)."""

    line: int
    sku: str
    quantity: int
    unit_price: int | None
    discount: int
    bundle: str = ""
    """The SKU of the bundle that these goods are part of."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order with every value checked; money in minor units, None where the file is silent."""

    channel: str
    order_no: str
    ordered_at: datetime | None
    ship_by: datetime | None
    customer: str
    phone: str
    email: str
    address: str
    district: str
    city: str
    province: str
    postcode: str
    country: str
    currency: str
    shipping_fee: int
    paid: int | None
    cod: int
    courier: str
    service: str
    note: str
    status: str
    """The channel's own word, which is no part of the contents."""
    lines: tuple[DraftLine, ...]
    told: str = ""
    """The hash of what the file said, where bundles of it were taken apart."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it this order: channel and order number."""
        return (self.channel, self.order_no)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it was read, kept with a parked order: its line and its cells."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """All rows of one order: its draft, or every reason why there is none."""

    channel: str
    order_no: str
    customer: str
    rows: Sequence[SourceRow]
    draft: Draft | None
    reasons: tuple[Reason, ...] = ()


def content_hash(draft: Draft) -> str:
    """The same for the same contents, wherever in a file they stood; 64 hexadecimal digits."""
    if draft.told:
        return draft.told
    lines = [(one.sku, one.quantity, one.unit_price, one.discount) for one in draft.lines]
    return _digest([*_values(draft), lines])


def rows_hash(rows: Sequence[SourceRow]) -> str:
    """The same for the same cells in the same order, whatever their line numbers."""
    return _digest([sorted((k, v) for k, v in row.cells.items() if v) for row in rows])


_NO_CONTENTS = frozenset({"lines", "status", "told"})
_values = attrgetter(*(one.name for one in fields(Draft) if one.name not in _NO_CONTENTS))


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
