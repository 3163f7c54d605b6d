"""``kemas billing taxes``: tax rates and the days on which they are in force."""

from __future__ import annotations

from argparse import ArgumentParser

from core.billing.rates.commands import set_tax
from core.billing.rates.queries import listed_taxes, tax_rates_of
from core.i18n import _
from tui.arguments import day
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape

_WARN_DAYS = 60


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list the rates that have days"))
    listing.set_defaults(run=_list)
    setting = actions.add_parser("set", help=_("say on which days a rate is in force"))
    setting.add_argument("rate", metavar="RATE", help=_("in per cent"))
    setting.add_argument("--from", dest="since", type=day, required=True, help=_("the first day"))
    setting.add_argument("--to", dest="until", type=day, help=_("the last day; else no end"))
    setting.add_argument("--then", default="", metavar="RATE", help=_("what it becomes then"))
    setting.add_argument("--country", metavar="CODE", help=_("else the shop's"))
    setting.set_defaults(run=_set)
    operator_option(setting)


def _list(context: Context) -> None:
    country = context.config.shop.country
    with context.reading() as tx:
        found = listed_taxes(tx)
        ending = [
            (one.rate, last)
            for one in found
            if one.country == country
            and (last := tax_rates_of(tx, country).ending(one.rate, tx.today, _WARN_DAYS))
        ]
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "country": one.country,
            "rate": f"{one.rate} %",
            "since": one.valid_from,
            "until": one.valid_to or "",
            "then": f"{one.becomes} %" if one.becomes else "",
        }
        for one in found
    ]
    headings = {
        "country": _("Country"),
        "rate": _("Rate"),
        "since": _("From"),
        "until": _("To"),
        "then": _("Then"),
    }
    context.out.items(rows, headings, empty=_("All tax rates hold without an end."))
    for rate, last in ending:
        said = _("{rate} % ends on {day}: say what comes then with: kemas billing taxes set")
        context.out.line(said.format(rate=rate, day=f"{last:%d/%m/%Y}"))
    return None


def _set(context: Context) -> None:
    args = context.args
    country = args.country or context.config.shop.country
    with context.writing(actor_of(context)) as tx:
        set_tax(tx, country, args.rate, args.since, args.until, args.then)
    _list(context)
