"""Everything about an order, or about a parked one, in titled sections."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.clock import local
from core.i18n import N_, _
from core.money import show
from core.orders.intake import parking
from core.orders.intake.reasons import say
from core.orders.states import PLACED
from core.shipping.queries import LineDetail, OrderDetail, ParcelDetail, ShipmentInfo, order_detail
from core.shipping.states import ShipmentState
from core.transaction import Transaction
from tui.live import payments
from tui.live.at_market import market_section
from tui.live.lists import courier_name
from tui.live.messages import section as messages
from tui.live.put_away import cancelled_section
from tui.live.returns import returns_section
from tui.views import Detail, Section
from tui.words.payments import balance_words
from tui.words.recalls import recall_words
from tui.words.states import (
    document_name,
    event_words,
    fulfilment_name,
    job_error,
    job_state,
    parcel_state,
    shipment_state,
    status_name,
)
from tui.words.verdicts_parts import reason

if TYPE_CHECKING:
    from core.settings import Config

_TO_DO = {
    ShipmentState.UNKNOWN: N_(
        "Ask the courier whether it has the parcel. If not: kemas shipments cancel {parcel}"
    ),
    ShipmentState.REJECTED: N_(
        "The courier did not take it. To send it anew: kemas shipments create {order}"
    ),
}
"""What a person can do about a shipment that does not go on by itself."""


class Sheet:
    """Draws up the sections of an order for one shop and language."""

    def __init__(self, detail: OrderDetail, config: Config, language: str) -> None:
        self._detail = detail
        self._config = config
        self._zone = config.shop.timezone
        self._language = language

    def _when(self, moment: datetime | None) -> str:
        return "" if moment is None else local(moment, self._zone).strftime("%d/%m %H:%M")

    def head(self) -> Section:
        """Status, courier, times, claim and notes."""
        one = self._detail.head
        rows = [
            (_("Status"), f"{status_name(one.status)} · {fulfilment_name(one.fulfilment)}"),
            (_("Channel"), " · ".join(part for part in (one.channel, one.raw_status) if part)),
            (_("Ordered"), self._when(one.ordered_at)),
            (_("Ship by"), self._when(one.ship_by)),
            (_("Cut-off"), self._when(one.due_at)),
            (_("Courier"), f"{self._courier(one.courier)} {one.service}".strip()),
        ]
        if one.courier_wish and one.courier_wish != one.courier:
            rows.append((_("Wished for"), f"{one.courier_wish} {one.service_wish}".strip()))
        if self._detail.claim is not None:
            claim = self._detail.claim
            rows.append((_("In work"), f"{claim.operator} · {claim.station}"))
        if one.hold_reason:
            rows.append((_("On hold"), reason(one.hold_reason)))
        if self._detail.standing.blocked:
            rows.append((_("Blocked"), self._detail.standing.reason or _("yes")))
        if one.note:
            rows.append((_("Note"), one.note))
        return Section(_("Order"), tuple(rows))

    def buyer(self) -> Section:
        """Who it goes to."""
        one = self._detail.head
        rows = (
            (_("Name"), one.customer),
            (_("Phone"), one.phone),
            (_("Address"), one.address),
            (_("Place"), " ".join(p for p in (one.district, one.city, one.postcode) if p)),
            (_("Province"), " ".join(p for p in (one.province, one.country) if p)),
        )
        return Section(_("Buyer"), tuple(row for row in rows if row[1]))

    def goods(self) -> Section:
        """Lines with what was picked and packed, what is short and where the goods are."""
        title = (_("SKU"), _("Product"), _("Packed"), _("Bin"), _("Remark"))
        return Section(_("Goods"), (title, *(self._line(line) for line in self._detail.lines)))

    def _line(self, line: LineDetail) -> tuple[str, ...]:
        remarks = [_("part of {bundle}").format(bundle=line.bundle)] if line.bundle else []
        if line.missing:
            remarks.append(_("{count} missing").format(count=line.missing))
        if line.short:
            remarks.append(_("{count} not found").format(count=line.short))
        if line.excepted:
            remarks.append(_("{count} sent without").format(count=line.excepted))
        if line.picked > line.packed:
            remarks.append(_("{count} picked").format(count=line.picked))
        if line.discount.minor:
            off = show(line.discount, self._language)
            remarks.append(_("discount {amount}").format(amount=off))
        places = line.promised or line.free
        bins = ", ".join(
            f"{' '.join((place.bin, place.lot)).rstrip()} ({place.quantity})"
            for place in places[:3]
        )
        count = f"{line.packed}/{line.quantity}"
        return (line.sku, line.name, count, bins, ", ".join(remarks))

    def money(self) -> Section:
        """What it costs, what was paid, what the courier collects."""
        one = self._detail.head
        rows = (
            (_("Goods"), one.goods),
            (_("Discount"), one.discount),
            (_("Shipping fee"), one.shipping_fee),
            (_("Total"), one.total),
            (_("Paid"), one.paid),
            *(((_("Credited"), one.credited),) if one.credited.minor else ()),
            (_("COD"), one.cod),
        )
        shown = [(name, show(amount, self._language)) for name, amount in rows]
        if self._detail.payments or one.credited.minor or one.status in PLACED:
            shown.append((_("Balance"), balance_words(one.balance, one.credited)))
        return Section(_("Money"), tuple(shown))

    def parcels(self) -> Section:
        """Parcels, their contents and how they are sent."""
        rows: list[tuple[str, ...]] = []
        for parcel in self._detail.parcels:
            rows.append(self._parcel(parcel))
            sent = parcel.shipments[-1].state if parcel.shipments else None
            if sent in _TO_DO:
                what = _(_TO_DO[sent]).format(parcel=parcel.code, order=self._detail.head.order_no)
                rows.append(("", "", what))
            rows += [("", "", said) for said in map(self._recall, parcel.shipments) if said]
            for each in parcel.contents:
                lot = " · " + _("lot {lot}").format(lot=each.lot) if each.lot else ""
                rows.append(("", f"{each.quantity} × {each.sku}", each.name + lot))
        return Section(_("Parcels"), tuple(rows))

    def _recall(self, sent: ShipmentInfo) -> str:
        """What is to be done about a courier that was asked to forget a shipment."""
        if sent.recall is None or not sent.recall.needs_person:
            return ""
        parcel = next(one.code for one in self._detail.parcels if sent in one.shipments)
        return recall_words(sent.recall, self._courier(sent.courier), parcel, sent.waybill)

    def _courier(self, code: str) -> str:
        return courier_name(self._config, code) if code else ""

    def _parcel(self, parcel: ParcelDetail) -> tuple[str, ...]:
        sent = parcel.shipments[-1] if parcel.shipments else None
        state = shipment_state(sent.state) if sent else ""
        weight = _("{weight} g").format(weight=parcel.weight_g) if parcel.weight_g else ""
        said = " ".join(
            part for part in (self._courier(parcel.courier), parcel.waybill, state, weight) if part
        )
        return (parcel.code, parcel_state(parcel.state), said)

    def papers(self) -> Section:
        """Print jobs."""
        rows = tuple(
            (
                str(job.id),
                document_name(job.kind),
                _state(job.state),
                job.printer,
                job_error(job.error),
            )
            for job in self._detail.jobs
        )
        return Section(_("Papers"), rows)

    def history(self) -> Section:
        """What happened, by whom, and when; the latest first."""
        rows = tuple(
            (
                self._when(event.at),
                event_words(event.kind, event.data),
                " · ".join(part for part in (event.operator, event.station) if part),
            )
            for event in reversed(self._detail.events)
        )
        return Section(_("History"), rows)


def _state(value: str) -> str:
    from core.paper.states import JobState

    return job_state(JobState(value))


def order_sheet(tx: Transaction, order_id: int, config: Config, language: str) -> Detail:
    """Everything about an order."""
    detail = order_detail(tx, order_id)
    sheet = Sheet(detail, config, language)
    sections = (
        sheet.head(),
        cancelled_section(tx, order_id),
        market_section(tx, config, order_id),
        returns_section(tx, order_id, config.shop.timezone),
        sheet.goods(),
        sheet.buyer(),
        sheet.money(),
        payments.section(tx, order_id),
        sheet.parcels(),
        sheet.papers(),
        messages(tx, order_id, config.shop.timezone),
        sheet.history(),
    )
    title = detail.head.order_no
    state = fulfilment_name(detail.head.fulfilment)
    return Detail(title, state, tuple(section for section in sections if section.rows))


def parked_sheet(tx: Transaction, parked_id: int, zone: str) -> Detail:
    """A parked order with every reason and all its rows."""
    parked = parking.get(tx, parked_id)
    reasons = tuple((say(reason),) for reason in parked.reasons)
    rows = tuple(
        (
            str(row.line),
            ", ".join(f"{name}: {value}" for name, value in row.cells.items() if value),
        )
        for row in parked.rows
    )
    came = (
        (_("Channel"), parked.channel),
        (_("Buyer"), parked.customer),
        (_("File"), parked.source),
        (_("Came"), local(parked.parked_at, zone).strftime("%d/%m/%Y %H:%M")),
    )
    return Detail(
        parked.order_no or _("without a number"),
        _("parked"),
        (Section(_("Why"), reasons), Section(_("From"), came), Section(_("Rows"), rows)),
    )
