"""``kemas billing rates``: price lists and prices of single customers, with their days."""

from __future__ import annotations

from argparse import ArgumentParser

from core.billing.rates.commands import NewRate, add_rate, end_rate
from core.billing.rates.queries import Rate, listed_rates
from core.customers.queries import customers_of, find
from core.files.values import amount, currency
from core.i18n import _, language
from core.money import Money, show
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list prices"))
    listing.add_argument("--item", default="", metavar="SKU", help=_("of this thing"))
    listing.set_defaults(run=_list)
    adding = actions.add_parser("add", help=_("say what something costs"))
    adding.add_argument("item", metavar="ITEM", help=_("a SKU, or the code of a service"))
    adding.add_argument("price", metavar="PRICE", help=_("of one, with tax"))
    adding.add_argument("--from", dest="since", type=day, required=True, help=_("the first day"))
    adding.add_argument("--to", dest="until", type=day, help=_("the last day; else no end"))
    adding.add_argument("--currency", metavar="CODE", help=_("else the shop's"))
    adding.add_argument("--description", default="", metavar="TEXT", help=_("of a service"))
    adding.add_argument("--minimum", metavar="AMOUNT", help=_("a line comes to at least this"))
    adding.add_argument("--tax", default="", metavar="RATE", help=_("of a service, in per cent"))
    adding.add_argument(
        "--follow", action="store_true", help=_("end the price of before on the day before")
    )
    adding.set_defaults(run=_add)
    for one in (listing, adding):
        one.add_argument(
            "--list", dest="price_list", default="", metavar="NAME", help=_("price list")
        )
        one.add_argument("--customer", metavar="WHO", help=_("of this customer only"))
    ending = actions.add_parser("end", help=_("let a price end"))
    ending.add_argument("rate", type=positive, metavar="ID", help=_("as in: billing rates list"))
    ending.add_argument("last", type=day, metavar="DAY", help=_("the last day on which it holds"))
    ending.set_defaults(run=_end)
    for one in (adding, ending):
        operator_option(one)


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        who = find(tx, args.customer, context.config.shop.country).id if args.customer else None
        found = listed_rates(tx, price_list=args.price_list, customer_id=who, item=args.item)
        names = customers_of(tx, {one.customer_id for one in found if one.customer_id})
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])

    def whose(one: Rate) -> str:
        return names[one.customer_id].name if one.customer_id in names else one.price_list

    rows = [
        {
            "id": one.id,
            "whose": whose(one),
            "item": one.item,
            "price": show(Money(one.unit_price, one.currency), language()),
            "since": one.valid_from,
            "until": one.valid_to or "",
            "description": one.description,
        }
        for one in found
    ]
    headings = {
        "id": _("No."),
        "whose": _("List or customer"),
        "item": _("Item"),
        "price": _("Price"),
        "since": _("From"),
        "until": _("To"),
        "description": _("Description"),
    }
    return context.out.items(rows, headings, empty=_("There are no prices yet."))


def _add(context: Context) -> None:
    args, config = context.args, context.config
    money = currency(args.currency) if args.currency else config.shop.currency
    with context.writing(actor_of(context)) as tx:
        who = find(tx, args.customer, config.shop.country).id if args.customer else None
        new = NewRate(
            args.item,
            amount(args.price, money),
            money,
            args.since,
            args.until,
            price_list=args.price_list,
            customer_id=who,
            description=args.description,
            minimum=amount(args.minimum, money) if args.minimum else 0,
            tax_rate=args.tax,
        )
        made = add_rate(tx, new, follow=args.follow)
    if context.out.as_json:
        return context.out.data({"id": made})
    return context.out.line(_("Price {rate} is kept.").format(rate=made))


def _end(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        end_rate(tx, context.args.rate, context.args.last)
    said = _("Price {rate} ends on {day}.")
    context.out.line(said.format(rate=context.args.rate, day=f"{context.args.last:%d/%m/%Y}"))
