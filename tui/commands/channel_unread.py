"""``kemas channels unread``: what shops told and nobody can read; seen, and left with a reason."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.calm import What
from core.channels.registry import shop_named, shops_of
from core.channels.unread import StillUnread, leave, still_unread, take_up
from core.errors import NotFound, Refusal
from core.i18n import _, show_time
from tui.commands.acting import actor_of
from tui.context import Context
from tui.shape import shape
from tui.words.channels import unread_kind


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    unread = actions.add_parser("unread", help=_("what shops told that nobody can read"))
    unread.add_argument("shop", metavar="SHOP", nargs="*", help=_("only this shop"))
    unread.add_argument("--left", action="store_true", help=_("what was put away"))
    one = unread.add_mutually_exclusive_group()
    one.add_argument("--leave", metavar="NUMBER", help=_("seen, leave it until it changes"))
    one.add_argument("--again", metavar="NUMBER", help=_("tell what was put away again"))
    unread.add_argument("--reason", metavar="TEXT", default="", help=_("why it is left so"))
    unread.add_argument(
        "--what",
        choices=[each.value for each in What],
        help=_("which it is, where a number is of several"),
    )
    unread.set_defaults(run=_run)


def _run(context: Context) -> None:
    args = context.args
    number = args.leave if args.leave is not None else args.again
    if number is None:
        _list(context, _found(context, left=args.left))
        return
    one = _one(context, number, left=args.again is not None)
    with context.writing(actor_of(context)) as tx:
        if args.leave is not None:
            leave(tx, one.shop, one.what, one.ref, args.reason)
            said = _("{ref} of {shop} is put away until it changes there.")
        else:
            take_up(tx, one.shop, one.what, one.ref)
            said = _("{ref} of {shop} is told again.")
    context.out.line(said.format(ref=one.ref, shop=one.shop))


def _found(context: Context, *, left: bool) -> tuple[StillUnread, ...]:
    name = " ".join(context.args.shop)
    shops = (shop_named(context.config, name),) if name else shops_of(context.config)
    with context.reading(actor_of(context)) as tx:
        found = still_unread(tx, [shop.name for shop in shops], left=left)
    wanted = context.args.what
    return tuple(one for one in found if wanted is None or one.what.value == wanted)


def _one(context: Context, number: str, *, left: bool) -> StillUnread:
    found = [one for one in _found(context, left=left) if one.ref == number]
    if not found:
        shop = " ".join(context.args.shop) or _("all shops")
        raise NotFound("unread_none", shop=shop, ref=number)
    if len(found) > 1:
        known = ", ".join(f"{one.shop} {one.what.value}" for one in found)
        raise Refusal("unread_which", shop=found[0].shop, ref=number, known=known)
    return found[0]


def _list(context: Context, found: tuple[StillUnread, ...]) -> None:
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    zone = context.config.shop.timezone
    rows = [
        {
            "shop": one.shop,
            "what": unread_kind(one),
            "number": one.ref or "?",
            "said": one.said,
            "heard": show_time(one.heard_at, zone),
            "left": f"{one.left_by or '-'}: {one.left_why}" if one.left_at else "",
        }
        for one in found
    ]
    headings = {
        "shop": _("Shop"),
        "what": _("What"),
        "number": _("Number"),
        "said": _("What is wrong with it"),
        "heard": _("Told first"),
        "left": _("Put away by"),
    }
    if not context.args.left:
        del headings["left"]
    context.out.items(rows, headings, empty=_("All that the shops told could be read."))
