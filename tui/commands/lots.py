"""``kemas stock lots`` and ``kemas products track``: lots, days of expiry and serial numbers."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from datetime import date, timedelta
from typing import Any

from core.catalog import queries as catalog
from core.catalog.tracking import Tracking
from core.fulfilment.expired import LaidAside, expired, lay_aside
from core.fulfilment.sent_lots import sent_with
from core.i18n import _
from core.stock import lots, tracking
from core.stock.lot_queries import LotPlace, places_of_lots
from core.stock.places import warehouse_id
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.refusals_lots import TRACKINGS


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments of what is done with stock."""
    listing = actions.add_parser("lots", help=_("show lots, those that expire soon first"))
    listing.add_argument("sku", metavar="SKU", nargs="?", default="", help=_("the product"))
    listing.add_argument("--lot", default="", help=_("one lot, and with which orders it left"))
    listing.add_argument(
        "--expiring", type=count, metavar="DAYS", help=_("only what expires within so many days")
    )
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_lots)
    describing = actions.add_parser("lot", help=_("set right when a lot expires"))
    describing.add_argument("sku", metavar="SKU", help=_("the product"))
    describing.add_argument("lot", metavar="LOT", help=_("the lot"))
    day_option(describing)
    describing.add_argument("--note", help=_("what is to be known of it"))
    describing.set_defaults(run=_describe)
    assigning = actions.add_parser("assign", help=_("say which lot units in a bin are of"))
    assigning.add_argument("sku", metavar="SKU", help=_("the product"))
    assigning.add_argument("bin", metavar="BIN", help=_("the bin"))
    assigning.add_argument("units", metavar="UNITS", type=positive, help=_("how many"))
    assigning.add_argument("--lot", required=True, help=_("the lot or serial number"))
    assigning.add_argument("--from", dest="was", default="", help=_("the lot on the books"))
    day_option(assigning)
    assigning.set_defaults(run=_assign)
    expiring = actions.add_parser("expired", help=_("show expired goods on the shelves"))
    expiring.add_argument("--move", action="store_true", help=_("lay them aside as damaged"))
    expiring.set_defaults(run=_expired)
    for parser in (describing, assigning, expiring):
        operator_option(parser)


