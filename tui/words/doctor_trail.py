"""Words for what `kemas doctor` finds about the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from tui.words.doctor_goods import Said

_COMPARE = N_("Compare it with a backup of that time: kemas backup --list; and ask who was there.")
_WORKER = N_("Look into the worker's log, or start a worker with: kemas worker")

TRAIL_FOUND: Mapping[str, Said] = {
    "trail_changed": Said(
        N_("Events {first} to {last} are not what was sealed: somebody changed the database."),
        _COMPARE,
    ),
    "trail_count": Said(
        N_("Of the events {first} to {last} some are gone or were slipped in (seal {number})."),
        _COMPARE,
    ),
    "trail_between": Said(
        N_("Before seal {number} something is missing or was slipped in."), _COMPARE
    ),
    "trail_forged": Said(
        N_("Seal {number} was not made with this shop's key, or not after the one before it."),
        _COMPARE,
    ),
    "trail_open": Said(
        N_("Others may read {path}: whoever has it can seal another trail."),
        N_("Close it with: chmod 600 {path}"),
    ),
    "trail_no_key": Said(
        N_("The seals were looked at, but not who made them: {path} cannot be read here."),
        N_("Look at it as the user whose worker makes the seals."),
    ),
    "trail_unsealed": Said(N_("For more than a day nothing was sealed."), _WORKER),
}
