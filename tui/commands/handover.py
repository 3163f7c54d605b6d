"""``kemas handover``: scan parcels out, close and print manifests, see what is left over."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from core.couriers.registry import name_of
from core.errors import KemasError, NotFound
from core.i18n import _, language, show_time
from core.money import Money, show
from core.paper.documents import Manifest
from core.shipping.day_end import loose_ends
from core.shipping.handover.closing import Signature, close, paper_of
from core.shipping.handover.queries import (
    KeptManifest,
    by_number,
    list_manifests,
    open_manifest,
    scanned_on,
    standing,
)
from core.shipping.handover.scanning import Out, Scanned, begin, scan_out
from core.shipping.handover.taking_back import take_back
from core.shipping.settings import ShippingSettings, settings_of
from core.stock.places import warehouse_id
from core.text import clean
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.hand_over import HAND_OVER_WORDS, cure, loose_name
from tui.words.refusals import sentence

_SAID: dict[Out, str] = {
    Out.ADDED: "info/hand_over_added",
    Out.AGAIN: "info/hand_over_again",
    Out.CANCELLED: "cancelled/hand_over",
    Out.HELD: "on_hold/hand_over",
    Out.OLD_LABEL: "wrong_label/hand_over",
    Out.OTHER_COURIER: "wrong_item/hand_over_courier",
    Out.ELSEWHERE: "wrong_item/hand_over_elsewhere",
    Out.GONE: "wrong_item/hand_over_gone",
    Out.UNKNOWN: "unknown_code/hand_over",
}


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    scanning = actions.add_parser("scan", help=_("hand parcels over, onto the open manifest"))
    scanning.add_argument("codes", metavar="PARCEL", nargs="+", help=_("waybill or parcel code"))
    scanning.set_defaults(run=_scan)
    staying = actions.add_parser("back", help=_("take back what was scanned out by mistake"))
    staying.add_argument("codes", metavar="PARCEL", nargs="+", help=_("waybill or parcel code"))
    staying.set_defaults(run=_back)
    missing = actions.add_parser("missing", help=_("what is packed and not scanned, and where"))
    missing.set_defaults(run=_missing)
    closing = actions.add_parser("close", help=_("close the open manifest of a courier"))
    closing.add_argument("--signed-by", required=True, metavar="NAME", help=_("who signed"))
    closing.add_argument("--driver", default="", metavar="NAME", help=_("the driver, if another"))
    closing.add_argument("--vehicle", default="", metavar="NO", help=_("the number plate"))
    closing.set_defaults(run=_close)
    for one in (scanning, missing, closing):
        one.add_argument("--courier", metavar="CODE", help=_("only parcels of this courier"))
    listing = actions.add_parser("list", help=_("list manifests, the newest first"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("number or name"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a manifest, parcel by parcel"))
    showing.set_defaults(run=_show)
    printing = actions.add_parser("print", help=_("print a manifest as it was signed"))
    paper_options(printing)
    printing.set_defaults(run=_print)
    for one in (showing, printing):
        one.add_argument("number", metavar="NO", help=_("the number of the manifest"))
    ending = actions.add_parser("day", help=_("what is left over at the end of the day"))
    ending.set_defaults(run=_day)
    for one in (scanning, staying, closing):
        operator_option(one)


def _here(context: Context, tx: Transaction) -> int:
    return warehouse_id(tx, context.config.station.warehouse)


def _name(context: Context, code: str) -> str:
    return name_of(context.config.couriers, code, context.config.shop.language)


def _scan(context: Context) -> int:
    """Each parcel on its own: one that must stay does not hold up the others."""
    settings, actor = settings_of(context.config), actor_of(context)
    held: int | None = None
    if context.args.courier:
        with context.writing(actor) as tx:
            held = begin(tx, settings, _here(context, tx), context.args.courier).id
    rows: list[dict[str, Any]] = []
    for code in context.args.codes:
        row: dict[str, Any] = {"code": clean(code, 80), "parcel": "", "manifest": ""}
        try:
            with context.writing(actor) as tx:
                done = scan_out(tx, _here(context, tx), code, held)
        except KemasError as refusal:
            row |= {"out": "refused", "refusal": refusal.code, "message": sentence(refusal)}
            context.out.note(row["message"])
        else:
            number = done.manifest.number if done.manifest else ""
            row |= {"out": done.out.value, "parcel": done.parcel, "manifest": number}
            _say(context, row, done)
        rows.append(row)
    if context.out.as_json:
        context.out.data(rows)
    good = {Out.TAKEN.value, Out.ADDED.value, Out.AGAIN.value}
    return 0 if all(row["out"] in good for row in rows) else 1


def _say(context: Context, row: dict[str, Any], done: Scanned) -> None:
    number = row["manifest"]
    if done.out is Out.TAKEN:
        words = _("Parcel {parcel} is handed over, on {manifest}.")
        context.out.line(words.format(parcel=done.parcel, manifest=number))
        return
    words = _(HAND_OVER_WORDS[_SAID[done.out]].message)
    held = done.manifest.courier if done.manifest else ""
    row["message"] = words.format(
        parcel=done.parcel or done.code,
        order=done.order_no,
        manifest=number,
        whose=_name(context, done.courier),
        courier=_name(context, held),
    )
    context.out.note(row["message"])


def _back(context: Context) -> int:
    """Each parcel on its own: one that left does not hold up the others."""
    actor = actor_of(context)
    rows: list[dict[str, Any]] = []
    for code in context.args.codes:
        row: dict[str, Any] = {"code": clean(code, 80), "parcel": "", "stays": False}
        try:
            with context.writing(actor) as tx:
                done = take_back(tx, code)
        except KemasError as refusal:
            row |= {"refusal": refusal.code, "message": sentence(refusal)}
            context.out.note(row["message"])
        else:
            number = done.manifest.number if done.manifest else ""
            row |= {"parcel": done.parcel, "stays": True, "manifest": number}
            words = _("Parcel {parcel} ({order}) stays here: it is not handed over any more.")
            context.out.line(words.format(parcel=done.parcel, order=done.order_no))
        rows.append(row)
    if context.out.as_json:
        context.out.data(rows)
    return 0 if all(row["stays"] for row in rows) else 1


def _missing(context: Context) -> None:
    with context.reading() as tx:
        found = standing(tx, _here(context, tx), context.args.courier or "")
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    zone = context.config.shop.timezone
    rows = [
        {
            "parcel": one.parcel,
            "waybill": one.waybill,
            "order": one.order_no,
            "courier": _name(context, one.courier),
            "place": one.last_place,
            "at": show_time(one.last_seen, zone) if one.last_seen else "",
            "who": one.last_who,
        }
        for one in found
    ]
    headings = {
        "parcel": _("Parcel"),
        "waybill": _("Waybill"),
        "order": _("Order"),
        "courier": _("Courier"),
        "place": _("Last seen"),
        "at": _("Time"),
        "who": _("Who"),
    }
    return context.out.items(rows, headings, empty=_("No packed parcel stands there."))


def _close(context: Context) -> None:
    args = context.args
    settings = settings_of(context.config)
    signature = Signature(args.signed_by, args.driver, args.vehicle)
    with context.writing(actor_of(context)) as tx:
        courier = settings.couriers.get(args.courier or settings.couriers.default)
        found = open_manifest(tx, _here(context, tx), courier.code)
        if found is None:
            raise NotFound("manifest_none_open", courier=courier.name)
        left = standing(tx, found.warehouse_id, found.courier)
        closed = close(tx, settings, found.id, signature)
    if context.out.as_json:
        missing = [one.parcel for one in left]
        return context.out.data(shape(closed, context.config) | {"missing": missing})
    said = _("{manifest} is closed, signed by {signed_by}. Parcels: {parcels}.")
    context.out.line(
        said.format(manifest=closed.number, parcels=closed.parcels, signed_by=closed.signed_by)
    )
    for one in left:
        words = _("Not scanned: parcel {parcel} ({order}), last seen at {place}.")
        context.out.note(words.format(parcel=one.parcel, order=one.order_no, place=one.last_place))
    return None


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = list_manifests(tx, _here(context, tx), args.search, limit=args.limit)
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    zone = context.config.shop.timezone
    rows = [
        {
            "number": one.number,
            "courier": _name(context, one.courier),
            "parcels": one.parcels,
            "at": show_time(one.closed_at, zone) if one.closed_at else _("open"),
            "signed_by": one.signed_by,
            "driver": " · ".join(part for part in (one.driver, one.vehicle) if part),
        }
        for one in found
    ]
    headings = {
        "number": _("Manifest"),
        "courier": _("Courier"),
        "parcels": _("Parcels"),
        "at": _("Signed"),
        "signed_by": _("Signed by"),
        "driver": _("Name and vehicle"),
    }
    return context.out.items(rows, headings, empty=_("There are no such manifests."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = by_number(tx, context.args.number)
        parcels = scanned_on(tx, found.id)
    if context.out.as_json:
        told: dict[str, Any] = shape(found, context.config)
        return context.out.data(told | {"contents": shape(parcels, context.config)})
    context.out.line(_head(context, found))
    zone = context.config.shop.timezone
    rows = [
        {
            "waybill": one.waybill,
            "order": one.order_no,
            "city": one.city,
            "cod": show(Money(one.cod, one.currency), language()) if one.cod else "",
            "at": show_time(one.scanned_at, zone),
        }
        for one in parcels
    ]
    headings = {
        "waybill": _("Waybill"),
        "order": _("Order"),
        "city": _("City"),
        "cod": _("COD"),
        "at": _("Time"),
    }
    return context.out.items(rows, headings, empty="")


def _head(context: Context, found: KeptManifest) -> str:
    parts = [found.number, _name(context, found.courier)]
    if found.closed_at:
        parts += [show_time(found.closed_at, context.config.shop.timezone), found.signed_by]
        parts += [found.driver, found.vehicle]
    else:
        parts.append(_("open"))
    return " · ".join(part for part in parts if part)


def _print(context: Context) -> None:
    def make(tx: Transaction, settings: ShippingSettings) -> Manifest:
        return paper_of(tx, settings, by_number(tx, context.args.number).id)

    print_it(context, make)


def _day(context: Context) -> None:
    with context.reading() as tx:
        found = loose_ends(tx, _here(context, tx))
    if context.out.as_json:
        told = [shape(one, context.config) | {"cure": cure(one)} for one in found]
        return context.out.data(told)
    if not found:
        context.out.line(_("Nothing is left over."))
    for one in found:
        place = f" @{one.place}" if one.place else ""
        name = one.parcel or str(one.job)
        context.out.line(f"{name}  {one.order_no}  {loose_name(one.kind)}{place}")
        context.out.line(f"    {cure(one)}")
    return None
