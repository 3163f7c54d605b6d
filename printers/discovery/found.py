"""A printer that was found, and the configuration that it would have."""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.text import clean

_LONGEST_NAME = 40  # of a printer in the configuration


@dataclass(frozen=True, slots=True)
class Found:
    """One printer, or what may be one."""

    transport: str
    where: str
    """How people name the place: address, node, queue."""
    settings: dict[str, str | int]
    """The keys of its table that say how it is reached."""
    name: str = ""
    """What it calls itself, made harmless; empty where it says nothing."""
    language: str = ""
    """``escpos`` or ``tspl``; empty where it does not say so."""

    def snippet(self, name: str) -> str:
        """Its table for the configuration, under a name."""
        keys: dict[str, str | int] = {"name": name, "transport": self.transport}
        if self.language == "tspl":
            keys["language"] = "tspl"
        keys |= self.settings
        # A TOML string in double quotes takes what JSON writes.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
        return "\n".join(("[[printers]]", *lines))


def said(text: str) -> str:
    """What a device says of itself, as one harmless line."""
    return clean(text, _LONGEST_NAME)


def free_name(found: Found, taken: set[str]) -> str:
    """A name for the configuration that no other printer has; it is `taken` from then on."""
    base = found.name or found.transport
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        end = f" {number}"
        name = base[: _LONGEST_NAME - len(end)].rstrip() + end
    taken.add(name.casefold())
    return name
