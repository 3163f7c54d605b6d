"""Words for what was done about the bills of platforms."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

PLATFORM_BILL_WORDS: dict[str, Words] = {
    "info/bills_asked": Words(
        N_("{accounts}: asked for their bills."), "", N_("What is new shows in this list.")
    ),
    "info/bill_booked": Words(N_("Bill {bill} is booked as a cost."), "", ""),
    "info/bill_booked_before": Words(N_("Bill {bill} is booked already."), "", ""),
    "info/bill_unbooked": Words(N_("Bill {bill} is not booked any more."), "", ""),
    "info/bill_paper_asked": Words(
        N_("The PDF of bill {bill} is asked for."),
        "",
        N_("When it is there, save it with: kemas bills download {bill}"),
    ),
    "info/bill_paper_there": Words(
        N_("The PDF of bill {bill} is there."),
        "",
        N_("Save it with: kemas bills download {bill}"),
    ),
}
"""Message ids by ``kind/detail``."""
