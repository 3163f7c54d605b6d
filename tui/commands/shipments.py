"""``kemas shipments``: list, create, cancel shipments and hand parcels to the courier."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.couriers.bookings import Inspection
from core.couriers.registry import name_of
from core.errors import KemasError, NotFound, Refusal
from core.fulfilment.parcels import Parcel
from core.i18n import _, language, show_time
from core.money import Money, parse, show
from core.orders.commands import find
from core.orders.queries import order as order_of
from core.paper.documents import Manifest
from core.shipping.booking import book_due
from core.shipping.creating import (
    cancel_shipment,
    create_shipment,
    list_shipments,
    waiting_parcels,
)
from core.shipping.handing_over import parcel_by_code
from core.shipping.handover.scanning import hand_out
from core.shipping.manifests import manifest_of
from core.shipping.recalling import recall_due, told_by_hand, waiting_recalls
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.states import ShipmentState
from core.stock.places import warehouse_id
from core.text import clean
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands import shipment_changes, shipment_quotes, shipment_resolve
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.bookings import booking_words
from tui.words.recalls import recall_words
from tui.words.refusals import sentence
from tui.words.states import shipment_state

_MONEY = ("cod", "insurance")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list shipments, the newest first"))
    listing.add_argument("--state", choices=[state.value for state in ShipmentState])
    listing.add_argument("--order", metavar="NO", help=_("only of this order"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about a shipment"))
    showing.add_argument("code", metavar="PARCEL", help=_("parcel code or waybill number"))
    showing.set_defaults(run=_show)
    shipment_quotes.describe(
        actions.add_parser("quote", help=_("ask couriers what a packed parcel costs"))
    )
    creating = actions.add_parser("create", help=_("book the packed parcels of an order"))
    creating.add_argument("number", metavar="NO", help=_("the order number"))
    creating.add_argument("--channel", default="", help=_("where two channels have the number"))
    creating.add_argument("--parcel", metavar="CODE", help=_("only this parcel"))
    _wishes(creating)
    creating.set_defaults(run=_create)
    cancelling = actions.add_parser("cancel", help=_("take a shipment back and void its label"))
    cancelling.add_argument("code", metavar="PARCEL", help=_("parcel code or waybill number"))
    cancelling.add_argument(
        "--told", action="store_true", help=_("the courier was told by hand and forgot it")
    )
    cancelling.set_defaults(run=_cancel)
    shipment_resolve.describe(
        actions.add_parser("resolve", help=_("say what became of a booking nobody knows about"))
    )
    leaving = actions.add_parser("hand-over", help=_("hand parcels to the courier"))
    leaving.add_argument(
        "codes", metavar="PARCEL", nargs="+", help=_("parcel codes or waybill numbers")
    )
    leaving.set_defaults(run=_hand_over)
    listed = actions.add_parser(
        "manifest", help=_("list what a courier takes over on a day, with room to sign")
    )
    listed.add_argument("--courier", metavar="CODE", help=_("the courier; else the usual one"))
    listed.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help=_("the day; else today"))
    listed.add_argument("--print", action="store_true", help=_("print it"))
    paper_options(listed)
    listed.set_defaults(run=_manifest)
    shipment_changes.add(actions)
    for changing in (creating, cancelling, leaving):
        operator_option(changing)


def _wishes(parser: ArgumentParser) -> None:
    option = parser.add_argument
    option("--courier", metavar="CODE", help=_("who carries it"))
    option("--service", metavar="NAME", help=_("the courier's service"))
    option("--weight-g", type=positive, metavar="GRAMS", help=_("the weight"))
    for name in ("length", "width", "height"):
        option(f"--{name}-cm", type=_millimetres, metavar="CM", help=_("outer size of the box"))
    option("--cod", metavar="AMOUNT", help=_("what the buyer pays on delivery"))
    option("--insurance", metavar="AMOUNT", help=_("the insured value"))
    option("--payer", choices=["sender", "recipient"], help=_("who pays the courier"))
    option("--note", metavar="TEXT", help=_("a note to the courier"))
    looking = [one.value for one in Inspection]
    option("--inspection", choices=looking, help=_("whether the buyer may look before paying"))
    takes = shipment_quotes.TAKES
    option("--take", choices=takes, help=_("ask couriers, and take this one of their offers"))
    option("--waybill", metavar="NUMBER", default="", help=_("number of a pre-printed label"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("{value} is not a day such as 2026-03-31").format(value=text)
        raise ArgumentTypeError(words) from None


def _millimetres(text: str) -> int:
    try:
        size = Decimal(text.replace(",", ".")) * 10
        if size.is_finite() and size == size.to_integral_value() and 1 <= size <= 10_000:
            return int(size)
    except InvalidOperation:
        pass
    raise ArgumentTypeError(_("{value} is not a size in centimetres").format(value=text))


def _shown(context: Context, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shipments as JSON prints them."""
    found = []
    for row in rows:
        money = {name: Money(row[name], row["currency"]) for name in _MONEY}
        found.append(shape(row | money, context.config))
    return found


