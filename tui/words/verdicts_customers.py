"""Words for customers: made, changed, trusted, blocked, merged."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

CUSTOMER_WORDS: dict[str, Words] = {
    "info/customer_made": Words(N_("{customer} is a customer now (#{id})."), "", ""),
    "info/customer_changed": Words(N_("{customer} is saved."), "", ""),
    "info/customer_trusted": Words(N_("{customer} is trusted: {reason}."), "", ""),
    "info/customer_blocked": Words(
        N_("{customer} is blocked: {reason}."), "", N_("Their orders wait for a person.")
    ),
    "info/customer_none": Words(N_("{customer} is neither trusted nor blocked any more."), "", ""),
    "info/customer_merged": Words(
        N_(
            "{gone} is part of {customer} now. Moved: orders {orders}, phones {phones}, "
            "addresses {addresses}."
        ),
        "",
        "",
    ),
}
