"""``kemas counts plan``: what is counted by itself, and when."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from datetime import date
from typing import Any

from core.counting import plans
from core.counting.plans import Plan, RankedBy, Rule, Scheme
from core.errors import Refusal
from core.i18n import _
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.counting import plan_words


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser("plan", help=_("what is counted by itself, and when"))
    inner = parser.add_subparsers(metavar="PLAN", required=True)
    listing = inner.add_parser("list", help=_("list the plans"))
    listing.set_defaults(run=_list)
    setting = inner.add_parser("set", help=_("make a plan, or change it"))
    setting.add_argument("name", metavar="NAME", help=_("what it is called"))
    setting.add_argument(
        "--months", type=positive, metavar="N", help=_("everything, every so many months")
    )
    setting.add_argument(
        "--within", type=positive, metavar="DAYS", help=_("each bin once within so many days")
    )
    setting.add_argument(
        "--abc", type=_three, metavar="A,B,C", help=_("bins of A, B and C goods every so many days")
    )
    setting.add_argument(
        "--by",
        choices=[each.value for each in RankedBy],
        default=RankedBy.TURNOVER.value,
        help=_("what makes goods A, B or C"),
    )
    setting.add_argument("--per-day", type=count, default=0, metavar="N", help=_("bins of one day"))
    setting.add_argument("--zone", default="", help=_("only bins of this zone"))
    setting.add_argument("--shown", action="store_true", help=_("show what should be there"))
    setting.add_argument("--from", dest="first", type=day, metavar="DAY", help=_("when it begins"))
    setting.set_defaults(run=_set)
    ending = inner.add_parser("end", help=_("count nothing more by it"))
    ending.add_argument("name", metavar="NAME", help=_("what it is called"))
    ending.set_defaults(run=_end)
    for one in (setting, ending):
        operator_option(one)


def day(text: str) -> date:
    """A day such as 2026-11-19."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        told = _("{value} is not a day such as 2026-11-19").format(value=text[:60])
        raise ArgumentTypeError(told) from error


def _three(text: str) -> tuple[int, int, int]:
    parts = text.split(",")
    if len(parts) != 3 or not all(
        part.isascii() and part.isdecimal() and len(part) < 6 for part in parts
    ):
        told = _("{value} is not three numbers such as 7,30,90").format(value=text[:60])
        raise ArgumentTypeError(told)
    return int(parts[0]), int(parts[1]), int(parts[2])


def _here(context: Context, tx: Transaction) -> int:
    return warehouse_id(tx, context.config.station.warehouse)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = plans.plans(tx, _here(context, tx))
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [{"name": one.name, "what": plan_words(one), "next_on": one.next_on} for one in found]
    headings = {"name": _("Name"), "what": _("What"), "next_on": _("Next")}
    return context.out.items(rows, headings, empty=_("There are no plans yet."))


def _set(context: Context) -> None:
    args = context.args
    if sum(each is not None for each in (args.months, args.within, args.abc)) != 1:
        raise Refusal("count_plan_rule")
    common: dict[str, Any] = {
        "zone": args.zone,
        "per_day": args.per_day,
        "blind": context.config.counting.blind and not args.shown,
    }
    if args.months is not None:
        scheme = Scheme(Rule.FULL, months=args.months, **common)
    elif args.within is not None:
        scheme = Scheme(Rule.BINS, within_days=args.within, **common)
    else:
        a_days, b_days, c_days = args.abc
        scheme = Scheme(
            Rule.ABC,
            a_days=a_days,
            b_days=b_days,
            c_days=c_days,
            ranked_by=RankedBy(args.by),
            **common,
        )
    with context.writing(actor_of(context)) as tx:
        _say(context, plans.put(tx, _here(context, tx), args.name, scheme, args.first))


def _end(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        made = plans.end(tx, _here(context, tx), context.args.name)
    if context.out.as_json:
        context.out.data(shape(made, context.config))
        return
    context.out.line(_("Nothing more is counted by {plan}.").format(plan=made.name))


def _say(context: Context, plan: Plan) -> None:
    if context.out.as_json:
        context.out.data(shape(plan, context.config))
        return
    said = _("{plan}: {what}, next on {day}.")
    context.out.line(said.format(plan=plan.name, what=plan_words(plan), day=plan.next_on))
