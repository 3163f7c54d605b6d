"""What keys do where parcels are handed to couriers, and at the end of the day."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_HAND_OVER = frozenset({Where.HAND_OVER})
_MANIFESTS = frozenset({Where.MANIFESTS})
_DAY_END = frozenset({Where.DAY_END})

HAND_OVER_ACTIONS: tuple[Action, ...] = (
    Action(
        "hand_over_begin",
        "f7",
        N_("Courier"),
        N_("Say which courier is here: parcels of others are not taken."),
        _HAND_OVER,
        "hand_over",
        asks="choice",
    ),
    Action(
        "hand_over_back",
        "f6",
        N_("Stays here"),
        N_("Take a parcel back that was scanned out by mistake."),
        _HAND_OVER,
        "hand_over",
    ),
    Action(
        "hand_over_pickup",
        "f8",
        N_("Pick-up"),
        N_("Ask a courier to come for the parcels that stand there."),
        _HAND_OVER,
        "hand_over",
    ),
    Action(
        "hand_over_sign",
        "f9",
        N_("Sign"),
        N_("Close the manifest with driver and name; it prints and is kept."),
        _HAND_OVER,
        "hand_over",
        asks="form",
    ),
    Action(
        "manifest_print",
        "f6",
        N_("Print"),
        N_("Print the manifest as it was signed."),
        _MANIFESTS,
        "print",
    ),
    Action(
        "booking_resolve",
        "f6",
        N_("Courier says"),
        N_("Say whether the courier has a parcel that nobody knows about, or ask it again."),
        _DAY_END,
        "shipment_create",
        asks="form",
    ),
    Action(
        "day_end_cure",
        "f9",
        N_("Go there"),
        N_("Go where this is put right."),
        _DAY_END,
    ),
)
"""Part of the registry in `tui.keys`."""
