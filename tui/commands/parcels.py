"""``kemas parcels``: where parcels are, which need somebody, and what was done about them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from core.couriers.bookings import Cancelled, Rejected, Unknown
from core.couriers.registry import name_of
from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.errors import Refusal
from core.files import values
from core.i18n import _, language, show_time
from core.money import show
from core.returns.coming_back import bring_back, take_in, taker
from core.returns.turning import Wish, ask_turn, takes, turn_due
from core.shipping.handing_over import parcel_by_code
from core.shipping.tracking.following import Following, following_of
from core.shipping.tracking.polling import ask_due, tracked_couriers
from core.shipping.tracking.sightings import of_shipment
from core.shipping.tracking.states import Problem, Source
from core.shipping.tracking.status_file import import_statuses, say, template
from core.shipping.tracking.steps import (
    ATTEMPT,
    STEPS,
    said_by_hand,
    sent_shipment,
    stage_of,
    write_down,
)
from core.shipping.tracking.worklist import OnTheWay, Wanted, on_the_way, one_on_the_way
from core.text import clean
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.taken import taken
from tui.words.couriers import courier_reason
from tui.words.tracking import cure_of, problem_name, source_name, stage_name, why_said

_BACK = "back"
_WISHES = {ATTEMPT: Wish.AGAIN, _BACK: Wish.BACK}


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list the parcels that somebody has to look at"))
    listing.add_argument(
        "--problem", choices=[one.value for one in Problem], help=_("only those with this problem")
    )
    listing.add_argument("--all", action="store_true", help=_("all that are on their way"))
    listing.add_argument(
        "--search", default="", metavar="TEXT", help=_("parcel, order, waybill, buyer or phone")
    )
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show all that is known of a parcel's way"))
    showing.set_defaults(run=_show)
    tracking = actions.add_parser(
        "track", help=_("say where a parcel is, ask its courier, write down what was done")
    )
    option = tracking.add_argument
    option("--seen", metavar="STATE", help=", ".join(Stage))
    option("--at", metavar="TIME", help=_("when that was; else now"))
    option("--note", default="", metavar="TEXT", help=_("a note"))
    option("--ask", action="store_true", help=_("ask its courier now"))
    option("--step", choices=[*STEPS, _BACK], help=_("what was done about it"))
    option("--told", action="store_true", help=_("its courier was told by hand"))
    option(
        "--days",
        type=positive,
        default=1,
        metavar="N",
        help=_("days until it is on the list again"),
    )
    option("--promised", metavar="YYYY-MM-DD", help=_("the day that is promised now"))
    tracking.set_defaults(run=_track)
    for one in (showing, tracking):
        one.add_argument("code", metavar="PARCEL", help=_("parcel code or waybill number"))
    importing = actions.add_parser("import", help=_("take in a courier's status file, CSV or XLSX"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--courier", default="", metavar="CODE", help=_("whose file it is"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    for one in (tracking, importing):
        operator_option(one)


def _list(context: Context) -> None:
    args = context.args
    wanted = Wanted(
        problem=Problem(args.problem) if args.problem else None,
        everything=args.all,
        text=args.search,
    )
    with context.reading() as tx:
        found = on_the_way(tx, following_of(context.config), wanted, limit=args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "parcel": one.parcel,
            "order": one.order_no,
            "courier": _courier(context, one.courier),
            "waybill": one.waybill,
            "problem": problem_name(one.problem),
            "seen": stage_name(one.stage, one.raw),
            "since": _time(context, one),
            "buyer": f"{one.customer} {one.phone}".strip(),
        }
        for one in found
    ]
    headings = {
        "parcel": _("Parcel"),
        "order": _("Order"),
        "courier": _("Courier"),
        "waybill": _("Waybill"),
        "problem": _("Problem"),
        "seen": _("Where it is"),
        "since": _("Since"),
        "buyer": _("Buyer"),
    }
    empty = _("Nothing is on its way.") if args.all else _("All parcels are well on their way.")
    return context.out.items(rows, headings, empty=empty)


def _show(context: Context) -> None:
    following = following_of(context.config)
    with context.reading() as tx:
        parcel = parcel_by_code(tx, context.args.code)
        one = one_on_the_way(tx, following, parcel.id)
        if one is None:
            raise Refusal("parcel_not_sent", parcel=parcel.code)
        seen = of_shipment(tx, one.shipment_id)
    if context.out.as_json:
        context.out.data(shape(one, context.config) | {"sightings": shape(seen, context.config)})
        return
    out, zone = context.out, context.config.shop.timezone
    _say(context, one)
    if one.cod.minor:
        out.line(_("To be collected: {amount}").format(amount=show(one.cod, language())))
    rows = [
        {
            "at": show_time(kept.at, zone),
            "seen": stage_name(kept.stage, kept.raw),
            "note": ": ".join(part for part in (kept.reason, kept.note) if part),
            "how": " ".join(part for part in (source_name(kept.source), kept.operator) if part),
        }
        for kept in seen
    ]
    headings = {"at": _("Time"), "seen": _("Where it is"), "note": _("Note"), "how": _("From")}
    out.items(rows, headings, empty=_("Nobody told anything of it yet."))


def _say(context: Context, one: OnTheWay) -> None:
    """Where it is and, where something is the matter, what to do."""
    seen = stage_name(one.stage, one.raw) or _("nothing was told yet")
    words = _("Parcel {parcel} of order {order}, {courier} {waybill}: {seen}.")
    context.out.line(
        words.format(
            parcel=one.parcel,
            order=one.order_no,
            courier=_courier(context, one.courier),
            waybill=one.waybill,
            seen=seen,
        )
    )
    if one.problem is not None:
        why = f" ({why_said(one.why)})" if one.why else ""
        context.out.line(f"{problem_name(one.problem)}{why}. {cure_of(one.problem)}")


def _track(context: Context) -> None:
    args = context.args
    if not (args.seen or args.ask or args.step):
        raise Refusal("track_what")
    following = following_of(context.config)
    with context.reading() as tx:
        parcel = parcel_by_code(tx, args.code)
    returned = ""
    if args.seen:
        stage = stage_of(args.seen)
        zone = context.config.shop.timezone
        at = values.moment(args.at, zone) if args.at else None
        with context.writing(actor_of(context)) as tx:
            shipment = sent_shipment(tx, parcel.id)
            said = said_by_hand(tx, stage, note=args.note, at=at)
            returned = take_in(tx, following, shipment.id, [said], Source.HAND).returned
    if args.ask:
        _ask(context, following, parcel.id)
    promised = values.day(args.promised) if args.promised else None
    wish = None if args.told else _WISHES.get(args.step)
    if wish is not None and _turn(context, following, parcel.id, wish, promised):
        args.step = ""
    if args.step == _BACK:
        with context.writing(actor_of(context)) as tx:
            returned = bring_back(tx, parcel.id, args.note).code
    elif args.step:
        with context.writing(actor_of(context)) as tx:
            write_down(
                tx, parcel.id, args.step, note=args.note, days=args.days, promised_on=promised
            )
    with context.reading() as tx:
        one = one_on_the_way(tx, following, parcel.id)
    if context.out.as_json:
        context.out.data(shape(one, context.config) | {"returned": returned})
        return
    if one is not None:
        _say(context, one)
    if returned:
        context.out.line(_("Return {code} is announced for it.").format(code=returned))


def _turn(
    context: Context, following: Following, parcel_id: int, wish: Wish, promised: date | None
) -> bool:
    """Tell its courier right now what to do, and say what it says; False where nobody can."""
    args, actor = context.args, actor_of(context)
    with context.reading() as tx:
        code = sent_shipment(tx, parcel_id).courier
    if not takes(following.couriers, code, wish):
        return False
    with context.writing(actor) as tx:
        intent = ask_turn(tx, parcel_id, wish, args.note, args.days, promised)
    said = turn_due(context.database, following.couriers, only=intent, actor=actor)
    courier = _courier(context, code)
    match said:
        case Cancelled():
            context.out.line(_("{courier} does it.").format(courier=courier))
        case Rejected(reason=reason):
            why = courier_reason(reason) or clean(reason, 200)
            words = _("{courier} does not do it: {why}")
            context.out.note(words.format(courier=courier, why=why))
        case Unknown(reason=reason):
            why = courier_reason(reason) or clean(reason, 200)
            words = _(
                "Nobody knows whether {courier} does it: {why} Look there before you ask again."
            )
            context.out.note(words.format(courier=courier, why=why))
        case None:
            context.out.note(_("{courier} is being told.").format(courier=courier))
    return True


def _ask(context: Context, following: Following, parcel_id: int) -> None:
    with context.reading() as tx:
        shipment = sent_shipment(tx, parcel_id)
    courier = following.couriers.find(shipment.courier)
    name = _courier(context, shipment.courier)
    if courier is None or courier not in tracked_couriers(following):
        raise Refusal("courier_not_tracked", courier=name)
    taken_in = taker(following, Source.ASKED)
    asked = ask_due(context.database, following, courier, taken_in, only=shipment.id)
    if asked is None:
        words = _("{courier} wants to be left alone for now; it is asked again by itself.")
        context.out.note(words.format(courier=name))
        return
    reason = getattr(asked.answer, "reason", "")
    if reason:
        said = courier_reason(reason) or clean(reason, 200)
        context.out.note(_("{courier} tells nothing: {why}").format(courier=name, why=said))


def _import(context: Context) -> int:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return 0
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    following = following_of(context.config)
    with taken(context.out) as progress:
        report = import_statuses(
            context.database,
            actor_of(context),
            following,
            Path(args.file),
            partial(_take, following=following),
            courier=args.courier,
            progress=progress,
        )
    if context.out.as_json:
        told = [one.as_json() | {"text": say(one)} for one in report.refused]
        context.out.data(shape(report, context.config) | {"refused": told})
        return 1 if report.refused else 0
    words = _("{new} of {rows} rows told something new, {known} were known.")
    context.out.line(words.format(new=report.new, rows=report.rows, known=report.known))
    if report.strange:
        words = _(
            "States that nobody knows: {states}. Say what they mean under "
            "states in the courier's part of the configuration."
        )
        context.out.note(words.format(states=", ".join(clean(one, 80) for one in report.strange)))
    for reason in report.refused:
        context.out.note(say(reason))
    return 1 if report.refused else 0


def _take(
    tx: Transaction, shipment_id: int, seen: Sequence[Sighting], *, following: Following
) -> int:
    return take_in(tx, following, shipment_id, seen, Source.FILE).taken.new


def _courier(context: Context, code: str) -> str:
    return name_of(context.config.couriers, code, context.config.shop.language)


def _time(context: Context, one: OnTheWay) -> str:
    at: Any = one.stage_at or one.sent_at
    return show_time(at, context.config.shop.timezone) if at else ""
