"""``kemas channels``: shops at marketplaces and web shops, connected, read, and left alone."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime

from core.channels.adapter import Can
from core.channels.commands import pause, resume
from core.channels.connecting import answer_of, begin, finish
from core.channels.oversold import oversold
from core.channels.queries import Standing, standings
from core.channels.registry import Shop, shop_named, shops_of
from core.channels.returns_in import pull_returns
from core.channels.syncing import Progress, Synced, sync
from core.clock import now as clock_now
from core.errors import Refusal
from core.i18n import _, ngettext, show_time
from core.orders.promise import promise_waiting
from core.people.permissions import Permission, require
from core.transaction import SYSTEM
from tui.commands import (
    channel_labels,
    channel_payouts,
    channel_publish,
    channel_returns,
    channel_stock,
    channel_unread,
    channel_ways,
    channel_wishes,
)
from tui.commands.acting import actor_of, operator_option
from tui.commands.parked import intake_rules
from tui.context import Context
from tui.qr import draw
from tui.shape import shape
from tui.words.channels import not_connected_words, state_word, told_words, warnings

_BELOW = 7
"""Lines below the QR of a link: the link itself, and what to do with it."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("how each shop stands"))
    listing.set_defaults(run=_list)
    connecting = actions.add_parser("connect", help=_("let a seller allow it, and keep the answer"))
    connecting.add_argument(
        "shop", metavar="SHOP", nargs="+", help=_("its name in the configuration")
    )
    connecting.add_argument(
        "--answer",
        metavar="TEXT",
        help=_("the address that the browser came to, or the code; else it is asked for"),
    )
    connecting.set_defaults(run=_connect)
    reading = actions.add_parser("sync", help=_("take in what is new and what changed"))
    reading.add_argument("shop", metavar="SHOP", nargs="*", help=_("only these shops"))
    reading.set_defaults(run=_sync)
    channel_stock.add(actions)
    channel_returns.add(actions)
    channel_unread.add(actions)
    channel_payouts.add(actions)
    channel_wishes.add(actions)
    channel_ways.add(actions)
    channel_labels.add(actions)
    channel_publish.add(actions)
    for name, run, said in (
        ("pause", _pause, _("leave a shop alone")),
        ("resume", _resume, _("go on with a shop")),
    ):
        action = actions.add_parser(name, help=said)
        action.add_argument(
            "shop", metavar="SHOP", nargs="+", help=_("its name in the configuration")
        )
        action.set_defaults(run=run)
    for name, one in actions.choices.items():
        if name != "payouts":  # its actions have it themselves
            operator_option(one)


def _list(context: Context) -> None:
    shops, home = shops_of(context.config), context.config.station.warehouse
    with context.reading(actor_of(context)) as tx:
        found = standings(tx, shops)
        missing = {shop.name: oversold(tx, shop, home) for shop in shops}
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    zone, moment = context.config.shop.timezone, clock_now()
    rows = [
        {
            "shop": one.name,
            "state": state_word(one),
            "heard": show_time(one.heard_at, zone) if one.heard_at else "",
            "lag": _lag(one, moment),
            "orders": one.orders,
            "parked": one.parked or "",
            "calls": one.calls,
        }
        for one in found
    ]
    headings = {
        "shop": _("Shop"),
        "state": _("State"),
        "heard": _("Last success"),
        "lag": _("Behind"),
        "orders": _("Orders"),
        "parked": _("Parked"),
        "calls": _("Calls"),
    }
    context.out.items(rows, headings, empty=_("No shop is set up. Add a [[channels]] table."))
    for one in found:
        for said in warnings(one, zone, missing[one.name]):
            context.out.note(f"{one.name}: {said}")


