"""Checks of invoices: numbers without a gap, totals of their lines, what was issued unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, and_, cast, func, or_, select

from core.audit import events
from core.billing.charges.models import billing_charges
from core.billing.models import billed_orders, invoice_files, invoice_lines, invoices
from core.billing.states import InvoiceKind, InvoiceState
from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, Rows, Span, at_once, by, named, within
from core.numbering import series
from core.orders.models import orders
from core.transaction import Transaction

INVOICES = Rows("invoices", invoices.c.id)
FILES = Rows("invoice_files", invoice_files.c.invoice_id, at_once=50)
CHARGES = Rows("charges", billing_charges.c.id)
BILLED = Rows("billed_orders", billed_orders.c.order_id)
EVENTS = Rows("events", events.c.id, at_once=2_000)

_i, _l = invoices.c, invoice_lines.c
_GONE = InvoiceState.DISCARDED.value
_ISSUED = InvoiceState.ISSUED.value


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


_of_lines = (
    select(
        _l.invoice_id,
        _sum(_l.net).label("net"),
        _sum(_l.tax).label("tax"),
        _sum(_l.total).label("total"),
    )
    .where(within(_l.invoice_id))
    .group_by(_l.invoice_id)
    .subquery()
)
_lines = {name: func.coalesce(_of_lines.c[name], 0) for name in ("net", "tax", "total")}
_totals = (
    select(
        _i.id.label("key"),
        _i.internal_no.label("invoice"),
        _i.currency,
        _i.total,
        _lines["total"].label("lines"),
    )
    .outerjoin(_of_lines, _of_lines.c.invoice_id == _i.id)
    .where(within(_i.id), or_(*(_i[name] != _lines[name] for name in _lines)))
)
_other = invoices.alias("other")
_taken = (
    select(_sum(_other.c.total))
    .where(
        _other.c.ref_invoice_id == _i.id,
        _other.c.kind == InvoiceKind.CREDIT.value,
        _other.c.state != _GONE,
    )
    .scalar_subquery()
)
_credited = select(
    _i.id.label("key"), _i.internal_no.label("invoice"), _i.currency, _i.total, _taken.label("off")
).where(within(_i.id), _i.ref_invoice_id.is_(None), _i.total >= 0, _i.total + _taken < 0)
_charged = (
    select(
        billing_charges.c.id.label("charge"),
        func.coalesce(_i.internal_no, "").label("invoice"),
        _i.id.label("key"),
    )
    .join(invoice_lines, _l.id == billing_charges.c.invoice_line_id)
    .join(invoices, _i.id == _l.invoice_id)
    .where(within(billing_charges.c.id), _i.state == _GONE)
)
_billed = (
    select(orders.c.id.label("order"), orders.c.order_no, _i.id.label("key"))
    .select_from(billed_orders)
    .join(orders, orders.c.id == billed_orders.c.order_id)
    .join(invoices, _i.id == billed_orders.c.invoice_id)
    .where(within(billed_orders.c.order_id), _i.state == _GONE)
)


def _numbers(tx: Transaction, means: Means) -> tuple[int, Iterable[Finding]]:
    """Each series: no number missing, none beyond its counter, none before an earlier day."""
    rows = tx.execute(_series).all()
    return sum(row.many for row in rows), [*_of_series(rows), *_of_days(tx)]


def _of_series(rows: Iterable[Any]) -> Iterator[Finding]:
    for row in rows:
        params = {"series": row.series, "many": row.many, "last": row.last}
        if row.first != 1 or row.last != row.many:
            yield Finding("invoice_gap", (row.series,), params)
        elif row.value is not None and row.value != row.last:
            yield Finding("invoice_counter", (row.series,), params | {"value": row.value})


def _of_days(tx: Transaction) -> Iterator[Finding]:
    for row in tx.execute(_backwards):
        params = {"invoice": row.internal_no, "day": f"{row.issue_date:%d/%m/%Y}"}
        yield Finding("invoice_day", (row.internal_no,), params)


_counter = series.c.name == "invoice:" + _i.series
_series = (
    select(
        _i.series,
        func.count().label("many"),
        func.min(_i.number).label("first"),
        func.max(_i.number).label("last"),
        func.max(series.c.value).label("value"),
    )
    .select_from(invoices)
    .outerjoin(series, _counter)
    .where(_i.state == _ISSUED)
    .group_by(_i.series)
    .order_by(_i.series)
)
_ordered = (
    select(
        _i.internal_no,
        _i.issue_date,
        func.lag(_i.issue_date).over(partition_by=_i.series, order_by=_i.number).label("before"),
    )
    .where(_i.state == _ISSUED)
    .subquery()
)
_backwards = (
    select(_ordered.c.internal_no, _ordered.c.issue_date)
    .where(and_(_ordered.c.before.is_not(None), _ordered.c.before > _ordered.c.issue_date))
    .order_by(_ordered.c.internal_no)
    .limit(100)
)


def _files(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """The bytes that were sent are those of which the hash was taken."""
    for row in tx.execute(_kept, {"low": span.low, "high": span.high}):
        if hashlib.sha256(bytes(row.data)).hexdigest() != row.sha256:
            params = {"invoice": row.internal_no, "file": row.kind}
            yield Finding("invoice_file", (row.invoice_id, row.kind), params)


_kept = (
    select(
        invoice_files.c.invoice_id,
        invoice_files.c.kind,
        invoice_files.c.sha256,
        invoice_files.c.data,
        _i.internal_no,
    )
    .join(invoices, _i.id == invoice_files.c.invoice_id)
    .where(within(invoice_files.c.invoice_id))
)


def _unchanged(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """What the trail says was issued is there, and comes to what it came to then."""
    said = {
        str(row.data.get("invoice", "")): row.data.get("total")
        for row in tx.execute(_issues, {"low": span.low, "high": span.high})
    }
    numbers = sorted(said)
    for at in range(0, len(numbers), 500):
        some = numbers[at : at + 500]
        query = select(_i.internal_no, _i.total, _i.currency).where(_i.internal_no.in_(some))
        known = {row.internal_no: row for row in tx.execute(query)}
        for number in some:
            if number not in known:
                yield Finding("invoice_lost", (number,), {"invoice": number})
            elif said[number] is not None and known[number].total != said[number]:
                row = known[number]
                params = {"invoice": number, "currency": row.currency}
                params |= {"total": row.total, "then": said[number]}
                yield Finding("invoice_changed", (number,), params)


_issues = select(events.c.data).where(within(events.c.id), events.c.kind == "invoice_issued")

LOOKS = (
    at_once("invoices", _numbers),
    Look("invoices", INVOICES, by(_totals, named("invoice_totals", "key"))),
    Look("invoices", INVOICES, by(_credited, named("invoice_credited", "key"))),
    Look("invoices", FILES, _files),
    Look("invoices", EVENTS, _unchanged),
    Look("invoices", CHARGES, by(_charged, named("charge_discarded", "charge"))),
    Look("invoices", BILLED, by(_billed, named("billed_discarded", "order"))),
)
"""Numbers, totals, files and what was issued; nothing is billed by what was thrown away."""
