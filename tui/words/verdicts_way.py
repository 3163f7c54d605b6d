"""Words for what was done about parcels on their way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.couriers.states import Stage
from core.i18n import N_
from tui.words.tracking import stage_name, step_name
from tui.words.verdicts_parts import Words

WAY_WORDS: dict[str, Words] = {
    "info/way_seen": Words(N_("Parcel {parcel}: {seen}."), "", ""),
    "info/way_seen_back": Words(
        N_("Parcel {parcel}: {seen}."),
        "",
        N_("Its return {returned} is announced; scan its label in Returns when it is here."),
    ),
    "info/way_done": Words(N_("Parcel {parcel}: {did}."), "", ""),
    "info/way_back": Words(
        N_("Parcel {parcel} is to come back."),
        "",
        N_("Tell its courier. Return {returned} is announced for it."),
    ),
    "info/way_turn_again": Words(
        N_("{courier} is told to try parcel {parcel} once more."),
        "",
        N_("What it says shows in its order; if it refuses, the parcel is in this list again."),
    ),
    "info/way_turn_back": Words(
        N_("{courier} is told to bring parcel {parcel} back."),
        "",
        N_("What it says shows in its order; if it refuses, the parcel is in this list again."),
    ),
    "info/way_asked": Words(
        N_("{courier} is asked about parcel {parcel}."), "", N_("Its answer shows in this list.")
    ),
}
"""Message ids by ``kind/detail``."""
WAY_DETAILS = frozenset(name.partition("/")[2] for name in WAY_WORDS)


def way_pieces(params: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the gaps, in the current language."""
    pieces = {}
    if params.get("seen") in set(Stage):
        pieces["seen"] = stage_name(Stage(params["seen"]))
    if "did" in params:
        pieces["did"] = step_name(str(params["did"]))
    return pieces
