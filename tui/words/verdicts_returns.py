"""Words for goods that come back: put back after a cancel, and returns."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_NEXT_GOODS = N_("Scan the next goods.")

RETURN_WORDS: dict[str, Words] = {
    # Goods to put back
    "ok/put_back_in_hand": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("Bin {bin}"),
        N_("Put them into {bin} and scan the bin."),
    ),
    "ok/put_back_any": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("A bin"),
        N_("Put them into a bin and scan the bin."),
    ),
    "ok/put_back_done": Words(N_("{units} × {item} are back in {bin}."), "", _NEXT_GOODS),
    "ok/put_back_part": Words(
        N_("{units} × {item} are back in {bin}; {left} more wait."), "", _NEXT_GOODS
    ),
    "ok/put_back_elsewhere": Words(
        N_("{units} × {item} are now in {bin}, not in {meant}."), "", _NEXT_GOODS
    ),
    "ok/put_back_damaged": Words(
        N_("{units} × {item} are put aside as damaged: {bin}."), "", _NEXT_GOODS
    ),
    "info/put_back_lost": Words(
        N_("{units} × {item} are written off: they were not in {from}."), "", _NEXT_GOODS
    ),
    "wrong_item/put_back_none": Words(
        N_("{item} does not wait to be put back."),
        N_("Goods from the list"),
        N_("Scan goods from the list, or choose them with Enter."),
    ),
    "over_quantity/put_back": Words(
        N_("{units} × {item} are too many: {left} wait to be put back."),
        N_("{left} × {item} or fewer"),
        N_("Count them and scan again."),
    ),
    "needs_confirmation/put_back_first": Words(
        N_("{bin} is scanned, but no goods are in hand."),
        N_("Goods from the list"),
        N_("Scan the goods first, then the bin."),
    ),
}
"""Words by ``kind/detail``."""
