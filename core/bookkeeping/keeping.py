"""What a closed period said of each event, as it is kept: JSON, by the key of the entry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Entry, Journal, Line, Partner, added

_MARK = "correction:"


def put_together(entries: Iterable[Entry]) -> bytes:
    """Entries by key; a correction belongs to the event that it corrects."""
    found: dict[str, Entry] = {}
    for one in entries:
        key = one.key.removeprefix(_MARK)
        lines = [*one.lines, *(found[key].lines if key in found else ())]
        found[key] = replace(one, key=key, lines=added(lines))
    rows = [
        [
            one.key,
            one.document,
            one.currency,
            one.partner.name,
            one.partner.number,
            [[line.role.value, line.rate, line.amount] for line in one.lines],
        ]
        for one in found.values()
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def kept_of(closed: Iterable[tuple[bytes, date]]) -> dict[str, Entry]:
    """What all closed periods said of each event, put together; each with its last day."""
    found: dict[str, Entry] = {}
    for data, until in closed:
        for key, document, currency, name, number, lines in json.loads(data):
            said = [Line(Role(role), amount, rate) for role, rate, amount in lines]
            before = found[key].lines if key in found else ()
            found[key] = Entry(
                key,
                until,
                Journal.CORRECTION,
                document,
                currency,
                added([*before, *said]),
                Partner(name, number),
            )
    return found
