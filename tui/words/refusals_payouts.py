"""Refusals about what marketplaces pay out."""

from __future__ import annotations

from core.i18n import N_

PAYOUTS: dict[str, str] = {
    "payout_unknown": N_("There is no payout {number}. To see them: kemas channels payouts list"),
    "payout_part_unknown": N_(
        "No payout names the order {number}. To see those that do: kemas channels payouts orders"
    ),
    "payout_part_settled": N_("Nothing waits to be decided about the money of order {order}."),
    "payout_nothing_due": N_("Order {order} asks for nothing any more, so nothing is taken."),
    "payout_no_order": N_("Choose an order first: Alt+F shows those that somebody has to look at."),
    "payout_arrived": N_(
        "Payout {number} came with the line of {day} already. To take that back: "
        "kemas payments lines --state payout, then kemas payments reopen"
    ),
    "payout_currency": N_("Payout {number} is in {currency}, the line of the bank in {other}."),
    "payout_or_invoices": N_(
        "Line {line} is either a payout or for invoices: say --payout, or the invoices, not both."
    ),
    "payouts_sum": N_("The payouts do not come to line {line} any more. Look at it again."),
    "payouts_none": N_(
        "No shop of the configuration tells what it pays out: Shopee, Lazada and TikTok Shop do."
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
