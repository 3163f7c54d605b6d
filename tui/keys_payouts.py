"""What keys do with what marketplaces pay out."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_PAYOUTS = frozenset({Where.PAYOUTS})
_MAY = "payouts"

PAYOUT_ACTIONS: tuple[Action, ...] = (
    Action(
        "payout_take",
        "f6",
        N_("Take"),
        N_("Take what came for an order as its payment, though it is another amount."),
        _PAYOUTS,
        _MAY,
    ),
    Action(
        "payout_ask",
        "f7",
        N_("Ask now"),
        N_("Ask the marketplaces for what they pay out."),
        _PAYOUTS,
        _MAY,
    ),
    Action(
        "payout_filter",
        "alt+f",
        N_("Filter"),
        N_("Payouts by shop, state and month; orders without a match, late ones, what differs."),
        _PAYOUTS,
        _MAY,
        asks="choice",
    ),
    Action(
        "payout_seen",
        "alt+c",
        N_("Put away"),
        N_("Take an order off the list that needs nothing."),
        _PAYOUTS,
        _MAY,
    ),
)
"""Part of the registry in `tui.keys`."""
