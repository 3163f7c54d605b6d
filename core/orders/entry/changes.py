"""What differs between two readings of an order, and what becomes of it when two people edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.orders.entry.contents import FIELDS, Contents, EntryLine, plain_amount

LINE = "line:"
"""Before the SKU of a line: its units and its price."""
OFF = "discount:"
"""Before the SKU of a line: what it gives off."""


class Choose(StrEnum):
    """What an editor says who is told that somebody else changed the order first."""

    THEIRS = "theirs"
    """Where both changed something, what the other wrote stays."""
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed: as it was, as they have it, as the later one has it."""

    field: str
    """Name of a field, ``line:SKU`` or ``discount:SKU``."""
    before: str
    theirs: str
    mine: str
    """Equal to `before` where the later one left it alone."""
    who: str = ""
    at: datetime | None = None

    @property
    def both(self) -> bool:
        """Whether both changed it, to something else."""
        return self.mine not in {self.before, self.theirs}


class EditedMeanwhile(Refusal):
    """Somebody else changed the order after it was read; `clashes` say what."""

    def __init__(self, order_no: str, clashes: tuple[Clash, ...]) -> None:
        who = next((one.who for one in clashes if one.who), "")
        fields = ", ".join(dict.fromkeys(one.field for one in clashes))
        super().__init__("order_edited_meanwhile", order=order_no, who=who or "?", fields=fields)
        self.clashes = clashes


Flat = dict[str, Any]


def flat(contents: Contents) -> Flat:
    """Every field and every line by name: ``line:SKU`` (a second one ``#2``) is units and price.

    What a line gives off has a name of its own, ``discount:SKU``, where it gives something.
    """
    found: Flat = {name: getattr(contents, name) for name in FIELDS}
    for name, line in named_lines(contents).items():
        price = plain_amount(line.unit_price, contents.currency) or "0"
        found[LINE + name] = (line.quantity, price)
        if line.discount:
            found[OFF + name] = plain_amount(line.discount, contents.currency)
    return found


def changed(before: Flat, after: Flat) -> dict[str, tuple[Any, Any]]:
    """What differs: as it was and as it is; a line that is not there is None."""
    names = dict.fromkeys([*before, *after])
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }


def merged(now: Contents, base: Contents, mine: Contents, choose: Choose) -> Contents:
    """What is to be stored where `now` is no longer the `base` that somebody edited to `mine`.

    Each keeps what only they changed; where both did, `choose` decides.
    """
    by_them, by_me = changed(flat(base), flat(now)), changed(flat(base), flat(mine))
    take = {name for name in by_me if choose is Choose.MINE or name not in by_them}
    fields = {name: getattr(mine, name) for name in take if name in FIELDS}
    here, wanted = named_lines(now), named_lines(mine)
    lines = []
    for name in dict.fromkeys([*here, *wanted]):
        line = (wanted if LINE + name in take else here).get(name)
        if line is not None:
            told = (wanted if OFF + name in take else here).get(name)
            lines.append(replace(line, discount=(told or line).discount))
    return replace(now, **fields, lines=tuple(lines))


def shown(value: object) -> str:
    """A value in one short text, the same in every language."""
    if isinstance(value, bool):
        return "+" if value else "-"
    if isinstance(value, tuple):
        return f"{value[0]} × {value[1]}"
    return "" if value is None else str(value)


def told(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[str]]:
    """Changes as the trail keeps them."""
    return {name: [shown(old), shown(new)] for name, (old, new) in changes.items()}


def clashes(
    base: Contents, now: Contents, mine: Contents, by: Mapping[str, tuple[str, datetime]]
) -> tuple[Clash, ...]:
    """What somebody else changed since `base`; `by` says of fields who did and when."""
    before, after, wanted = flat(base), flat(now), flat(mine)
    return tuple(
        Clash(name, shown(old), shown(new), shown(wanted.get(name)), *by.get(name, ("", None)))
        for name, (old, new) in changed(before, after).items()
    )


def named_lines(contents: Contents) -> dict[str, EntryLine]:
    """The lines by SKU, a second one of it as ``SKU#2``."""
    found: dict[str, EntryLine] = {}
    for line in contents.lines:
        name, number = line.sku, 1
        while name in found:
            number += 1
            name = f"{line.sku}#{number}"
        found[name] = line
    return found