def _list(context: Context) -> None:
    args = context.args
    states = (ShipmentState(args.state),) if args.state else ()
    with context.reading() as tx:
        order_id = find(tx, args.order).id if args.order else None
        rows = list_shipments(tx, states=states, order_id=order_id, limit=args.limit)
    _print(context, rows)


def _print(context: Context, rows: list[dict[str, Any]]) -> None:
    shaped = _shown(context, rows)
    if context.out.as_json:
        return context.out.data(shaped)
    zone = context.config.shop.timezone
    lines = [
        {
            "parcel": row["parcel"],
            "order": row["order_no"],
            "courier": f"{row['courier']} {row['service']}",
            "waybill": row["waybill"],
            "cod": nice["cod"]["text"] if row["cod"] else "",
            "state": shipment_state(ShipmentState(row["state"])),
            "at": show_time(row["created_at"], zone),
        }
        for row, nice in zip(rows, shaped, strict=True)
    ]
    headings = {
        "parcel": _("Parcel"),
        "order": _("Order"),
        "courier": _("Courier"),
        "waybill": _("Waybill"),
        "cod": _("COD"),
        "state": _("State"),
        "at": _("Time"),
    }
    context.out.items(lines, headings, empty=_("There are no such shipments."))
    for row in rows:
        if row["recall"] is not None:
            name = _courier(context, row)
            context.out.note(recall_words(row["recall"], name, row["parcel"], row["waybill"]))
    for row in _newest(rows):
        about = (_courier(context, row), row["parcel"], row["order_no"])
        if said := booking_words(ShipmentState(row["state"]), row["trouble"], *about):
            context.out.note(said)
    if any(row["state"] == ShipmentState.UNKNOWN and not row["trouble"] for row in rows):
        context.out.note(
            _(
                "Unknown: nobody knows whether the courier has the parcel. Look there, then: "
                "kemas shipments resolve PARCEL --waybill NUMBER, or --not-booked"
            )
        )
    return None


def _show(context: Context) -> None:
    with context.reading() as tx:
        parcel = parcel_by_code(tx, context.args.code)
        rows = [
            row
            for row in list_shipments(tx, order_id=parcel.order_id, limit=1_000)
            if row["parcel_id"] == parcel.id
        ]
    if not rows:
        raise NotFound("shipment_none", parcel=parcel.code)
    _print(context, rows)


def _create(context: Context) -> int:
    args = context.args
    settings = settings_of(context.config)
    actor = actor_of(context)
    with context.reading() as tx:
        order = find(tx, args.number, args.channel)
        chosen = _chosen(tx, context, order.id)
        wishes = _given(tx, context, order.id)
    if not chosen:
        raise Refusal("shipment_not_ready", order=order.order_no)
    quoted = {one.id: shipment_quotes.picked(context, settings, one, wishes) for one in chosen}
    with context.writing(actor) as tx:
        intents = [
            create_shipment(
                tx,
                settings,
                parcel.id,
                {**wishes, **(quoted[parcel.id] or {})},
                waybill=args.waybill,
                quoted=quoted[parcel.id] is not None,
            )
            for parcel in chosen
        ]
    for intent in intents:
        book_due(context.database, settings, only=intent, actor=actor)
    with context.reading() as tx:
        made = {parcel.id for parcel in chosen}
        rows = list_shipments(tx, order_id=order.id, limit=1_000)
        live = _newest([row for row in rows if row["parcel_id"] in made])
    from tui.workers import wake

    wake(context)
    _print(context, live)
    return 0 if all(row["state"] == ShipmentState.BOOKED for row in live) else 1


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last attempt of each parcel; `rows` are the newest first."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["parcel_id"], row)
    return list(found.values())


