"""``kemas channels returns``: what buyers want to give back, as marketplaces tell it."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.registry import shop_named, shops_of
from core.channels.returns_told import told_returns
from core.i18n import _, language, show_time
from core.money import show
from tui.commands.acting import actor_of
from tui.context import Context
from tui.shape import shape
from tui.words.channels import waits_word
from tui.words.returns import return_state


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    listing = actions.add_parser("returns", help=_("returns as the channels tell them"))
    listing.add_argument("shop", metavar="SHOP", nargs="*", help=_("only this shop"))
    listing.add_argument("--waiting", action="store_true", help=_("only those that wait for you"))
    listing.set_defaults(run=_returns)


def _returns(context: Context) -> None:
    wanted = " ".join(context.args.shop)
    shops = (shop_named(context.config, wanted),) if wanted else shops_of(context.config)
    names = [one.name for one in shops]
    with context.reading(actor_of(context)) as tx:
        found = told_returns(tx, names, waiting=context.args.waiting)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    zone = context.config.shop.timezone
    rows = [
        {
            "shop": one.shop,
            "number": one.return_no,
            "order": one.order_no,
            "says": one.raw_status,
            "code": one.code or "",
            "state": waits_word(one.why) or (return_state(one.state) if one.state else ""),
            "refund": show(one.refund, language()) if one.refund else "",
            "changed": show_time(one.changed_at, zone),
            "reason": one.reason,
        }
        for one in found
    ]
    headings = {
        "shop": _("Shop"),
        "number": _("Number there"),
        "order": _("Order"),
        "says": _("Says"),
        "code": _("Return"),
        "state": _("State"),
        "refund": _("Refund"),
        "changed": _("Changed"),
        "reason": _("Why"),
    }
    context.out.items(rows, headings, empty=_("No returns were told."))
