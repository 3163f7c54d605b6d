"""``kemas shipments resolve``: what became of a booking that nobody knows about."""

from __future__ import annotations

from argparse import ArgumentParser

from core.couriers.registry import name_of
from core.i18n import _
from core.shipping.booking import book_due
from core.shipping.creating import list_shipments
from core.shipping.handing_over import parcel_by_code
from core.shipping.resolving import ask_now, say_booked, say_not_booked
from core.shipping.settings import settings_of
from core.shipping.states import ShipmentState
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.states import shipment_state

_OPEN = frozenset({ShipmentState.REQUESTED, ShipmentState.UNKNOWN})


def describe(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("code", metavar="PARCEL", help=_("parcel code or waybill number"))
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--waybill", metavar="NUMBER", help=_("the courier has it under this number"))
    told.add_argument("--not-booked", action="store_true", help=_("the courier does not have it"))
    operator_option(parser)
    parser.set_defaults(run=resolve)


def resolve(context: Context) -> int:
    """What a person saw at the courier, else the courier is asked once more."""
    from tui.workers import wake

    args, settings, actor = context.args, settings_of(context.config), actor_of(context)
    intent = None
    with context.writing(actor) as tx:
        parcel = parcel_by_code(tx, args.code)
        if args.waybill:
            say_booked(tx, settings, parcel, args.waybill.strip())
        elif args.not_booked:
            say_not_booked(tx, parcel)
        else:
            intent = ask_now(tx, settings, parcel)
    if intent is not None:
        book_due(context.database, settings, only=intent, actor=actor)
    wake(context)
    with context.reading() as tx:
        rows = list_shipments(tx, order_id=parcel.order_id, limit=1_000)
    row = next(row for row in rows if row["parcel_id"] == parcel.id)
    state = ShipmentState(row["state"])
    about = {"parcel": parcel.code, "waybill": row["waybill"] or "-"}
    about["courier"] = name_of(
        context.config.couriers, row["courier"], context.config.shop.language
    )
    if context.out.as_json:
        context.out.data({"parcel": parcel.code, "state": state.value, "waybill": row["waybill"]})
    elif state in _OPEN:
        words = _("{courier} did not tell what became of parcel {parcel}; it is asked again.")
        context.out.line(words.format(**about))
    elif state is ShipmentState.REJECTED:
        words = _("Parcel {parcel} is not booked. Send it anew: kemas shipments create {order}")
        context.out.line(words.format(order=row["order_no"], **about))
    else:
        words = _("Parcel {parcel}, {courier}, waybill {waybill}: {state}.")
        context.out.line(words.format(state=shipment_state(state), **about))
    return 1 if state in _OPEN else 0