def _lag(one: Standing, moment: datetime) -> str:
    lag = one.lag(moment)
    if lag is None:
        return ""
    minutes = int(lag.total_seconds() // 60)
    return _("{minutes} min").format(minutes=minutes) if minutes < 600 else f"{lag.days} d"


def _connect(context: Context) -> int:
    shop = shop_named(context.config, " ".join(context.args.shop))
    actor = actor_of(context)
    answer = context.args.answer
    if Can.AUTHORISE in shop.adapter.can and answer is None:
        with context.writing(actor) as tx:
            link = begin(tx, shop)
        _show_link(context, link)
        answer = sys.stdin.readline()
    told = answer_of(answer) if Can.AUTHORISE in shop.adapter.can else {}
    trouble = finish(context.database, shop, told, actor)
    if trouble is not None:
        context.out.note(f"{shop.name}: {not_connected_words(shop.name, trouble)}")
        return 1
    with context.reading(actor) as tx:
        (one,) = standings(tx, [shop])
    if context.out.as_json:
        context.out.data(shape(one, context.config))
        return 0
    context.out.line(_("{shop} is connected: {title}").format(shop=shop.name, title=one.title))
    if one.authorised_until is not None:
        until = show_time(one.authorised_until, context.config.shop.timezone)
        context.out.line(_("It is allowed until {when}.").format(when=until))
    context.out.line(_("Its orders come in with: kemas channels sync"))
    return 0


def _show_link(context: Context, link: str) -> None:
    """The link as QR and as text; where the lines are too short for the QR, as text alone.

    The text comes last: on a low screen it is what stays.
    """
    out = context.out
    size = shutil.get_terminal_size()
    drawn = draw([link], size.columns, max(size.lines, 40)) if sys.stderr.isatty() else None
    if drawn is not None:
        for line in drawn.lines:
            out.note(line)
        if len(drawn.lines) + _BELOW > size.lines:
            out.note(_("The code above is taller than this screen: scroll up to it."))
    out.note(_("Open this page and allow it as the seller:"))
    out.note(link)
    out.note(_("Then paste the address that the browser came to, or the code in it, and Enter:"))


def _sync(context: Context) -> int:
    shops = _chosen(context, context.args.shop)
    actor = actor_of(context)
    done: list[Synced] = []
    with context.reading(actor) as tx:
        require(tx, Permission.ORDER_IMPORT)
        rules = intake_rules(tx, context)
        stands = {one.name: one for one in standings(tx, shops)}
    for shop in shops:
        if stands[shop.name].paused_at is not None:
            said = _("{shop} is paused. Go on with: kemas channels resume {shop}")
            context.out.note(said.format(shop=shop.name))
            continue
        done.append(sync(context.database, shop, rules, _shown(context)))
        if done[-1].trouble is None and not done[-1].busy:
            told = pull_returns(context.database, shop, at_once=True)
            if told is not None:
                said = _("Its returns were not read: {why}")
                why = told_words(shop.name, told)
                context.out.note(f"{shop.name}: {said.format(why=why)}")
        context.out.passing()
    promise_waiting(context.database, SYSTEM, rules.warehouse, partial=rules.partial)
    if context.out.as_json:
        context.out.data([_as_json(one) for one in done])
    else:
        for one in done:
            _tell(context, one)
    well = len(done) == len(shops) and not any(one.trouble or one.busy for one in done)
    return 0 if well else 1


def _chosen(context: Context, names: Sequence[str]) -> tuple[Shop, ...]:
    whole = " ".join(names).casefold()
    if any(one.name.casefold() == whole for one in shops_of(context.config)):
        return (shop_named(context.config, whole),)
    if names:
        return tuple(shop_named(context.config, name) for name in names)
    found = shops_of(context.config)
    if not found:
        raise Refusal("channels_none_set_up")
    return found


def _shown(context: Context) -> Progress:
    """How far a sync is, on one line that is written over."""

    def show(so_far: Synced, part: float) -> bool:
        said = _("{shop}: {orders} orders, {percent} %; Ctrl+C stops.")
        context.out.passing(
            said.format(shop=so_far.shop, orders=f"{so_far.orders:,}", percent=int(100 * part))
        )
        return True

    return show


def _tell(context: Context, one: Synced) -> None:
    if one.busy:
        context.out.note(_("{shop} is being read by the worker just now.").format(shop=one.shop))
        return
    said = _(
        "{source}: {created} new orders, {updated} changed, {unchanged} known already, "
        "{ready} ready to pack."
    )
    taken = one.taken
    context.out.line(
        said.format(
            source=one.shop,
            created=taken.created,
            updated=taken.updated,
            unchanged=taken.unchanged,
            ready=taken.ready,
        )
    )
    if taken.parked:
        parked = ngettext(
            "{count} order is parked. To see why: kemas orders list --parked",
            "{count} orders are parked. To see why: kemas orders list --parked",
            len(taken.parked),
        )
        context.out.note(parked.format(count=len(taken.parked)))
    if one.unread:
        unread = _("Not understood, see kemas channels list: {numbers}")
        context.out.note(unread.format(numbers=", ".join(one.unread[:20])))
    if one.trouble is not None:
        context.out.note(f"{one.shop}: {told_words(one.shop, one.trouble)}")


def _as_json(one: Synced) -> dict[str, object]:
    names = ("created", "updated", "unchanged", "ready")
    return {
        "shop": one.shop,
        "orders": one.orders,
        "busy": one.busy,
        **{name: getattr(one.taken, name) for name in names},
        "parked": [parked.order_no for parked in one.taken.parked],
        "unread": one.unread,
        "trouble": None if one.trouble is None else one.trouble.fault.value,
        "said": "" if one.trouble is None else one.trouble.said,
    }


def _pause(context: Context) -> None:
    shop = shop_named(context.config, " ".join(context.args.shop))
    with context.writing(actor_of(context)) as tx:
        pause(tx, shop.name)
    context.out.line(_("{shop} is left alone.").format(shop=shop.name))


def _resume(context: Context) -> None:
    shop = shop_named(context.config, " ".join(context.args.shop))
    with context.writing(actor_of(context)) as tx:
        resume(tx, shop.name)
    context.out.line(_("{shop} goes on.").format(shop=shop.name))
