"""What couriers write, read with patience; and what we write, in the units that they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.phones import normalised
from core.text import clean

_TRUNK = {"ID": "+62", "VN": "+84"}


def part(told: object, *path: str) -> Any:
    """What stands below names within each other; None where one of them is missing."""
    for name in path:
        if not isinstance(told, Mapping):
            return None
        told = told.get(name)
    return told


def text(value: object, limit: int = 200) -> str:
    """A text, a number as a text; empty for whatever else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value), limit)


def whole(value: object) -> int | None:
    """A whole number, also where it comes as ``32000.0`` or in quotes; None for whatever else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
        found = int(value) if isinstance(value, int) else int(number)
    except (ValueError, OverflowError):
        return None
    return found if found == number and abs(found) < 10**15 else None


def rows(value: object) -> list[Mapping[str, Any]]:
    """The tables of a list; nothing where it is none."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def cm(mm: int) -> int:
    """Millimetres in whole centimetres, never too few."""
    return -(-mm // 10)


def national(phone: str, country: str) -> str:
    """A number as it is dialled within its country (``0912…``), else as it is written."""
    found, trunk = normalised(phone, country), _TRUNK.get(country, "+")
    return "0" + found[len(trunk) :] if found.startswith(trunk) and trunk != "+" else phone


def clipped(value: str, most: int) -> str:
    """A text of at most so many bytes of UTF-8, cut between two characters."""
    return clean(value).encode()[:most].decode("utf-8", "ignore").rstrip()
