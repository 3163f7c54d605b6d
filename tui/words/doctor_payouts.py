"""Words for what the doctor finds about what marketplaces pay out."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from tui.words.doctor_goods import Said

_PAYOUT = N_("Look at it with: kemas orders payments {order_no}")
PAYOUT_PROVES: Mapping[str, str] = {
    "payouts": N_("What marketplaces pay out is what its lines come to, and is taken once."),
}
"""What each check proves, by its name."""
PAYOUT_FOUND: Mapping[str, Said] = {
    "payout_differs": Said(
        N_("{shop} says that payout {payout} comes to {amount}, its lines come to {sum}."),
        N_("Look at it with: kemas channels payouts show {payout}"),
    ),
    "payout_wordless": Said(
        N_("Nobody was told what {word} in payout {payout} is for."),
        N_("Read it anew with: kemas channels payouts pull"),
    ),
    "payout_unpaid": Said(
        N_("The payout of {shop} for {order_no} is taken, and no payment is there."), _PAYOUT
    ),
    "payout_paid_oddly": Said(
        N_("The payout of {shop} for {order_no} names a payment that is not its own."), _PAYOUT
    ),
    "payout_twice": Said(
        N_("The payout of {shop} for {order_no} is written down as two payments."), _PAYOUT
    ),
    "payout_currency": Said(
        N_("The payout of {shop} for {order_no} is in another currency than the order."), _PAYOUT
    ),
    "payout_missed": Said(
        N_("{shop} paid {amount} out {days} days ago ({payout}); no bank line brought it."),
        N_("Read the bank's statement: kemas payments import. Else ask the marketplace."),
    ),
    "payout_otherwise": Said(
        N_("Payout {payout} of {shop} came to {then} when it arrived, and to {now} now."),
        N_("Look at it with: kemas channels payouts show {payout}"),
    ),
    "payout_line": Said(
        N_("Line {line} of a bank over {amount} brought payouts of {came}."),
        N_("Take it back with: kemas payments reopen {line} REASON"),
    ),
}
"""What is said of a finding, by its code."""
PAYOUT_AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "payout_differs": ("amount", "sum"),
    "payout_missed": ("amount",),
    "payout_otherwise": ("then", "now"),
    "payout_line": ("amount", "came"),
}
"""Which parameters are amounts in the finding's currency."""
