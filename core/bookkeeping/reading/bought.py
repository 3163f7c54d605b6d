"""What was bought: goods of suppliers, couriers' work, and what platforms billed."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import CourierFee, PlatformBill, Receipt
from core.bookkeeping.periods import Period
from core.clock import local
from core.fulfilment.models import parcels
from core.platform_bills.models import platform_bills
from core.platform_bills.states import BillKind
from core.purchasing.models import (
    product_costs,
    purchase_lines,
    purchase_orders,
    receipt_lines,
    receipts,
    suppliers,
)
from core.shipping.cod.models import LineState, cod_files, cod_lines
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import Transaction


def receipts_in(tx: Transaction, period: Period) -> list[Receipt]:
    """Goods of suppliers by receipt and day, at the cost of their purchase order."""
    first, after = period.moments(tx.zone)
    sums: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    about: dict[tuple[Any, ...], Any] = {}
    for row in tx.execute(_receipts, {"first": first, "after": after}):
        key = (local(row.at, tx.zone).date(), row.receipt_id, row.currency)
        sums[key] += round(Fraction(Decimal(row.unit_cost)) * row.units)
        about[key] = row
    found = []
    for key, amount in sums.items():
        day, receipt_id, currency = key
        row = about[key]
        order = " ".join(part for part in (row.order_no, row.delivery_note) if part)
        partner = Partner(row.supplier, row.code)
        made = f"receipt:{receipt_id}:{day.isoformat()}"
        found.append(Receipt(made, day, currency, row.number, partner, order, amount))
    return found


def fees_in(tx: Transaction, period: Period) -> list[CourierFee]:
    """What couriers ask for parcels: as they said when the parcel left, then what a statement
    bills beside it.
    """
    given = period.given(tx.zone)
    found = []
    for row in tx.execute(_charged, given):
        day = local(row.left, tx.zone).date()
        courier = Partner(row.courier, row.courier)
        key = f"courier:{row.id}"
        found.append(CourierFee(key, day, row.currency, courier, row.waybill, row.fee))
    for row in tx.execute(_billed, given):
        day = row.paid_on or local(row.imported_at, tx.zone).date()
        before = 0
        if row.first == row.id and row.left is not None and row.state not in _vain:
            before = row.charged or 0
        courier = Partner(row.courier, row.courier)
        key = f"courier-bill:{row.id}"
        fee = CourierFee(key, day, row.currency, courier, row.waybill, row.fee - before)
        found.append(fee)
    return found


def bills_in(tx: Transaction, period: Period) -> list[PlatformBill]:
    """Bills of platforms that were booked, on the day of the bill."""
    given = period.given(tx.zone)
    found = []
    for row in tx.execute(_bills, given):
        sign = -1 if row.kind == BillKind.CREDIT.value else 1
        day = row.sent_on or local(row.booked_at, tx.zone).date()
        partner = Partner(f"{row.account}: {row.organisation}", row.account)
        net, tax = sign * row.booked_net, sign * row.booked_tax
        found.append(PlatformBill(row.id, day, row.currency, row.number, partner, net, tax))
    return found


_first: Any = bindparam("first")
_after: Any = bindparam("after")
_since: Any = bindparam("since")
_until: Any = bindparam("until")
_receipts = (
    select(
        product_costs.c.at,
        product_costs.c.units,
        product_costs.c.unit_cost,
        product_costs.c.currency,
        receipts.c.id.label("receipt_id"),
        receipts.c.number,
        receipts.c.delivery_note,
        purchase_orders.c.number.label("order_no"),
        suppliers.c.code,
        suppliers.c.name.label("supplier"),
    )
    .select_from(
        product_costs.join(receipt_lines, receipt_lines.c.id == product_costs.c.receipt_line_id)
        .join(receipts, receipts.c.id == receipt_lines.c.receipt_id)
        .join(purchase_lines, purchase_lines.c.id == receipt_lines.c.purchase_line_id)
        .join(purchase_orders, purchase_orders.c.id == purchase_lines.c.purchase_id)
        .join(suppliers, suppliers.c.id == purchase_orders.c.supplier_id)
    )
    .where(product_costs.c.at >= _first, product_costs.c.at < _after)
    .order_by(product_costs.c.id)
)
_vain = sorted(state.value for state in VAIN)
_charged = (
    select(
        shipments.c.id,
        shipments.c.courier,
        shipments.c.waybill,
        shipments.c.currency,
        shipments.c.fee,
        parcels.c.handed_over_at.label("left"),
    )
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .where(
        shipments.c.fee > 0,
        shipments.c.state.not_in(_vain),
        parcels.c.handed_over_at >= _first,
        parcels.c.handed_over_at < _after,
    )
    .order_by(shipments.c.id)
)
_other = cod_lines.alias("other")
_first_line = (
    select(func.min(_other.c.id))
    .where(
        _other.c.shipment_id == cod_lines.c.shipment_id,
        _other.c.fee.is_not(None),
        _other.c.state != LineState.UNKNOWN.value,
    )
    .correlate(cod_lines)
    .scalar_subquery()
)
_billed = (
    select(
        cod_lines.c.id,
        cod_lines.c.waybill,
        cod_lines.c.currency,
        cod_lines.c.fee,
        cod_lines.c.paid_on,
        cod_files.c.courier,
        cod_files.c.imported_at,
        _first_line.label("first"),
        parcels.c.handed_over_at.label("left"),
        shipments.c.fee.label("charged"),
        shipments.c.state,
    )
    .join(cod_files, cod_files.c.id == cod_lines.c.file_id)
    .join(shipments, shipments.c.id == cod_lines.c.shipment_id)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .where(
        cod_lines.c.fee.is_not(None),
        cod_lines.c.state != LineState.UNKNOWN.value,
        or_(
            cod_lines.c.paid_on.between(_since, _until),
            and_(
                cod_lines.c.paid_on.is_(None),
                cod_files.c.imported_at >= _first,
                cod_files.c.imported_at < _after,
            ),
        ),
    )
    .order_by(cod_lines.c.id)
)
_b = platform_bills.c
_bills = (
    select(
        _b.id,
        _b.account,
        _b.number,
        _b.kind,
        _b.organisation,
        _b.sent_on,
        _b.booked_at,
        _b.currency,
        _b.booked_net,
        _b.booked_tax,
    )
    .where(
        _b.booked_at.is_not(None),
        or_(
            _b.sent_on.between(_since, _until),
            and_(_b.sent_on.is_(None), _b.booked_at >= _first, _b.booked_at < _after),
        ),
    )
    .order_by(_b.id)
)
