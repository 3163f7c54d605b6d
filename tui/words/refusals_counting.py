"""Refusals about counts, their bins and plans."""

from __future__ import annotations

from core.i18n import N_

COUNTING: dict[str, str] = {
    "count_unknown": N_("There is no count {count}. See: kemas counts list"),
    "count_bin_unknown": N_("{bin} is no bin of {count}."),
    "count_line_unknown": N_("{sku} was not counted there."),
    "count_task_gone": N_("That bin is not to be counted any more. Look at the list again."),
    "count_line_gone": N_("That line is not in the count any more. Look at it again."),
    "count_nothing": N_("There is no bin to count. Name some, or make them first."),
    "count_bin_elsewhere": N_("{bin} is a bin of another warehouse. Scan one of this one."),
    "count_bin_closed": N_("{bin} is closed. Open it again before it is counted."),
    "count_reason_needed": N_("Say why the count is cancelled."),
    "count_not_counted_yet": N_("{bin} is not counted yet in {count}. Count it first."),
    "count_over": N_("{count} is {state}; nothing of it can be changed any more."),
    "count_step": N_("{count} is {state}; this cannot be done with it."),
    "count_bin_moved": N_("{bin} was just changed by somebody else. Look at it again."),
    "count_moved_on": N_("{count} was just changed by somebody else. Look at it again."),
    "count_bins_left": N_(
        "Bins of {count} still to be counted: {bins}, {again} of them once more. Count them, or "
        "post only what was counted: --partial."
    ),
    "count_nothing_counted": N_(
        "No bin of {count} is counted yet. Scan a bin and what lies there."
    ),
    "count_moved": N_(
        "Goods moved after they were counted: {goods}. Decide on each: kemas counts keep {count} "
        "BIN SKU, or have it counted once more: kemas counts recount {count} BIN SKU."
    ),
    "count_in_work": N_(
        "{units} × {sku} in {bin} are not there, but are being worked on or blocked: {orders}. "
        "Finish or hold that first, then post again."
    ),
    "count_key_used": N_(
        "Nothing counted: this number was used for {first} already. The next one is {next}."
    ),
    "count_plan_name": N_("A plan needs a name."),
    "count_plan_abc": N_("{value} is not three numbers of days, as in 7,30,90."),
    "count_plan_day": N_("{value} is not a day, as in 2026-11-19."),
    "count_plan_number": N_("{value} is not between 1 and {most}."),
    "count_plan_unknown": N_("There is no plan {plan}. Known: {known}."),
    "count_plan_rule": N_("Say what is counted: --months, --within or --abc, one of them."),
    "count_nothing_moved": N_("No goods of {count} moved after they were counted."),
    "count_nothing_off": N_("Nothing that is counted of {count} differs from the books."),
    "count_day_unreadable": N_("{value} is not a day such as 2026-11-19."),
    "count_no_sheet": N_("There is nothing in {count} to print."),
}
