"""``kemas audit``: who did what, where and when, and the seals that close the trail."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta

from core import clock
from core.clock import local
from core.i18n import _
from core.trail.sealing import listed
from core.trail.searching import Wanted, deeds
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.states import event_words

_MOST = 10_000


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list what was done, the newest first"))
    listing.add_argument("--who", default="", metavar="NAME", help=_("by this operator"))
    listing.add_argument("--at", default="", metavar="STATION", help=_("at this station"))
    listing.add_argument("--order", default="", metavar="NO", help=_("to this order"))
    listing.add_argument("--kind", default="", help=_("of this kind"))
    listing.add_argument("--days", type=int, metavar="N", help=_("in the last N days"))
    listing.add_argument("--limit", type=int, default=100, metavar="N", help=_("at most so many"))
    operator_option(listing)
    listing.set_defaults(run=_list)
    sealed = actions.add_parser("seals", help=_("list the seals, the newest first"))
    sealed.set_defaults(run=_seals)


def _list(context: Context) -> None:
    args = context.args
    since = clock.now() - timedelta(days=args.days) if args.days else None
    wanted = Wanted(args.who, args.at, args.order, args.kind, since)
    with context.reading(actor_of(context)) as tx:
        found = deeds(tx, wanted, max(1, min(args.limit, _MOST)))
    zone = context.config.shop.timezone
    rows = [
        {
            "id": one.id,
            "at": f"{local(one.at, zone):%Y-%m-%d %H:%M:%S}",
            "who": one.operator,
            "station": one.station,
            "order": one.order_no,
            "kind": one.kind,
            "what": event_words(one.kind, one.data),
            "data": dict(one.data),
        }
        for one in found
    ]
    headings = {
        "at": _("When"),
        "who": _("Who"),
        "station": _("Station"),
        "order": _("Order"),
        "what": _("What"),
    }
    context.out.items(rows, headings, _("Nothing was done that fits."))


def _seals(context: Context) -> None:
    with context.reading() as tx:
        found = listed(tx)
    zone = context.config.shop.timezone
    rows = [
        {
            "number": one.number,
            "at": f"{local(one.at, zone):%Y-%m-%d %H:%M}",
            "events": one.rows,
            "head": one.head,
        }
        for one in found
    ]
    headings = {
        "number": _("Seal"),
        "at": _("When"),
        "events": _("Events"),
        "head": _("Head"),
    }
    context.out.items(rows, headings, _("Nothing has been sealed yet."))
