"""An address in the parts by which a courier's list is searched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from core.couriers.quotes import Destination
from core.couriers.regions import Level
from core.customers.pasting.result import Part, Why
from core.customers.pasting.units import is_street, units
from core.shipping.addresses.spelling import key_of, kind_of


@dataclass(frozen=True, slots=True)
class Parts:
    """What an address says of the place; texts as they are written, each once."""

    province: tuple[str, ...]
    """What may be the province, the likeliest first: only the first one counts."""
    columns: tuple[str, ...]
    """City and district of the order, where it has them: each of them has to be explained."""
    districts: tuple[str, ...]
    """What the street says of districts and cities by a word such as Quận."""
    wards: tuple[str, ...]
    """What the street says of wards by a word such as Phường."""
    after: tuple[str, ...]
    """What else stands behind the street and may be a ward."""
    street: str

    @property
    def texts(self) -> tuple[str, ...]:
        """All that may be the name of a place."""
        return (*self.province, *self.columns, *self.districts, *self.wards, *self.after)

    @property
    def whole(self) -> str:
        """The key of what is said of the place; the street is in it where nothing names a ward."""
        small = self.wards or (_digest(self.street),)
        return key_of("whole", *small, "", *self.districts, "", *self.columns, *self.province[:1])

    @property
    def exact(self) -> str:
        """The key of this very address: what is said of the place may mean several."""
        return key_of("exact", _digest(self.street), "", *self.columns, *self.province[:1])


def parts_of(to: Destination) -> Parts:
    """Read an address."""
    country = to.country if to.country in {"ID", "VN"} else "VN"
    pieces = units(to.address, country)
    told = [one.text for one in pieces if one.ward]
    street = [one.text for one in pieces if one.part is None and not one.ward]
    told += [text for text in street[1:] if _is_ward(text)]
    # A street may end like a city, as Nguyễn Huệ does: what has no word before it stands alone.
    alone = {piece.strip() for piece in to.address.split(",")}
    named = [one for one in pieces if one.why is Why.LABEL or one.text in alone]
    labelled = [one for one in named if one.part in {Part.DISTRICT, Part.CITY}]
    topmost = [one.text for one in named if one.part in {Part.PROVINCE, Part.CITY}]
    return Parts(
        province=_each((to.province, to.city, *reversed(topmost))),
        columns=_each((to.city, to.district)),
        districts=_each(one.text for one in labelled),
        wards=_each(told),
        after=_each(text for text in street[1:] if text not in told and not is_street(text)),
        street=to.address,
    )


def _is_ward(text: str) -> bool:
    """Whether a text begins with the word for a ward; a Xa lộ is a road."""
    return bool(kind_of(text, Level.WARD)) and not key_of(text).startswith("xalo")


def _digest(street: str) -> str:
    """Tells streets apart, and nobody where somebody lives."""
    return hashlib.sha256(key_of(street).encode()).hexdigest()[:16]


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
