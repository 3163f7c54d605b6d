"""``kemas couriers places``: lists of places, addresses that they do not know, what people said."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Sequence
from typing import Any

from core.clock import local
from core.couriers.base import Courier
from core.couriers.quotes import Destination
from core.couriers.registry import Couriers, name_of
from core.errors import Refusal
from core.i18n import _
from core.orders.commands import find
from core.shipping.addresses import choosing, queries, reading, refreshing
from core.shipping.addresses.asking import ask_courier
from core.shipping.addresses.looking import look, look_at
from core.shipping.addresses.matching import place_of
from core.shipping.addresses.results import Match, Matched, NoList, Place, Unsure
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.addresses import level_name, list_error, scheme_name

_PARTS = ("address", "district", "city", "province", "postcode", "country")


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    group = actions.add_parser("places", help=_("couriers' lists of places, and addresses"))
    doing = group.add_subparsers(metavar="ACTION", required=True)
    listing = doing.add_parser("list", help=_("how old and how long the lists are"))
    listing.set_defaults(run=_list)
    refreshing_ = doing.add_parser("refresh", help=_("ask couriers for their lists now"))
    refreshing_.add_argument("--courier", metavar="CODE", help=_("only this courier"))
    refreshing_.add_argument(
        "--accept", action="store_true", help=_("also a list that lost most of its places")
    )
    refreshing_.set_defaults(run=_refresh)
    searching = doing.add_parser("search", help=_("find places by name or code"))
    searching.add_argument("courier", metavar="COURIER", help=_("the courier's code"))
    searching.add_argument("text", metavar="TEXT", help=_("name or code"))
    searching.add_argument("--limit", type=positive, default=20, help=_("at most this many"))
    searching.set_defaults(run=_search)
    matching = doing.add_parser("match", help=_("where an address is in a courier's list"))
    matching.add_argument("courier", metavar="COURIER", help=_("the courier's code"))
    matching.add_argument("--order", metavar="NO", help=_("the address of this order"))
    for part in _PARTS:
        matching.add_argument(f"--{part}", metavar="TEXT", default="")
    matching.set_defaults(run=_match)
    asking = doing.add_parser("asked", help=_("addresses that somebody has to place"))
    asking.add_argument("--said", action="store_true", help=_("what people said instead"))
    asking.add_argument("--search", default="", metavar="TEXT", help=_("as it is written"))
    asking.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    asking.set_defaults(run=_asked)
    showing = doing.add_parser("show", help=_("one of them, and what it may mean"))
    showing.set_defaults(run=_show)
    choosing_ = doing.add_parser("choose", help=_("say which place it is; that is remembered"))
    choosing_.set_defaults(run=_choose)
    forgetting = doing.add_parser("forget", help=_("take back what somebody said"))
    forgetting.set_defaults(run=_forget)
    for one in (showing, choosing_, forgetting):
        one.add_argument("number", type=positive, metavar="NUMBER", help=_("as in asked"))
    choosing_.add_argument("place", metavar="PLACE", help=_("its code, or its whole name"))
    for one in (choosing_, forgetting):
        operator_option(one)


def _with_list(couriers: Couriers, code: str) -> Courier:
    courier = couriers.get(code)
    if not courier.maps:
        raise Refusal("places_without_list", courier=courier.name)
    return courier


def _list(context: Context) -> None:
    with context.reading() as tx:
        kept = queries.lists_kept(tx)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in kept])
    zone = context.config.shop.timezone
    rows = [
        {
            "maps": one.maps,
            "places": _("asked for each address") if one.by_text else sum(one.counts.values()),
            "lists": ", ".join(f"{name} {count}" for name, count in one.counts.items()),
            "read": local(one.read_at, zone).strftime("%d/%m/%Y %H:%M") if one.read_at else "",
            "error": list_error(one.error) if one.error else "",
        }
        for one in kept
    ]
    headings = {
        "maps": _("Courier"),
        "places": _("Places"),
        "lists": _("Lists"),
        "read": _("Heard"),
        "error": _("Trouble"),
    }
    return context.out.items(rows, headings, empty=_("No list of places was asked for yet."))


def _refresh(context: Context) -> int:
    couriers = settings_of(context.config).couriers
    code: str | None = context.args.courier
    wanted = (_with_list(couriers, code),) if code else refreshing.with_lists(couriers)
    told: list[dict[str, Any]] = []
    for courier in wanted:
        done = refreshing.refresh(
            context.database, courier, everything=True, accept=context.args.accept
        )
        while look(context.database, courier.maps, _codes(couriers, courier.maps)):
            pass
        while ask_courier(context.database, courier):
            pass
        told.append(
            {
                "maps": done.maps,
                "asked": done.asked,
                "new": done.stored.new,
                "changed": done.stored.changed,
                "gone": done.stored.gone,
                "error": list_error(done.error) if done.error else "",
            }
        )
    headings = {
        "maps": _("Courier"),
        "asked": _("Questions"),
        "new": _("New"),
        "changed": _("Changed"),
        "gone": _("Gone"),
        "error": _("Trouble"),
    }
    context.out.items(told, headings, empty=_("No courier of this shop has a list of places."))
    return 1 if any(one["error"] for one in told) else 0


def _codes(couriers: Couriers, maps: str) -> tuple[str, ...]:
    return tuple(code for code in couriers.codes if couriers.get(code).maps == maps)


def _search(context: Context) -> None:
    args = context.args
    courier = _with_list(settings_of(context.config).couriers, args.courier)
    with context.reading() as tx:
        found = reading.search(tx, courier.maps, args.text, limit=args.limit)
        _places(context, tx, found, _("Nothing in the list is called so."))


def _places(context: Context, tx: Transaction, found: Sequence[Place], empty: str) -> None:
    rows = []
    for one in found:
        above = reading.chain(tx, one)[:-1]
        rows.append(
            {
                "code": one.region.code,
                "level": one.region.level.value,
                "name": one.region.name,
                "within": ", ".join(each.region.name for each in reversed(above)),
                "scheme": one.region.scheme,
                "served": one.region.served,
                "full": reading.full_code(one),
            }
        )
    if context.out.as_json:
        return context.out.data(rows)
    shown = [
        row
        | {
            "level": level_name(one.region.level),
            "scheme": scheme_name(one.region.scheme),
            "served": "" if one.region.served else _("no parcels go there"),
        }
        for row, one in zip(rows, found, strict=True)
    ]
    headings = {
        "code": _("Code"),
        "level": _("Kind"),
        "name": _("Name"),
        "within": _("Within"),
        "scheme": _("List"),
        "served": "",
    }
    return context.out.items(shown, headings, empty=empty)


def _match(context: Context) -> int:
    args = context.args
    courier = _with_list(settings_of(context.config).couriers, args.courier)
    if args.order:
        with context.writing() as tx:
            found = look_at(tx, courier, find(tx, args.order).id)
    else:
        with context.reading() as tx:
            to = Destination(**{part: getattr(args, part) for part in _PARTS})
            found = place_of(tx, courier, to)
    return _tell(context, courier, found)


def _tell(context: Context, courier: Courier, found: Match) -> int:
    out = context.out
    if out.as_json:
        kind = type(found).__name__.lower()
        place = dict(found.place) if isinstance(found, Matched) else {}
        out.data({"match": kind, "place": place})
    elif isinstance(found, Matched):
        out.line(", ".join(found.names))
        for name, value in sorted(found.place.items()):
            out.line(f"  {name}: {value}")
        if not found.served:
            out.line(_("The courier carries no parcels there now."))
    elif isinstance(found, NoList):
        words = _("The list of {courier} was not heard yet: kemas couriers places refresh")
        out.line(words.format(courier=courier.name))
    else:
        _tell_unsure(context, found)
    return 0 if isinstance(found, Matched) else 1


def _tell_unsure(context: Context, found: Unsure) -> None:
    question = found.question
    if question.said:
        words = _("Nobody said yet which {level} this is: {said}")
        text = words.format(level=level_name(question.level), said=question.said)
    else:
        text = _("The address does not say which {level} it is in.").format(
            level=level_name(question.level)
        )
    context.out.line(text)
    context.out.line(_("See: kemas couriers places asked"))


def _asked(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = queries.list_asked(tx, args.search, decided=args.said, limit=args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    couriers, tongue = context.config.couriers, context.config.shop.language
    rows = [
        {
            "id": one.id,
            "courier": name_of(couriers, one.maps, tongue),
            "level": level_name(one.level),
            "said": one.spelling,
            "within": one.within,
            "orders": one.orders,
            "order": one.order_no,
            "place": one.place,
        }
        for one in found
    ]
    headings = {
        "id": _("Number"),
        "courier": _("Courier"),
        "level": _("Kind"),
        "said": _("Written"),
        "within": _("Within"),
        "orders": _("Orders"),
        "order": _("Order"),
        "place": _("Means"),
    }
    empty = _("Nobody said anything yet.") if args.said else _("Every address is known.")
    return context.out.items(rows, headings, empty=empty)


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = queries.asked(tx, context.args.number)
        may = queries.candidates(tx, one.id)
        if not context.out.as_json:
            context.out.line(f"{one.id} · {one.spelling} · {level_name(one.level)}")
            for part in (one.within, one.address):
                if part:
                    context.out.line(f"  {part}")
            if one.place:
                context.out.line("  " + _("means {place}").format(place=one.place))
        _places(context, tx, may, _("Nothing is called alike."))


def _choose(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        place = choosing.meant(tx, args.number, args.place)
        count = choosing.choose(tx, args.number, place)
        one = queries.asked(tx, args.number)
    if context.out.as_json:
        return context.out.data(shape(one, context.config) | {"placed": count})
    words = _("{said} means {place} from now on. Orders that have their place now: {orders}.")
    return context.out.line(words.format(said=one.spelling, place=place.region.name, orders=count))


def _forget(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        one = queries.asked(tx, context.args.number)
        choosing.forget(tx, context.args.number)
    if context.out.as_json:
        return context.out.data({"id": one.id, "said": one.spelling})
    words = _("{said} does not mean {place} any more.")
    return context.out.line(words.format(said=one.spelling, place=one.place))