def _chosen(tx: Transaction, context: Context, order_id: int) -> list[Parcel]:
    args = context.args
    waiting = waiting_parcels(tx, order_id)
    if args.parcel:
        wanted = parcel_by_code(tx, args.parcel)
        waiting = [parcel for parcel in waiting if parcel.id == wanted.id]
    if len(waiting) > 1 and (args.waybill or args.cod):
        codes = ", ".join(parcel.code for parcel in waiting)
        raise Refusal("shipment_which_parcel", parcels=codes)
    return waiting


def _given(tx: Transaction, context: Context, order_id: int) -> dict[str, Any]:
    """The wishes that were given on the command line, in core's units."""
    args = context.args
    currency = order_of(tx, order_id).total.currency
    values = {
        "courier": args.courier,
        "service": args.service,
        "weight_g": args.weight_g,
        "length_mm": args.length_cm,
        "width_mm": args.width_cm,
        "height_mm": args.height_cm,
        "fee_payer": args.payer,
        "inspection": args.inspection,
        "note": clean(args.note, 500) if args.note is not None else None,
    }
    for name in _MONEY:
        text = getattr(args, name)
        values[name] = parse(text, currency).minor if text is not None else None
    return {name: value for name, value in values.items() if value is not None}


def _cancel(context: Context) -> None:
    settings = settings_of(context.config)
    with context.writing(actor_of(context)) as tx:
        parcel = parcel_by_code(tx, context.args.code)
        if context.args.told:
            told_by_hand(tx, parcel)
        else:
            parcel = cancel_shipment(tx, settings, parcel.id)
    _ask_back(context, settings, parcel.id)
    with context.reading() as tx:
        rows = list_shipments(tx, order_id=parcel.order_id, limit=1_000)
    asked = [row for row in rows if row["parcel_id"] == parcel.id and row["recall"] is not None]
    if context.out.as_json:
        recalls = [row["recall"].state.value for row in asked]
        told = {"parcel": parcel.code, "state": parcel.state.value}
        context.out.data(told | ({"recalls": recalls} if asked else {}))
        return
    words = _("The shipment of parcel {parcel} is cancelled; take the label off the box.")
    if not asked:
        context.out.line(words.format(parcel=parcel.code))
    for row in asked:
        courier = _courier(context, row)
        context.out.line(recall_words(row["recall"], courier, parcel.code, row["waybill"]))


def _courier(context: Context, row: dict[str, Any]) -> str:
    return name_of(context.config.couriers, row["courier"], context.config.shop.language)


def _ask_back(context: Context, settings: ShippingSettings, parcel_id: int) -> None:
    """Ask couriers right now that are to forget a shipment of a parcel."""
    with context.reading() as tx:
        due = waiting_recalls(tx, parcel_id)
    for intent in due:
        recall_due(context.database, settings, only=intent, actor=actor_of(context))


def _manifest(context: Context) -> None:
    """What a courier takes over: on screen, or with ``--print`` on paper."""
    args = context.args

    def make(tx: Transaction, settings: ShippingSettings) -> Manifest:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        courier = args.courier or settings.couriers.default
        return manifest_of(tx, settings, warehouse, courier, args.day)

    if args.print or args.png:
        print_it(context, make)
        return
    with context.reading(actor_of(context)) as tx:
        manifest = make(tx, settings_of(context.config))
    if context.out.as_json:
        context.out.data(shape(manifest, context.config))
        return
    rows = [
        {
            "waybill": one.waybill,
            "order": one.order_no,
            "city": one.city,
            "cod": show(Money(one.cod, one.currency), language()) if one.cod else "",
            "state": _("Handed over") if one.handed_over else _("Ready"),
        }
        for one in manifest.parcels
    ]
    headings = {
        "waybill": _("Waybill"),
        "order": _("Order"),
        "city": _("City"),
        "cod": _("COD"),
        "state": _("State"),
    }
    context.out.items(rows, headings, empty="")


def _hand_over(context: Context) -> int:
    """Each parcel on its own: one that must stay does not hold up the others."""
    actor = actor_of(context)
    rows = []
    for code in context.args.codes:
        row: dict[str, Any] = {"code": clean(code, 80), "parcel": None, "handed_over": False}
        try:
            with context.writing(actor) as tx:
                parcel = hand_out(tx, code)
        except KemasError as refusal:
            row |= {"refusal": refusal.code, "message": sentence(refusal)}
            context.out.note(row["message"])
        else:
            row |= {"parcel": parcel.code, "handed_over": True}
            context.out.line(_("Parcel {parcel} is handed over.").format(parcel=parcel.code))
        rows.append(row)
    if context.out.as_json:
        context.out.data(rows)
    return 0 if all(row["handed_over"] for row in rows) else 1
