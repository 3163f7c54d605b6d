"""Orders of which something happened in a period: they left, were invoiced, paid or came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select

from core.billing.amounts import Priced, amounts_of
from core.billing.models import billed_orders, invoices
from core.billing.rates.queries import TaxRates, tax_rates_of
from core.billing.states import InvoiceKind, InvoiceState
from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import Paid, Returned, Sale, Sum
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.partners import customer_number, merged
from core.catalog.models import products
from core.clock import local
from core.fulfilment.models import parcels
from core.orders.models import order_lines, orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.states import Fulfilment, OrderStatus
from core.returns.models import returns
from core.returns.states import ReturnState
from core.shipping.models import shipments
from core.transaction import Transaction

_CHUNK = 400


def sales(tx: Transaction, period: Period, country: str, shipping_tax: str) -> list[Sale]:
    """The orders of a period with all that is known of each, by id."""
    given = period.given(tx.zone)
    ids = sorted({int(one) for query in _TOUCHED for one in tx.execute(query, given).scalars()})
    taxes = tax_rates_of(tx, country)
    found = []
    for start in range(0, len(ids), _CHUNK):
        found += _chunk(tx, ids[start : start + _CHUNK], taxes, shipping_tax)
    return found


def _chunk(tx: Transaction, ids: list[int], taxes: TaxRates, shipping_tax: str) -> list[Sale]:
    paid, back = _paid(tx, ids), _returned(tx, ids)
    invoiced: dict[int, Any] = {row.order: row for row in tx.execute(_invoiced, {"ids": ids})}
    rows: list[Any] = tx.execute(_heads, {"ids": ids}).all()
    found = []
    for row in rows:
        left = local(row.left, tx.zone).date() if row.left is not None and _gone(row) else None
        found.append(
            Sale(
                order_id=row.id,
                order_no=row.order_no,
                currency=row.currency,
                partner=_partner(row, invoiced.get(row.id)),
                left_on=left,
                invoiced_on=invoiced[row.id].day if row.id in invoiced else None,
                returns=tuple(back[row.id]),
                paid=tuple(paid[row.id]),
            )
        )
    wanted = [one.order_id for one in found if one.by_receipt]
    sums = _sums(tx, [row for row in rows if row.id in set(wanted)], found, taxes, shipping_tax)
    return [_with(one, sums[one.order_id]) if one.order_id in sums else one for one in found]


def _partner(row: Any, invoice: Any) -> Partner:
    """Who owes it: whom its invoice names, so that its money stands with the same one."""
    if invoice is not None:
        return Partner(invoice.buyer_name, customer_number(invoice.customer_no), invoice.tax_number)
    return Partner(row.customer, customer_number(row.customer_no))


def _with(one: Sale, sums: Sequence[Sum]) -> Sale:
    return replace(one, sums=tuple(sums))


def _gone(row: Any) -> bool:
    return bool(row.fulfilment == Fulfilment.HANDED_OVER.value and row.status in _SOLD)


def _sums(
    tx: Transaction, rows: Sequence[Any], found: Sequence[Sale], taxes: TaxRates, shipping_tax: str
) -> dict[int, list[Sum]]:
    """What orders were sold for, by tax rate, as an invoice of the day on which they left."""
    days = {one.order_id: one.left_on for one in found}
    lines: defaultdict[int, list[Any]] = defaultdict(list)
    for line in tx.execute(_lines, {"ids": [row.id for row in rows]}):
        lines[line.order_id].append(line)
    return {
        row.id: _of_order(row, lines[row.id], taxes, shipping_tax, days[row.id] or tx.today)
        for row in rows
    }


def _of_order(
    row: Any, lines: Sequence[Any], taxes: TaxRates, shipping_tax: str, day: date
) -> list[Sum]:
    priced = [
        Priced(one.quantity * one.unit_price - one.discount, taxes.on(one.tax_rate or "", day)[0])
        for one in lines
    ]
    amounts = amounts_of(priced, row.discount - sum(one.discount for one in lines))
    sums: defaultdict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one, each in zip(priced, amounts, strict=True):
        sums[one.rate, False][0] += each.net
        sums[one.rate, False][1] += each.tax
    if row.shipping_fee:
        rate = taxes.on(shipping_tax, day)[0]
        (fee,) = amounts_of([Priced(row.shipping_fee, rate)])
        sums[rate, True][0] += fee.net
        sums[rate, True][1] += fee.tax
    rest = row.total - sum(net + tax for net, tax in sums.values())
    sums["", False][0] += rest  # a file that said a total and no prices
    return [Sum(rate, net, tax, fee) for (rate, fee), (net, tax) in sums.items() if net or tax]


def _paid(tx: Transaction, ids: list[int]) -> defaultdict[int, list[Paid]]:
    forgone = {(row.order_id, row.waybill) for row in tx.execute(_forgone, {"ids": ids})}
    found: defaultdict[int, list[Paid]] = defaultdict(list)
    for row in tx.execute(_payments, {"ids": ids}):
        sign = -1 if row.kind == PaymentKind.REFUND.value else 1
        over = row.state == PaymentState.REVERSED.value and row.decided_at is not None
        let_go = row.method == Method.OTHER.value and (row.order_id, row.reference) in forgone
        found[row.order_id].append(
            Paid(
                id=row.id,
                day=row.paid_on,
                method=Method(row.method),
                amount=sign * row.amount,
                reference=row.reference,
                reversed_on=local(row.decided_at, tx.zone).date() if over else None,
                forgone=let_go,
            )
        )
    return found


def _returned(tx: Transaction, ids: list[int]) -> defaultdict[int, list[Returned]]:
    found: defaultdict[int, list[Returned]] = defaultdict(list)
    for row in tx.execute(_returns, {"ids": ids}):
        day = local(row.ended_at, tx.zone).date()
        found[row.order_id].append(Returned(row.code, day, row.credited))
    return found


_SOLD = frozenset(
    one.value
    for one in (
        OrderStatus.PROCESSING,
        OrderStatus.SHIPPING,
        OrderStatus.DONE,
        OrderStatus.RETURNED,
    )
)
_o, _p, _r = orders.c, order_payments.c, returns.c
_ids: Any = bindparam("ids", expanding=True)
_first: Any = bindparam("first")
_after: Any = bindparam("after")
_since: Any = bindparam("since")
_until: Any = bindparam("until")
_left = (
    select(func.max(parcels.c.handed_over_at))
    .where(parcels.c.order_id == orders.c.id)
    .correlate(orders)
    .scalar_subquery()
)
# Of orders that were sent elsewhere nobody knows the day: it is the nearest that is known.
_elsewhere = func.coalesce(_o.delivered_at, _o.confirmed_at, _o.ordered_at)
_counted = _p.state.in_([PaymentState.CONFIRMED.value, PaymentState.REVERSED.value])
_settled = [_r.state == ReturnState.SETTLED.value, _r.credited > 0]
_issued = [
    invoices.c.state == InvoiceState.ISSUED.value,
    invoices.c.kind == InvoiceKind.INVOICE.value,
]
_in_days = [invoices.c.issue_date >= _since, invoices.c.issue_date <= _until]
_TOUCHED = (
    select(parcels.c.order_id).where(
        parcels.c.handed_over_at >= _first, parcels.c.handed_over_at < _after
    ),
    select(_o.id).where(
        _o.fulfilment == Fulfilment.HANDED_OVER.value,
        ~exists().where(parcels.c.order_id == _o.id),
        _elsewhere >= _first,
        _elsewhere < _after,
    ),
    select(invoices.c.order_id).where(invoices.c.order_id.is_not(None), *_issued, *_in_days),
    select(billed_orders.c.order_id)
    .join(invoices, invoices.c.id == billed_orders.c.invoice_id)
    .where(*_issued, *_in_days),
    select(_p.order_id).where(
        _counted,
        or_(
            _p.paid_on.between(_since, _until),
            (_p.state == PaymentState.REVERSED.value)
            & (_p.decided_at >= _first)
            & (_p.decided_at < _after),
        ),
    ),
    select(_r.order_id).where(*_settled, _r.ended_at >= _first, _r.ended_at < _after),
)
"""Each gives the numbers of orders of which something happened."""
_heads = (
    select(
        _o.id,
        _o.order_no,
        _o.currency,
        _o.customer,
        merged(_o.customer_id).label("customer_no"),
        _o.status,
        _o.fulfilment,
        _o.discount,
        _o.shipping_fee,
        _o.total,
        func.coalesce(_left, _elsewhere).label("left"),
    )
    .where(_o.id.in_(_ids))
    .order_by(_o.id)
)
_of_invoice = (
    invoices.c.issue_date.label("day"),
    invoices.c.buyer_name,
    invoices.c.tax_number,
    merged(invoices.c.customer_id).label("customer_no"),
)
_own = select(invoices.c.order_id.label("order"), *_of_invoice).where(
    invoices.c.order_id.in_(_ids), *_issued
)
_invoiced = _own.union(
    select(billed_orders.c.order_id.label("order"), *_of_invoice)
    .join(invoices, invoices.c.id == billed_orders.c.invoice_id)
    .where(billed_orders.c.order_id.in_(_ids), *_issued)
)
_lines = (
    select(
        order_lines.c.order_id,
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        products.c.tax_rate,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id.in_(_ids))
    .order_by(order_lines.c.order_id, order_lines.c.line_no)
)
_payments = (
    select(
        _p.id,
        _p.order_id,
        _p.kind,
        _p.method,
        _p.amount,
        _p.paid_on,
        _p.state,
        _p.reference,
        _p.decided_at,
    )
    .where(_p.order_id.in_(_ids), _counted)
    .order_by(_p.order_id, _p.id)
)
_forgone = select(shipments.c.order_id, shipments.c.waybill).where(
    shipments.c.order_id.in_(_ids), shipments.c.cod_forgone > 0
)
_returns = (
    select(_r.order_id, _r.code, _r.ended_at, _r.credited)
    .where(_r.order_id.in_(_ids), *_settled)
    .order_by(_r.order_id, _r.ended_at, _r.id)
)
