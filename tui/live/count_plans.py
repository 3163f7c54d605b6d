"""The plans of counts as the station shows them, and what keys do with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.counting import plan_deeds as deeds
from core.counting import plans
from core.counting.plans import Plan, RankedBy, Rule, Scheme
from core.errors import NotFound, Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section
from tui.words.counting import plan_words


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The plans of the warehouse by name."""
    text = wanted.text.casefold()
    found = [
        one
        for one in plans.plans(tx, at.warehouse)
        if text in f"{one.name} {one.scheme.zone} {plan_words(one)}".casefold()
    ]
    rows = tuple(_row(one, tx.today) for one in found[offset:][:limit])
    return Page(rows, len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a plan."""
    one = _of(tx, at, identifier)
    seen = _("not what should be there") if one.scheme.blind else _("what should be there")
    facts = (
        (_("What"), plan_words(one)),
        (_("Next"), one.next_on.isoformat()),
        (_("Shown"), seen),
    )
    return Detail(one.name, "", (Section(_("Plan"), facts),))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Whether a plan is ended."""
    one = _of(tx, at, target.get("id", ""))
    return (Choice("end", _("Count nothing more by it"), one.name),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A plan, new or as it is."""
    one = _of(tx, at, target.get("id", "")) if action == "count_plan_edit" else None
    scheme = one.scheme if one else Scheme(Rule.BINS, blind=at.config.counting.blind)
    rules = (
        Choice(Rule.FULL.value, _("everything, every so many months")),
        Choice(Rule.BINS.value, _("each bin once within so many days")),
        Choice(Rule.ABC.value, _("bins of A, B and C goods every so many days")),
    )
    seen = (Choice("no", _("hidden")), Choice("yes", _("shown")))
    ranks = (
        Choice(RankedBy.TURNOVER.value, _("turnover")),
        Choice(RankedBy.VALUE.value, _("worth")),
    )
    days = f"{scheme.a_days},{scheme.b_days},{scheme.c_days}" if scheme.a_days else ""
    fields = (
        FormField("rule", _("What"), scheme.rule.value, choices=rules),
        FormField("months", _("Months"), str(scheme.months or ""), _("of a stock-take")),
        FormField("within", _("Within days"), str(scheme.within_days or "")),
        FormField("abc", _("A, B, C"), days, _("days, as in 7,30,90")),
        FormField("by", _("A is"), str(scheme.ranked_by or RankedBy.TURNOVER), choices=ranks),
        FormField("per_day", _("Bins a day"), str(scheme.per_day or ""), _("empty: as needed")),
        FormField("zone", _("Zone"), scheme.zone, _("empty: all bins")),
        FormField("shown", _("What should be there"), "no" if scheme.blind else "yes", "", seen),
        FormField("first", _("Begins"), one.next_on.isoformat() if one else tx.today.isoformat()),
    )
    if one is None:
        return Form(_("New plan"), (FormField("name", _("Name")), *fields))
    return Form(one.name, fields, hidden={"name": one.name})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with plans."""
    if action == "count_plan_end":
        return deeds.end(values.get("id", ""))
    return deeds.put(values.get("name", ""), _scheme(values), _day(values.get("first", "")))


def _scheme(values: Mapping[str, str]) -> Scheme:
    told = {name: value.strip() for name, value in values.items()}
    rule = Rule(told.get("rule") or Rule.BINS.value)
    common: dict[str, Any] = {
        "zone": told.get("zone", ""),
        "per_day": _number(told.get("per_day", "")),
        "blind": told.get("shown") != "yes",
    }
    match rule:
        case Rule.FULL:
            return Scheme(rule, months=_number(told.get("months", "")), **common)
        case Rule.BINS:
            return Scheme(rule, within_days=_number(told.get("within", "")), **common)
    parts = [_number(part.strip()) for part in told.get("abc", "").split(",")]
    if len(parts) != 3:
        raise Refusal("count_plan_abc", value=clean(told.get("abc", ""), 40))
    common |= dict(zip(("a_days", "b_days", "c_days"), parts, strict=True))
    return Scheme(rule, ranked_by=RankedBy(told.get("by") or RankedBy.TURNOVER), **common)


def _number(typed: str) -> int:
    return cells.quantity(typed) if typed.strip("0") else 0


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Refusal("count_plan_day", value=clean(typed, 40)) from error


def _row(one: Plan, today: date) -> BoardRow:
    scheme = one.scheme
    cells_ = (
        one.name,
        plan_words(one),
        one.next_on.isoformat(),
        _("hidden") if scheme.blind else _("shown"),
    )
    return BoardRow(one.name, cells_, ("strong", "", "warn" if one.next_on <= today else ""))


def _of(tx: Transaction, at: At, name: str) -> Plan:
    one = plans.by_name(tx, at.warehouse, name)
    if not one.active:
        known = ", ".join(each.name for each in plans.plans(tx, at.warehouse)) or "-"
        raise NotFound("count_plan_unknown", plan=name, known=known)
    return one
