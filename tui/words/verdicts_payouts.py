"""Words for what was done about what marketplaces pay out."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

PAYOUT_MONEY = frozenset({"payout_taken"})
PAYOUT_WORDS: dict[str, Words] = {
    "info/payouts_asked": Words(
        N_("{shops}: asked for what they pay out."), "", N_("What is new shows in this list.")
    ),
    "info/payout_taken": Words(
        N_("{order}: {amount} is taken as its payment."), "", N_("What it still lacks stays due.")
    ),
    "info/payout_seen": Words(N_("{order} is off the list; nothing was written down."), "", ""),
}
"""Message ids by ``kind/detail``."""
