"""``kemas billing profile``: how a customer is billed."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from core.billing.profiles.commands import SETTABLE, drop_profile, set_profile
from core.billing.profiles.queries import Profile, listed, profile_of
from core.billing.profiles.states import Review
from core.customers.queries import find
from core.i18n import _
from core.money import Money
from core.text import clean, fold
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.billing import choice_name, profile_fields

_AMOUNTS = frozenset({"review_over", "credit_limit", "receipt_below"})


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("customers with a profile"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("in their names"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show how a customer is billed"))
    showing.set_defaults(run=_show)
    setting = actions.add_parser("set", help=_("say how a customer is billed"))
    setting.set_defaults(run=_set)
    dropping = actions.add_parser("drop", help=_("bill a customer as everybody again"))
    dropping.set_defaults(run=_drop)
    for one in (showing, setting, dropping):
        one.add_argument("customer", metavar="CUSTOMER", help=_("name, phone, e-mail or number"))
    setting.add_argument(
        "values",
        nargs="+",
        type=_pair,
        metavar="KEY=VALUE",
        help=_("such as terms_days=14; keys: {keys}").format(keys=", ".join(SETTABLE)),
    )
    setting.add_argument("--since", type=day, help=_("bill orders from this day on by itself"))
    setting.add_argument("--sure", action="store_true", help=_("although something looks odd"))
    for one in (setting, dropping):
        operator_option(one)


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise ArgumentTypeError(_("{value} is not KEY=VALUE").format(value=clean(text, 40)))
    return name.strip().replace("-", "_"), value


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found, _all = listed(tx, text=fold(args.search), limit=args.limit)
    rows = [{"customer": name, **_json(one)} for name, one in found]
    if not context.out.as_json:
        for row in rows:
            for key in ("consolidate", "point", "review", "hold"):
                row[key] = choice_name(row[key])
    headings = {"customer": _("Customer")} | {
        key: label
        for key, label in profile_fields().items()
        if key in {"tax_number", "terms_days", "consolidate", "point", "review", "hold"}
    }
    context.out.items(rows, headings, empty=_("No customer has a billing profile."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        who = find(tx, context.args.customer, context.config.shop.country)
        found = profile_of(tx, who.id)
    _tell(context, who.name, found)


def _set(context: Context) -> None:
    config = context.config
    with context.writing(actor_of(context)) as tx:
        who = find(tx, context.args.customer, config.shop.country)
        found, _changed = set_profile(
            tx,
            who.id,
            dict(context.args.values),
            currency=config.shop.currency,
            e_invoice=config.invoices.e_invoice,
            since=context.args.since,
            sure=context.args.sure,
        )
    _tell(context, who.name, found)


def _drop(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        who = find(tx, context.args.customer, context.config.shop.country)
        drop_profile(tx, who.id)
    context.out.line(_("{customer} is billed as everybody again.").format(customer=who.name))


def _tell(context: Context, name: str, found: Profile) -> None:
    told = _json(found)
    if context.out.as_json:
        return context.out.data({"customer": name, "known": found.known} | told)
    if not found.known:
        said = _("{customer} has no billing profile and is billed as everybody.")
        return context.out.line(said.format(customer=name))
    context.out.line(name)
    for key, label in profile_fields().items():
        value = told[key]
        if value is True:
            value = _("yes")
        if key == "review_over" and found.review is not Review.OVER:
            continue  # a sum that nothing is held against
        if value not in {"", None, False}:
            context.out.line(f"  {label}: {choice_name(str(value))}")
    return context.out.line("  " + _("Orders from {day} on").format(day=told["since"]))


def _json(one: Profile) -> dict[str, Any]:
    """The profile as it is told by `set`; amounts in whole units of its currency."""
    row: dict[str, Any] = {}
    for name in (*SETTABLE, "since"):
        value = getattr(one, name)
        if name in _AMOUNTS and value is not None and one.currency:
            value = f"{Money(value, one.currency).decimal:f}"
        row[name] = value.isoformat() if name == "since" and value else value
    return row
