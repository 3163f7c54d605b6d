"""What the history of an order says of the walks on which it was picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _

WALK_EVENTS: dict[str, str] = {
    "walk_planned": N_("part of walk {walk}"),
    "walk_left": N_("no longer part of walk {walk}: {why}"),
    "substituted": N_("{units} × {instead} instead of {sku}"),
}
_WHY = {
    "cancelled": N_("cancelled"),
    "held": N_("on hold"),
    "changed": N_("changed"),
    "taken": N_("packed elsewhere"),
    "walk_cancelled": N_("the walk was cancelled"),
}


def pieces(data: Mapping[str, Any]) -> dict[str, str]:
    """Why an order left a walk."""
    why = str(data.get("why", ""))
    return {"why": _(_WHY[why])} if why in _WHY else {}
