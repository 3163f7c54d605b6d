"""What keys do to an order beyond scanning: hold, release, cancel, note, shipment, papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Refusal
from core.fulfilment import claims
from core.fulfilment.packing.commands import run_command
from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.opening import close, needed, open_order, put_back
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import load_parcel, open_parcel, set_box
from core.orders.commands import OrderHead, find, head, hold, release, set_note
from core.orders.intake import parking
from core.orders.intake.correcting import correct
from core.orders.intake.rules import rules_of as intake_rules
from core.orders.states import Fulfilment, OrderStatus
from core.paper.commands import answer_unknown, cancel_job, reprint
from core.people.commands import change_operator
from core.people.permissions import Permission, require
from core.settings import Config
from core.shipping.cancelling import cancel_order
from core.shipping.creating import create_shipment, usual_courier, with_service
from core.shipping.offering import check_offered
from core.shipping.papers import print_paper
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import live_shipment, plan


def _is_open(order: OpenOrder | None, number: str, channel: str) -> bool:
    if order is None:
        return False
    return not number or (order.order_no == number and channel in {"", order.channel})


def _meant(bench: Bench, number: str, channel: str) -> OrderHead:
    """The order that a key is about: the one that was pointed at, else the open one."""
    number = number or bench.work.order_no
    if not number:
        raise Refusal("no_order_chosen")
    wanted = find(bench.tx, number, channel)
    bench.about(wanted.id, wanted.order_no)
    return wanted


def _not_held(bench: Bench, order: OrderHead) -> Answer:
    """Nothing is to be released: say where the order stands instead."""
    params: dict[str, Any] = {"order": order.order_no}
    holder = claims.holder(bench.tx, order.id)
    if holder is not None:
        params |= {"who": holder.operator, "station": holder.station}
        return Answer(Kind.INFO, "release_claimed", params)
    match order.fulfilment:
        case Fulfilment.PACKED:
            return Answer(Kind.INFO, "release_packed", params)
        case Fulfilment.HANDED_OVER:
            return Answer(Kind.INFO, "release_gone", params)
        case Fulfilment.CANCELLED:
            return Answer(Kind.INFO, "release_cancelled", params)
        case Fulfilment.SHORT:
            return Answer(Kind.INFO, "release_short", params)
        case _:
            return Answer(Kind.INFO, "release_waiting", params)


def hold_order(number: str, reason: str, channel: str = "") -> Deed:
    """Put an order aside with a reason: the open one, or any other."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if order is not None and _is_open(order, number, channel):
            return run_command(bench, order, "HOLD", reason)
        wanted = _meant(bench, number, channel)
        hold(bench.tx, wanted.id, reason)
        return Answer(Kind.INFO, "held", {"order": wanted.order_no, "reason": reason, "packed": 0})

    return do


def release_order(number: str, channel: str = "") -> Deed:
    """Give the open order back to the queue, or end another order's hold."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if order is not None and _is_open(order, number, channel):
            if order.packed:
                raise Refusal("order_begun", order=order.order_no, packed=order.packed)
            put_back(bench, order)
            return Answer(Kind.INFO, "given_back", {"order": order.order_no})
        wanted = _meant(bench, number, channel)
        if wanted.fulfilment is not Fulfilment.HELD:
            return _not_held(bench, wanted)
        then = release(bench.tx, wanted.id)
        if then is Fulfilment.PACKED and wanted.status is OrderStatus.PROCESSING:
            bench.shipping.complete_order(bench.tx, wanted.id)  # booked while it was held
        stands = {"ready": then is not Fulfilment.SHORT, "packed": then is Fulfilment.PACKED}
        return Answer(Kind.INFO, "released", {"order": wanted.order_no, **stands})

    return do


def cancel(number: str, reason: str, channel: str = "") -> Deed:
    """Cancel an order with a reason."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        done = cancel_order(bench.tx, wanted.id, reason)
        if order is not None and order.id == wanted.id:
            close(bench)
        params = {"order": wanted.order_no, "packed": done.put_back}
        if done.to_refund:
            params |= {"to_refund": done.to_refund, "currency": done.currency}
        return Answer(Kind.INFO, "order_cancelled", params)

    return do


def note(number: str, text: str, *, must_read: bool, channel: str = "") -> Deed:
    """Write the note of an order."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        set_note(bench.tx, wanted.id, text, must_read=must_read)
        return Answer(Kind.INFO, "noted", {"order": wanted.order_no})

    return do


def take(number: str, channel: str = "") -> Deed:
    """Open an order that was chosen from a list."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return open_order(bench, find(bench.tx, number, channel).id)

    return do


