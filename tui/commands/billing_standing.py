"""``kemas billing standing``: invoices by the calendar, their next days, and what was missed."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from core.billing.rates.commands import percent
from core.billing.rules import BillingRules, billing_rules
from core.billing.standing import commands
from core.billing.standing.commands import NewLine, NewStanding
from core.billing.standing.queries import (
    Standing,
    lines_of,
    listed_standing,
    next_days,
    runs_of,
    standing,
    waiting,
)
from core.billing.standing.running import CatchUp, catch_up
from core.billing.standing.states import Auto, Shift
from core.clock import local
from core.customers.queries import find
from core.errors import Refusal
from core.files.values import amount, currency, quantity
from core.i18n import _, language, ngettext
from core.money import Money, show
from core.receivables.balances import owed_by
from core.text import clean
from core.transaction import Transaction
from tui.arguments import count, day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.billing import auto_name, run_state, shift_name, standing_state
from tui.words.refusals import sentence

_LINE = re.compile(r"(?P<item>[^*]+)\*(?P<units>[^@]+)(?:@(?P<price>.+))?")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list standing orders, those due first"))
    listing.set_defaults(run=_list)
    adding = actions.add_parser("add", help=_("set one up, as a draft"))
    adding.add_argument("customer", metavar="CUSTOMER", help=_("name, phone, e-mail or number"))
    adding.add_argument(
        "lines", nargs="+", metavar="ITEM*N[@PRICE]", help=_("without a price: as the list says")
    )
    adding.add_argument(
        "--rule", required=True, help=_("daily, weekly, monthly, yearly, month-end, or an RRULE")
    )
    adding.add_argument("--from", dest="anchor", type=day, required=True, help=_("the first day"))
    adding.add_argument("--name", default="", metavar="TEXT", help=_("as it stands on invoices"))
    adding.add_argument("--tax", metavar="RATE", help=_("of all lines; else as the list says"))
    adding.add_argument("--currency", metavar="CODE", help=_("else the shop's"))
    adding.add_argument(
        "--shift", choices=[one.value for one in Shift], default="none", help=_("on holidays")
    )
    adding.add_argument(
        "--auto",
        choices=[one.value for one in Auto],
        default="review",
        help=_("how far its invoices get by themselves"),
    )
    adding.add_argument("--lead", type=count, default=0, metavar="DAYS", help=_("made before"))
    adding.add_argument("--start", action="store_true", help=_("let it run at once"))
    adding.add_argument("--dry-run", action="store_true", help=_("show its next days only"))
    adding.set_defaults(run=_add)
    named = {
        "show": (_("show one with its next days"), _show),
        "start": (_("let it run"), _step),
        "pause": (_("make nothing of it for now"), _step),
        "end": (_("end it for good"), _step),
        "catch-up": (_("say what becomes of missed periods"), _catch_up),
    }
    for name, (said, work) in named.items():
        one = actions.add_parser(name, help=said)
        one.add_argument("standing", type=positive, metavar="ID", help=_("as in the list"))
        one.set_defaults(run=work, step=name)
        if name == "catch-up":
            one.add_argument(
                "--make", choices=[each.value for each in CatchUp], help=_("which of them")
            )
        if name != "show":
            operator_option(one)
    operator_option(adding)


def _list(context: Context) -> None:
    rules = billing_rules(context.config)
    with context.reading() as tx:
        found = listed_standing(tx)
        today = local(tx.now, rules.zone).date()
    if context.out.as_json:
        return context.out.data([_json(context, one) for one in found])
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "customer": one.customer,
            "state": standing_state(one.state),
            "rule": one.rule,
            "next": one.next_day or "",
            "waits": len(waiting(one, rules, today)) or "",
            "trouble": sentence(Refusal(one.error)) if _is_trouble(one) else "",
        }
        for one in found
    ]
    headings = {
        "id": _("No."),
        "name": _("Name"),
        "customer": _("Customer"),
        "state": _("State"),
        "rule": _("Rule"),
        "next": _("Next"),
        "waits": _("Due"),
        "trouble": _("Trouble"),
    }
    return context.out.items(rows, headings, empty=_("There are no standing orders."))


def _is_trouble(one: Standing) -> bool:
    return bool(one.error) and one.error != "standing_waits"


def _add(context: Context) -> None:
    args, config = context.args, context.config
    rules = billing_rules(config)
    money = currency(args.currency) if args.currency else config.shop.currency
    tax = percent(args.tax) if args.tax is not None else None
    lines = [_line(text, money, tax) for text in args.lines]
    with context.writing(actor_of(context)) as tx:
        who = find(tx, args.customer, config.shop.country)
        new = NewStanding(
            who.id,
            args.name,
            args.rule,
            args.anchor,
            lines,
            money,
            Shift(args.shift),
            Auto(args.auto),
            args.lead,
        )
        if args.dry_run:
            return _days(context, [one.isoformat() for one in commands.planned(rules, new)])
        made = commands.add(tx, rules, new)
        if args.start:
            made = commands.start(tx, made.id)
        return _tell(context, tx, made, rules)


def _line(text: str, money: str, tax: str | None) -> NewLine:
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise Refusal("standing_line", value=clean(text, 40))
    price = amount(found["price"].strip(), money) if found["price"] else None
    return NewLine(found["item"].strip(), quantity(found["units"]), price, tax)


def _days(context: Context, days: list[str]) -> None:
    if context.out.as_json:
        return context.out.data(days)
    return context.out.line(_("Next days: {days}").format(days=", ".join(days)))


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = standing(tx, context.args.standing)
        _tell(context, tx, one, billing_rules(context.config))


def _step(context: Context) -> None:
    step = {"start": commands.start, "pause": commands.pause, "end": commands.end}
    with context.writing(actor_of(context)) as tx:
        one = step[context.args.step](tx, context.args.standing)
        _tell(context, tx, one, billing_rules(context.config))


def _catch_up(context: Context) -> None:
    args, rules = context.args, billing_rules(context.config)
    if args.make is None:  # ask first: these are the days
        with context.reading() as tx:
            days = waiting(standing(tx, args.standing), rules, local(tx.now, rules.zone).date())
        _days(context, [one.isoformat() for one in days])
        return context.out.line(_("Say with --make: all, last or none of them."))
    with context.writing(actor_of(context)) as tx:
        made = catch_up(tx, rules, args.standing, CatchUp(args.make), owed_by)
        one = standing(tx, args.standing)
        if not context.out.as_json:
            said = ngettext(
                "{n} invoice made, to be looked at.",
                "{n} invoices made, to be looked at.",
                len(made),
            )
            context.out.line(said.format(n=len(made)))
        return _tell(context, tx, one, rules)


def _tell(context: Context, tx: Transaction, one: Standing, rules: BillingRules) -> None:
    lines, runs = lines_of(tx, one.id), runs_of(tx, one.id, 5)
    days = [each.isoformat() for each in next_days(one, rules)] if one.next_day else []
    if context.out.as_json:
        told = {"lines": shape(lines, context.config), "runs": shape(runs, context.config)}
        return context.out.data(_json(context, one) | told | {"next_days": days})
    out = context.out.line
    out(f"{one.id}  {one.name}  {one.customer}  {standing_state(one.state)}")
    out(f"{one.rule}  {auto_name(one.auto)}, {shift_name(one.shift)}")
    for line in lines:
        price = (
            ""
            if line.unit_price is None
            else show(Money(line.unit_price, one.currency), language())
        )
        out(f"{line.quantity:>6} × {line.description or line.item}  {price}".rstrip())
    if days:
        _days(context, days)
    for run in runs:
        out(f"  {run.day}  {run_state(run.state)}  {run.invoice}".rstrip())
    return None


def _json(context: Context, one: Standing) -> dict[str, Any]:
    told: dict[str, Any] = shape(one, context.config)
    return told
