"""What can be done with a box whose offline scans could not be saved, and what each of it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fulfilment.island.conflicts import Outcome
from core.i18n import N_, _

_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.PUT_BACK: (
        N_("put back"),
        N_("The goods are out of the box and in their bins. Nothing is booked."),
    ),
    Outcome.PACKED: (
        N_("packed again"),
        N_("The box was checked and scanned anew: those scans are saved, these are not."),
    ),
    Outcome.OTHER: (
        N_("something else"),
        N_("The note says what was done. Nothing is booked."),
    ),
}


def outcome_name(how: Outcome) -> str:
    """What was done with a box, in a word or two."""
    return _(_OUTCOMES[how][0])


def outcome_means(how: Outcome) -> str:
    """What follows from saying so."""
    return _(_OUTCOMES[how][1])


def done_words(data: Mapping[str, Any]) -> str:
    """How a box was put right, as the trail has it: after a colon, or nothing."""
    how, note = str(data.get("how", "")), str(data.get("note", ""))
    said = [outcome_name(Outcome(how))] if how in set(Outcome) else []
    found = ", ".join([*said, *([note] if note else [])])
    return f": {found}" if found else ""
