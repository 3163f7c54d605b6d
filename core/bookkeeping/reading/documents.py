"""Issued invoices, credits, adjustments and replacements, with what their lines come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, cast, func, select

from core.billing.models import invoice_lines, invoices
from core.billing.states import InvoiceKind, InvoiceState
from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import Document, Sum
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.partners import customer_number, merged
from core.transaction import Transaction

_CHUNK = 500
_DEEPEST = 50


def documents(tx: Transaction, period: Period) -> list[Document]:
    """Those issued in a period, by id."""
    rows: list[Any] = tx.execute(_issued, {"since": period.since, "until": period.until}).all()
    sums = _sums(tx, [row.id for row in rows])
    return [_document(tx, row, sums.get(row.id, [])) for row in rows]


def _document(tx: Transaction, row: Any, sums: Sequence[Sum]) -> Document:
    before: list[tuple[bool, Sum]] = []
    if row.kind == InvoiceKind.REPLACEMENT.value:
        before = _before(tx, row)
    return Document(
        id=row.id,
        number=row.internal_no,
        legal_number=f"{row.legal_series} {row.legal_no}".strip(),
        day=row.issue_date,
        currency=row.currency,
        partner=Partner(row.buyer_name, customer_number(row.customer), row.tax_number),
        takes_back=row.kind == InvoiceKind.CREDIT.value,
        sums=tuple(sums),
        replaced=tuple(before),
    )


def _before(tx: Transaction, row: Any) -> list[tuple[bool, Sum]]:
    """What counted before a replacement: the last one before it, or the first invoice, and what
    was corrected since.
    """
    root = row.id
    for _step in range(_DEEPEST):
        up = tx.execute(_ref, {"i": root}).scalar()
        if up is None:
            break
        root = int(up)
    chain: list[tuple[int, str]] = [(root, InvoiceKind.INVOICE.value)]
    layer = [root]
    for _step in range(_DEEPEST):
        found = [(one.id, one.kind) for one in tx.execute(_layer, {"ids": layer})]
        chain += found
        layer = [number for number, _kind in found]
        if not layer:
            break
    earlier = sorted(one for one in chain if one[0] < row.id)
    whole = {InvoiceKind.REPLACEMENT.value, InvoiceKind.INVOICE.value}
    start = max((at for at, (_id, kind) in enumerate(earlier) if kind in whole), default=0)
    counted = earlier[start:]
    sums = _sums(tx, [number for number, _kind in counted])
    return [
        (kind == InvoiceKind.CREDIT.value, each)
        for number, kind in counted
        for each in sums.get(number, [])
    ]


def _sums(tx: Transaction, ids: Sequence[int]) -> dict[int, list[Sum]]:
    found: dict[int, list[Sum]] = {}
    for start in range(0, len(ids), _CHUNK):
        for row in tx.execute(_lines, {"ids": list(ids[start : start + _CHUNK])}):
            one = Sum(row.rate, int(row.net), int(row.tax), bool(row.fee))
            found.setdefault(row.invoice_id, []).append(one)
    return found


_i, _l = invoices.c, invoice_lines.c
_issued = (
    select(
        _i.id,
        _i.kind,
        _i.internal_no,
        _i.legal_series,
        _i.legal_no,
        _i.issue_date,
        _i.currency,
        _i.buyer_name,
        _i.tax_number,
        merged(_i.customer_id).label("customer"),
    )
    .where(
        _i.state == InvoiceState.ISSUED.value,
        _i.issue_date >= bindparam("since"),
        _i.issue_date <= bindparam("until"),
    )
    .order_by(_i.id)
)
_ref = select(_i.ref_invoice_id).where(_i.id == bindparam("i"))
_layer = select(_i.id, _i.kind).where(
    _i.ref_invoice_id.in_(bindparam("ids", expanding=True)),
    _i.state == InvoiceState.ISSUED.value,
)
# The fee for the way is the line that the paper finds the words for.
_fee = case((and_(_l.sku == "", _l.description == ""), 1), else_=0).label("fee")
_lines = (
    select(
        _l.invoice_id,
        _l.rate,
        _fee,
        cast(func.sum(_l.net), BigInteger).label("net"),
        cast(func.sum(_l.tax), BigInteger).label("tax"),
    )
    .where(_l.invoice_id.in_(bindparam("ids", expanding=True)))
    .group_by(_l.invoice_id, _l.rate, _fee)
    .order_by(_l.invoice_id, _l.rate, _fee)
)
