"""``kemas channels cancel``: a buyer's wish to cancel is granted or refused."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.cancel_wishes import decide
from core.channels.registry import shops_of
from core.i18n import _
from tui.commands.acting import actor_of
from tui.context import Context
from tui.shape import shape


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    wish = actions.add_parser("cancel", help=_("grant or refuse what a buyer wants cancelled"))
    wish.add_argument("what", metavar="grant|refuse", choices=["grant", "refuse"])
    wish.add_argument("order", metavar="ORDER", help=_("the number of the order"))
    wish.add_argument("--channel", default="", help=_("where two channels have the number"))
    wish.add_argument("--reason", default="", help=_("why; needed to refuse"))
    wish.set_defaults(run=_decide)


def _decide(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        done = decide(
            tx,
            shops_of(context.config),
            args.order,
            args.channel,
            args.reason,
            grant=args.what == "grant",
        )
    if context.out.as_json:
        context.out.data(shape(done, context.config))
        return
    said = (
        _("{shop} is told that {order} may be cancelled.")
        if done.grant
        else _("{shop} is told that {order} is not cancelled.")
    )
    context.out.line(said.format(shop=done.shop, order=done.order_no))
