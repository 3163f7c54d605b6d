"""An order in lines of text for people: head, lines, parcels, paper and history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.config import Config
from core.i18n import _, language, show_time
from core.messages.queries import Message
from core.money import Money, show
from core.orders.payments.queries import Payment
from core.orders.states import PLACED, OrderStatus
from core.shipping.queries import LineDetail, OrderDetail, ParcelDetail, Place
from tui.output import table
from tui.words.messages import moment, state_words, text_name, way_name
from tui.words.payments import balance_words, decided, details, payment_kind, signed
from tui.words.recalls import recall_words
from tui.words.states import (
    document_name,
    event_words,
    fulfilment_name,
    job_state,
    parcel_state,
    shipment_state,
    status_name,
)
from tui.words.verdicts_parts import reason


def order_text(detail: OrderDetail, config: Config, room: int | None = None) -> Iterator[str]:
    """Everything about an order, line by line; its tables are at most `room` cells wide."""
    zone = config.shop.timezone
    yield from _head(detail, zone)
    yield ""
    headings = [_("SKU"), _("Name"), _("Units"), _("Packed"), _("Missing"), _("Price"), _("Where")]
    rows = [_line(line) for line in detail.lines]
    if any(line.discount.minor for line in detail.lines):
        headings.insert(-1, _("Discount"))
        for line, row in zip(detail.lines, rows, strict=True):
            row.insert(-1, _money(line.discount) if line.discount.minor else "")
    yield from table(headings, rows, room=room)
    if detail.payments:
        yield ""
        headings = [_("Payment"), _("Day"), _("What"), _("Amount"), _("How"), _("State")]
        yield from table(headings, [_paid(one) for one in detail.payments], room=room)
    if detail.messages:
        yield ""
        headings = [_("Message"), _("Time"), _("Text"), _("By"), _("To"), _("Who"), _("State")]
        yield from table(headings, [_written(one, zone) for one in detail.messages], room=room)
    for parcel in detail.parcels:
        yield ""
        yield from _parcel(parcel, zone)
    if detail.jobs:
        yield ""
        rows = [
            [
                str(job.id),
                document_name(job.kind),
                job_state(job.state),
                job.printer,
                job.parcel,
                _time(job.created_at, zone),
            ]
            for job in detail.jobs
        ]
        headings = [_("Job"), _("Paper"), _("State"), _("Printer"), _("Parcel"), _("Made")]
        yield from table(headings, rows, room=room)
    yield ""
    for one in detail.events:
        where = " · ".join(part for part in (one.operator, one.station, one.parcel) if part)
        said = event_words(one.kind, one.data)
        yield f"{_time(one.at, zone)}  {said}" + (f"  ({where})" if where else "")


def _head(detail: OrderDetail, zone: str) -> Iterator[str]:
    head = detail.head
    states = (status_name(head.status), fulfilment_name(head.fulfilment))
    names = (head.order_no, head.channel, *states, head.raw_status)
    yield " · ".join(part for part in names if part)
    place = (head.district, head.city, head.province, head.postcode, head.country)
    address = ", ".join(part for part in (head.address, *place) if part)
    wish = _("wished for: {courier}").format(courier=head.courier_wish) if head.courier_wish else ""
    ways = " · ".join(part for part in (head.courier, head.service, wish) if part)
    facts = [
        (_("Customer"), " · ".join(part for part in (head.customer, head.phone) if part)),
        (_("Address"), address),
        (_("Ordered"), _time(head.ordered_at, zone)),
        (_("Ship by"), _time(head.ship_by, zone)),
        (_("Cut-off"), _time(head.due_at, zone)),
        (_("Courier"), ways),
        (_("Discount"), _money(head.discount) if head.discount.minor else ""),
        (_("Total"), _money(head.total)),
        (_("Paid"), _money(head.paid)),
        (_("Credited"), _money(head.credited) if head.credited.minor else ""),
        (_("COD"), _money(head.cod) if head.cod.minor else ""),
        (_("To refund"), _money(head.paid) if _goes_back(detail) else ""),
        (_("Balance"), _balance(detail) if _is_told(detail) else ""),
        (_("Note"), head.note),
        (_("On hold"), reason(head.hold_reason) if head.hold_reason else ""),
        (_("Blocked"), detail.standing.reason if detail.standing.blocked else ""),
        (_("Version"), str(head.version) if head.version > 1 else ""),
    ]
    if detail.claim is not None:
        facts.append((_("Claimed by"), f"{detail.claim.operator} · {detail.claim.station}"))
    shown = [(name, value) for name, value in facts if value]
    widest = max(len(name) for name, _value in shown)
    for name, value in shown:
        yield f"{name.ljust(widest)}  {value}"


def _goes_back(detail: OrderDetail) -> bool:
    return detail.head.status is OrderStatus.CANCELLED and detail.head.paid.minor > 0


def _balance(detail: OrderDetail) -> str:
    return balance_words(detail.balance, detail.head.credited)


def _is_told(detail: OrderDetail) -> bool:
    """Whether the file told of money at all, so that a balance says something."""
    head = detail.head
    return bool(detail.payments or head.credited.minor) or head.status in PLACED


def _paid(payment: Payment) -> list[str]:
    day = payment.paid_on.strftime("%d/%m/%Y")
    number, kind = str(payment.id), payment_kind(payment.kind)
    return [number, day, kind, signed(payment), details(payment), decided(payment)]


def _written(one: Message, zone: str) -> list[str]:
    when, text, way = moment(one.created_at, zone), text_name(one.reason), way_name(one.way)
    return [str(one.id), when, text, way, one.recipient, one.operator, state_words(one, zone)]


def _line(line: LineDetail) -> list[str]:
    where = line.promised or line.free
    bins = ", ".join(_place(place) for place in where[:4])
    return [
        line.sku,
        line.name,
        str(line.quantity),
        str(line.packed),
        str(line.missing),
        _money(line.unit_price),
        bins,
    ]


def _place(place: Place) -> str:
    lot = f" {place.lot}" if place.lot else ""
    return f"{place.bin}{lot} ({place.quantity})"


def _parcel(parcel: ParcelDetail, zone: str) -> Iterator[str]:
    made = " · ".join((parcel.operator, parcel.station, _time(parcel.opened_at, zone)))
    weight = _("{grams} g").format(grams=parcel.weight_g) if parcel.weight_g else ""
    facts = (parcel_state(parcel.state), parcel.box, weight, made)
    title = _("Parcel {code}").format(code=parcel.code)
    yield f"{title}: " + " · ".join(fact for fact in facts if fact)
    for content in parcel.contents:
        lot = " · " + _("lot {lot}").format(lot=content.lot) if content.lot else ""
        yield f"  {content.quantity} × {content.sku} {content.name}{lot}"
    for one in parcel.shipments:
        facts = (one.courier, one.service, one.waybill, shipment_state(one.state))
        yield "  " + " · ".join(fact for fact in facts if fact)
        if one.recall is not None and one.recall.needs_person:
            yield f"    {recall_words(one.recall, one.courier, parcel.code, one.waybill)}"


def _money(amount: Money) -> str:
    return show(amount, language())


def _time(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else show_time(moment, zone)
