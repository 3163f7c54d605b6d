"""What keys do with shops at sales channels."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_SHOPS = frozenset({Where.CHANNELS})

CHANNEL_ACTIONS: tuple[Action, ...] = (
    Action(
        "channel_tell",
        "f6",
        N_("Tell stock"),
        N_("Tell a shop the stock that differs, now and from now on."),
        _SHOPS,
        "channels",
    ),
    Action(
        "channel_ask",
        "f7",
        N_("Ask now"),
        N_("Ask a shop for what is new."),
        _SHOPS,
        "order_import",
    ),
    Action(
        "channel_pause",
        "f8",
        N_("Pause"),
        N_("Leave a shop alone, or go on with it."),
        _SHOPS,
        "channels",
    ),
)
"""Part of the registry in `tui.keys`."""
