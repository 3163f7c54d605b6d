"""Words for customers: made, changed, trusted, blocked, merged."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

CUSTOMER_WORDS: dict[str, Words] = {
    "info/customer_made": Words(N_("{customer} is a customer now (#{id})."), "", ""),
    "info/customer_changed": Words(N_("{customer} is saved."), "", ""),
    "info/place_added": Words(N_("{customer} has one more address."), "", ""),
    "info/place_changed": Words(N_("The address of {customer} is saved."), "", ""),
    "info/place_default": Words(N_("Parcels for {customer} go to this address now."), "", ""),
    "info/place_removed": Words(
        N_("The address of {customer} is taken off; orders keep it."), "", ""
    ),
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