def plan_shipment(
    settings: ShippingSettings, wishes: Mapping[str, Any], *, quoted: bool = False
) -> Deed:
    """Fix courier, weight, size and COD of the open parcel before it is complete.

    With `quoted` the courier itself offered the service.
    """

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        require(bench.tx, Permission.SHIPMENT_CREATE)
        if order is None:
            return Answer(Kind.INFO, "nothing_open")
        if bench.work.parcel_id is None:
            made = open_parcel(bench.tx, order.warehouse_id, order.id)
            bench.change(parcel_id=made.id, parcel=made.code)
        parcel_id = bench.work.parcel_id or 0
        parcel = load_parcel(bench.tx, parcel_id)
        courier = settings.couriers.get(wishes.get("courier") or usual_courier(bench.tx, parcel))
        known = live_shipment(bench.tx, parcel_id)
        service = str(wishes.get("service") or courier.services[0])
        kept = known is not None and (known.courier, known.service) == (courier.code, service)
        chosen = {**wishes, "courier": courier.code, "service": service}
        values = with_service(bench.tx, settings, parcel, chosen, quoted=quoted or kept)
        shipment = plan(bench.tx, settings, parcel, values)
        check_offered(courier, shipment)
        set_box(
            bench.tx,
            parcel_id,
            box="",
            length=shipment.length_mm,
            width=shipment.width_mm,
            height=shipment.height_mm,
            weight=shipment.weight_g,
        )
        return Answer(
            Kind.INFO,
            "shipment_planned",
            {"order": order.order_no, "courier": courier.name, "service": service}
            | needed(bench, load_order(bench.tx, order.id, lock=False)),
        )

    return do


def send(settings: ShippingSettings, parcel_id: int, wishes: Mapping[str, Any]) -> Deed:
    """Book a packed parcel that waits for a shipment, with what its courier offered."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        parcel = load_parcel(bench.tx, parcel_id)
        wanted = head(bench.tx, parcel.order_id)
        bench.about(wanted.id, wanted.order_no)
        intent = create_shipment(bench.tx, settings, parcel_id, wishes, quoted=True)
        courier = settings.couriers.get(str(wishes["courier"]))
        if courier.local:
            bench.intents.append(intent)
        said = {"order": wanted.order_no, "parcel": parcel.code, "courier": courier.name}
        return Answer(Kind.INFO, "shipment_asked", {**said, "service": str(wishes["service"])})

    return do


def paper(settings: ShippingSettings, number: str, kind: str, channel: str = "") -> Deed:
    """Print a pick list, packing slip or receipt of an order."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        job = print_paper(bench.tx, settings, wanted.id, kind)
        return Answer(Kind.INFO, "paper_queued", {"order": wanted.order_no, "printer": job.printer})

    return do


def language(code: str) -> Deed:
    """Let an operator choose their own language."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        change_operator(bench.tx, bench.tx.actor.operator_id or 0, language=code)
        return Answer(Kind.INFO, "language", {"language": code})

    return do


def take_in(config: Config, identifier: int, values: Mapping[str, str]) -> Deed:
    """Take a parked order in; `values` may hold corrected cells as ``row.column``."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        parked = parking.get(bench.tx, identifier)
        rows = [dict(row.cells) for row in parked.rows]
        for name, value in values.items():
            at, dot, column = name.partition(".")
            if dot and at.isdigit() and int(at) < len(rows):
                rows[int(at)][column] = value
        rules = intake_rules(
            config, bench.warehouse_id, lambda tx, o: claims.holder(tx, o) is not None
        )
        done = correct(bench.tx, rules, identifier, rows)
        return Answer(
            Kind.INFO if done.taken_in else Kind.NEEDS_CONFIRMATION,
            "parked_taken_in" if done.taken_in else "parked_still",
            {"order": done.order_no, "reasons": [reason.as_json() for reason in done.reasons]},
        )

    return do


def dismiss(identifier: int, why: str) -> Deed:
    """Take a parked order off the list for good."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        parking.dismiss(bench.tx, identifier, why)
        return Answer(Kind.INFO, "parked_dismissed", {})

    return do


def job(identifier: int, what: str) -> Deed:
    """Say what became of a print job (``yes``, ``no``), print it again, or cancel it."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if what in {"yes", "no"}:
            done = answer_unknown(bench.tx, identifier, came_out=what == "yes")
        elif what == "cancel":
            done = cancel_job(bench.tx, identifier)
        elif what == "reprint":
            done = reprint(bench.tx, identifier)
        else:
            raise Refusal("action_unknown", action=what)
        return Answer(
            Kind.INFO,
            f"job_{what}",
            {
                "job": identifier,
                "printer": done.printer,
                "copy": done.copy,
                "anew": done.id != identifier,
            },
        )

    return do
