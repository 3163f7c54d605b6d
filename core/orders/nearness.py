"""How near a buyer is to a warehouse, as far as an address says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.text import fold

# What stands before the name of a city or province in one address and not in the other.
_KINDS = re.compile(
    r"^(kota administrasi|kota|kabupaten|kab|provinsi|prov|propinsi|dki|di|daerah istimewa|"
    r"daerah khusus ibukota|thanh pho|tp|tinh|quan|huyen|city of)\b[ .]*"
)
_NOISE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a buyer or a warehouse is."""

    city: str = ""
    province: str = ""
    postcode: str = ""


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """The name of a city or province without its kind: ``Kota Bandung`` is ``bandung``."""
    words = fold(name).strip()
    return _NOISE.sub(" ", _KINDS.sub("", words, count=1)).strip()


def nearness(buyer: Spot, house: Spot) -> tuple[int, int]:
    """The lower, the nearer: the same city, the same province, then how much of the postcode.

    The first number says which of them it is, see `WHY`.
    """
    here, there = plain(buyer.province), plain(house.province)
    same_city = plain(buyer.city) and plain(buyer.city) == plain(house.city)
    if same_city and (not here or not there or here == there):
        return 0, 0
    if here and here == there:
        return 1, 0
    shared = 0
    for one, other in zip(buyer.postcode.strip(), house.postcode.strip(), strict=False):
        if one != other:
            break
        shared += 1
    return (2, -shared) if shared else (3, 0)


WHY = ("city", "province", "postcode", "nothing")
"""What is the same, by the first number of `nearness`."""
