"""What keys do with the bills of platforms."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_BILLS = frozenset({Where.PLATFORM_BILLS})
_MAY = "platform_bills"

PLATFORM_BILL_ACTIONS: tuple[Action, ...] = (
    Action("bill_book", "f6", N_("Book"), N_("Book a bill as a cost of the shop."), _BILLS, _MAY),
    Action("bill_ask", "f7", N_("Ask now"), N_("Ask the platforms for their bills."), _BILLS, _MAY),
    Action(
        "bill_paper", "f8", N_("Fetch PDF"), N_("Have the paper of a bill fetched."), _BILLS, _MAY
    ),
    Action(
        "bill_filter",
        "alt+f",
        N_("Filter"),
        N_("Bills by account, billing group, payment and day."),
        _BILLS,
        _MAY,
        asks="choice",
    ),
    Action(
        "bill_unbook",
        "alt+c",
        N_("Unbook"),
        N_("Take the booking of a bill back."),
        _BILLS,
        _MAY,
    ),
)
"""Part of the registry in `tui.keys`."""
