"""Why an order was not taken in: the sentence for each code, beside those for single cells."""

from __future__ import annotations

from core.files.reasons import CELL_WORDS, Reason
from core.files.reasons import say as _say
from core.i18n import N_

REASON_WORDS = CELL_WORDS | {
    # the order as a whole
    "order_no_missing": N_(
        "without an order number nobody can say which order this row is part of."
    ),
    "row_may_belong": N_(
        "this row has no order number but the same buyer; it may be part of this order."
    ),
    "differs_in_order": N_('one order says both "{first}" and "{second}".'),
    "row_repeated": N_("this row is the same as line {other}; is it one or two?"),
    "discount_too_big": N_("the discount {discount} is more than the line is worth."),
    "sku_unknown": N_("there is no product {sku}."),
    "units_too_many": N_("{value} pieces in one order are too many; at most {limit} are allowed."),
    # against what is stored
    "other_buyer": N_('order {order} of "{customer}" is already here; this one is for "{other}".'),
    "changed_too_late": N_("order {order} changed after work on it had begun: {changes}."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""


def say(reason: Reason) -> str:
    """The sentence for a reason against an order, in the current language."""
    return _say(reason, REASON_WORDS)
