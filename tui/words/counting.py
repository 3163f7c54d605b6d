"""Words for counts: their states and kinds, those of their bins, and of plans."""

from __future__ import annotations

from core.counting.plans import Plan, RankedBy, Rule
from core.counting.states import CountState, Kind, TaskState
from core.i18n import N_, _, ngettext
from tui.words.verdicts_parts import reason as short_reason

_STATES: dict[CountState, str] = {
    CountState.PLANNED: N_("planned"),
    CountState.COUNTING: N_("counting"),
    CountState.RECOUNT: N_("recount"),
    CountState.POSTED: N_("posted"),
    CountState.CANCELLED: N_("cancelled"),
}
_KINDS: dict[Kind, str] = {
    Kind.FULL: N_("stock-take"),
    Kind.CYCLE: N_("by plan"),
    Kind.SOME: N_("chosen bins"),
    Kind.TASK: N_("asked for"),
}
_TASKS: dict[TaskState, str] = {
    TaskState.OPEN: N_("to count"),
    TaskState.COUNTING: N_("counting"),
    TaskState.AGAIN: N_("once more"),
    TaskState.DONE: N_("counted"),
    TaskState.SKIPPED: N_("left out"),
}

_MOVES = {
    "opening": N_("opening stock"),
    "receipt": N_("goods came in"),
    "receipt_back": N_("goods went back"),
    "pick": N_("picked"),
    "pack": N_("packed"),
    "unpack": N_("unpacked"),
    "short": N_("not found"),
    "found": N_("found again"),
    "count": N_("counted"),
    "return": N_("came back"),
    "replenish": N_("filled up"),
    "put_away": N_("put back"),
    "transfer_out": N_("to another warehouse"),
    "lot": N_("another lot"),
}


def move_reason(reason: str) -> str:
    """Why goods moved."""
    return _(_MOVES[reason]) if reason in _MOVES else reason


def count_state(state: str) -> str:
    """Where a count stands."""
    return _(_STATES[CountState(state)]) if state in set(CountState) else state


def count_kind(kind: str) -> str:
    """What a count is for."""
    return _(_KINDS[Kind(kind)])


def task_state(state: str) -> str:
    """Where a bin of a count stands."""
    return _(_TASKS[TaskState(state)])


def why_asked(reason: str) -> str:
    """Why goods are to be counted."""
    return short_reason(reason.upper()) if reason else ""


def plan_words(plan: Plan) -> str:
    """What a plan has counted, in a few words."""
    scheme = plan.scheme
    if scheme.rule is Rule.FULL:
        told = ngettext("everything each month", "everything every {count} months", scheme.months)
        said = told.format(count=scheme.months)
    elif scheme.rule is Rule.BINS:
        said = _("each bin within {count} days").format(count=scheme.within_days)
    else:
        by = _("worth") if scheme.ranked_by == RankedBy.VALUE else _("turnover")
        said = _("A every {a}, B every {b}, C every {c} days, by {by}").format(
            a=scheme.a_days, b=scheme.b_days, c=scheme.c_days, by=by
        )
    if scheme.per_day:
        said += ", " + _("{count} bins a day").format(count=scheme.per_day)
    return said if not scheme.zone else f"{said} · {scheme.zone}"
