"""Standing orders as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.billing import board_deeds as deeds
from core.billing.rules import billing_rules
from core.billing.standing.queries import (
    Standing,
    count_standing,
    lines_of,
    listed_standing,
    next_days,
    runs_of,
    standing,
    waiting,
)
from core.billing.standing.states import Auto, StandingState
from core.clock import local, now
from core.errors import NotFound
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import Money, show
from core.receivables.balances import owed_by
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section
from tui.words.billing import auto_name, run_state, shift_name, standing_state


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """Those that are due first."""
    rules, today = billing_rules(at.config), local(tx.now, at.zone).date()
    rows = [
        BoardRow(
            str(one.id),
            (
                one.name,
                one.customer,
                standing_state(one.state),
                f"{one.next_day:%d/%m/%Y}" if one.next_day else "",
                str(len(waiting(one, rules, today)) or ""),
                one.rule,
            ),
            ("warn" if one.error else "strong",),
            one.state.value,
        )
        for one in listed_standing(tx, offset=offset, limit=limit)
    ]
    return Page(tuple(rows), count_standing(tx))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What stands on it, its next five days, and what became of the last."""
    one, rules = _one(tx, identifier), billing_rules(at.config)
    facts = [
        (_("Customer"), one.customer),
        (_("Rule"), one.rule),
        (_("Invoices"), auto_name(one.auto)),
        (_("Holidays"), shift_name(one.shift)),
    ]
    lines = [
        (
            line.description or line.item,
            f"{line.quantity} ×  {_price(one, line.unit_price)}".rstrip(),
        )
        for line in lines_of(tx, one.id)
    ]
    days = next_days(one, rules) if one.next_day else []
    sections = [
        Section(_("Standing order"), tuple(facts)),
        Section(_("Lines"), tuple(lines)),
        Section(_("Next days"), tuple((f"{day:%d/%m/%Y}", "") for day in days)),
        Section(
            _("Before"),
            tuple(
                (f"{run.day:%d/%m/%Y}", f"{run_state(run.state)}  {run.invoice}".rstrip())
                for run in runs_of(tx, one.id, 12)
            ),
        ),
    ]
    shown = tuple(each for each in sections if each.rows)
    return Detail(one.name, standing_state(one.state), shown)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What can be done with it now; what was missed is asked about first."""
    one, rules = _one(tx, target.get("id", "")), billing_rules(at.config)
    days = waiting(one, rules, local(tx.now, at.zone).date())
    found: list[Choice] = []
    if len(days) > 1:
        said = ", ".join(f"{day:%d/%m/%Y}" for day in days[:5])
        found += [
            Choice("all", _("Invoice all {n} missed periods").format(n=len(days)), said),
            Choice("last", _("Invoice the last one only"), f"{days[-1]:%d/%m/%Y}"),
            Choice("none", _("Invoice none of them"), said),
        ]
    if one.state in {StandingState.DRAFT, StandingState.PAUSED}:
        found.append(Choice("start", _("Let it run"), one.name))
    if one.state is StandingState.ACTIVE:
        found.append(Choice("pause", _("Pause it"), one.name))
    if one.state is not StandingState.ENDED:
        found.append(Choice("end", _("End it for good"), one.name))
    return tuple(found)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A new one, of one line; the command line takes more."""
    rules = tuple(
        Choice(name, label)
        for name, label in (
            ("monthly", _("every month")),
            ("month-end", _("at the end of each month")),
            ("quarterly", _("every three months")),
            ("weekly", _("every week")),
            ("yearly", _("every year")),
        )
    )
    autos = tuple(Choice(one.value, auto_name(one)) for one in Auto)
    fields = (
        FormField("customer", _("Customer"), hint=_("name, phone, e-mail or number")),
        FormField("name", _("Name"), hint=_("as it stands on invoices")),
        FormField("item", _("SKU or service")),
        FormField("quantity", _("Quantity"), "1"),
        FormField("price", _("Price"), hint=_("with tax; empty: as the price list says")),
        FormField("tax", _("Tax rate"), hint=_("in per cent")),
        FormField("rule", _("How often"), "monthly", choices=rules),
        FormField("since", _("First day"), local(tx.now, at.zone).date().isoformat()),
        FormField("auto", _("Invoices"), Auto.REVIEW.value, choices=autos),
    )
    return Form(_("New standing order"), fields)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Set one up, or take it a step further."""
    rules = billing_rules(at.config)
    if action == "standing_new":
        today = local(now(), at.zone).date()
        return deeds.set_up(rules, values, at.config.shop.country, today)
    key = values.get("id", "")
    return deeds.step(rules, int(key) if key.isdecimal() else 0, choice, owed_by)


def _price(one: Standing, minor: int | None) -> str:
    return "" if minor is None else show(Money(minor, one.currency), language())


def _one(tx: Transaction, identifier: str) -> Standing:
    if not identifier.isdecimal():
        raise NotFound("standing_not_found", standing=identifier)
    return standing(tx, int(identifier))