def add_tracking(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments of what is done with a product."""
    parser = actions.add_parser("track", help=_("track a product by lot, expiry or serial number"))
    parser.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    parser.add_argument("--by", choices=[one.value for one in Tracking], help=_("how"))
    parser.add_argument(
        "--min-life",
        type=count,
        metavar="DAYS",
        help=_("days of life that a lot has left when it is promised"),
    )
    operator_option(parser)
    parser.set_defaults(run=_track)


def day_option(parser: ArgumentParser) -> None:
    """Let a command be told when a lot expires."""
    parser.add_argument("--expires", metavar="DAY", help=_("the last day on which it can be used"))


def day(text: str | None, today: date) -> date | None:
    """The day that was told, as it stands on packages; None where none was."""
    return None if text is None else lots.day_of(text, today)


def _lots(context: Context) -> None:
    args = context.args
    sent: list[dict[str, object]] = []
    with context.reading() as tx:
        product = catalog.product(tx, args.sku).id if args.sku else None
        until = None if args.expiring is None else tx.today + timedelta(days=args.expiring)
        today, lot = tx.today, args.lot
        if product is not None and lot:
            found = lots.find(tx, product, lot)
            lot = found.lot if found else lot
            sent = [shape(one, context.config) for one in sent_with(tx, product, lot)]
        places = places_of_lots(tx, product_id=product, lot=lot, until=until, limit=args.limit)
    rows = [_place(one, today) for one in places]
    if context.out.as_json:
        context.out.data(rows if not args.lot else {"stock": rows, "sent": sent})
        return
    headings = {
        "sku": _("SKU"),
        "lot": _("Lot"),
        "expires": _("Expires"),
        "days": _("Days left"),
        "warehouse": _("Warehouse"),
        "bin": _("Bin"),
        "on_hand": _("On hand"),
        "reserved": _("Promised"),
        "note": _("Note"),
    }
    context.out.items(rows, headings, empty=_("There are no such lots in the house."))
    if args.lot:
        headings = {
            "order_no": _("Order"),
            "customer": _("Customer"),
            "parcel": _("Parcel"),
            "units": _("Units"),
            "at": _("Left"),
        }
        context.out.items(sent, headings, empty=_("Nothing of it left the house."))


def _place(one: LotPlace, today: date) -> dict[str, Any]:
    left = one.days_left(today)
    return {
        "sku": one.sku,
        "name": one.name,
        "lot": one.lot,
        "expires_on": one.expires_on.isoformat() if one.expires_on else None,
        "expires": one.expires_on.isoformat() if one.expires_on else "-",
        "days_left": left,
        "days": "-" if left is None else (_("expired") if left < 0 else str(left)),
        "warehouse": one.warehouse,
        "bin": one.bin,
        "kind": one.kind.value,
        "on_hand": one.on_hand,
        "reserved": one.reserved,
        "note": one.note,
    }


def _describe(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        product = catalog.product(tx, args.sku)
        until = day(args.expires, tx.today)
        lot = tracking.describe(tx, product.id, args.lot, expires_on=until, note=args.note)
    ready = _promise(context)
    if context.out.as_json:
        context.out.data({"sku": product.sku} | shape(lot, context.config) | {"ready": ready})
        return
    said = (
        _("Lot {lot} of {sku} expires on {day}.")
        if lot.expires_on
        else _("Nobody knows when lot {lot} of {sku} expires.")
    )
    context.out.line(said.format(lot=lot.lot, sku=product.sku, day=lot.expires_on))


def _assign(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        product = catalog.product(tx, args.sku)
        done = tracking.assign(
            tx,
            warehouse_id(tx, context.config.station.warehouse),
            product.id,
            args.bin,
            args.units,
            args.lot,
            was=args.was,
            expires_on=day(args.expires, tx.today),
        )
    ready = _promise(context)
    if context.out.as_json:
        context.out.data(shape(done, context.config) | {"ready": ready})
        return
    said = _("{units} × {sku} in {bin} are of lot {lot}.")
    context.out.line(said.format(units=done.units, sku=done.sku, bin=done.bin, lot=done.lot))


def _expired(context: Context) -> None:
    if not context.args.move:
        with context.reading() as tx:
            places = expired(tx, warehouse_id(tx, context.config.station.warehouse))
            today = tx.today
        headings = {
            "sku": _("SKU"),
            "lot": _("Lot"),
            "expires": _("Expires"),
            "bin": _("Bin"),
            "on_hand": _("On hand"),
            "reserved": _("Promised"),
        }
        rows = [_place(one, today) for one in places]
        context.out.items(rows, headings, empty=_("No expired goods lie on the shelves."))
        return
    with context.writing(actor_of(context)) as tx:
        done = lay_aside(tx, warehouse_id(tx, context.config.station.warehouse))
    ready = _promise(context)
    if context.out.as_json:
        context.out.data({"moved": [shape(one, context.config) for one in done], "ready": ready})
        return
    for one in done:
        context.out.line(_aside(one))
    if not done:
        context.out.line(_("No expired goods lie on the shelves."))


def _aside(one: LaidAside) -> str:
    said = _("{units} × {sku} of lot {lot} went from {bin} to DAMAGED.").format(
        units=one.units, sku=one.sku, lot=one.lot, bin=one.bin
    )
    if one.kept:
        more = _("{units} more are being packed: take them out, and scan KEMAS:SHORT:DAMAGED.")
        said += " " + more.format(units=one.kept)
    return said


def _track(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        product = catalog.product(tx, args.sku)
        done = tracking.now(tx, product.id)
        if args.by or args.min_life is not None:
            by = Tracking(args.by) if args.by else done.tracking
            done = tracking.track(tx, product.id, by, args.min_life)
    if context.out.as_json:
        context.out.data(shape(done, context.config))
        return
    said = _("{sku} is tracked by: {tracking}. Days of life left at least: {days}.")
    text = said.format(
        sku=done.sku, tracking=_(TRACKINGS[done.tracking.value]), days=done.min_life_days
    )
    context.out.line(text)


def _promise(context: Context) -> int:
    """Who waits for goods is promised those that are free now; gives how many became ready."""
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    return context.promise(warehouse)
