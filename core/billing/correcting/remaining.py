"""What is left of an invoice: its lines, less what credits and adjustments said about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.billing.amounts import Amounts
from core.billing.drawing import Line
from core.billing.models import invoice_lines, invoices
from core.billing.queries import Invoice, InvoiceLine, corrections_of, lines_of
from core.billing.states import InvoiceKind, InvoiceState
from core.errors import Refusal
from core.transaction import Transaction

_CHANGING = (InvoiceKind.CREDIT.value, InvoiceKind.ADJUSTMENT.value)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a line; amounts in minor units."""

    line: InvoiceLine
    quantity: int
    total: int
    tax: int


def left_of(tx: Transaction, invoice_id: int) -> dict[int, Left]:
    """What is left of each line, by its number."""
    taken = {row.ref_line_no: row for row in tx.execute(_taken, {"i": invoice_id})}
    left = {}
    for line in lines_of(tx, invoice_id):
        row: Any = taken.get(line.line_no)
        if row is None:
            left[line.line_no] = Left(line, line.quantity, line.total, line.tax)
        else:
            left[line.line_no] = Left(
                line, line.quantity + row.quantity, line.total + row.total, line.tax + row.tax
            )
    return left


def correctable(tx: Transaction, found: Invoice, kind: InvoiceKind) -> tuple[Invoice, ...]:
    """The corrections of an invoice so far, where it may get another one of this kind.

    Raises Refusal ``invoice_not_issued``, ``correct_correction`` for what corrects another itself,
    ``invoice_replaced``, ``correct_same_way`` where the first correction was another kind: a
    replaced invoice is replaced again, an adjusted one adjusted (Circular 91/2026, article 10).
    """
    if found.state is not InvoiceState.ISSUED:
        raise Refusal("invoice_not_issued", order=found.reference or found.named)
    if found.kind in {InvoiceKind.CREDIT, InvoiceKind.ADJUSTMENT}:
        raise Refusal("correct_correction", invoice=found.internal_no)
    before = corrections_of(tx, found.id)
    for one in before:
        if one.kind is InvoiceKind.REPLACEMENT:
            raise Refusal("invoice_replaced", invoice=found.internal_no, by=one.named)
    adjusting = kind is InvoiceKind.ADJUSTMENT and found.kind is InvoiceKind.REPLACEMENT
    if adjusting or (kind is InvoiceKind.REPLACEMENT and before):
        way = "replacement" if adjusting else before[-1].kind.value
        raise Refusal("correct_same_way", invoice=found.internal_no, way=way)
    return before


def difference(left: Left, quantity: int, unit_price: int, total: int) -> tuple[Line, Amounts]:
    """A line that changes another by so many units and so much money; its tax goes with it.

    What is taken back wholly takes all of its tax with it, to the last minor unit.
    """
    then = left.total + total
    tax = -left.tax if not then else _share(left.tax, left.total, then) - left.tax
    line = {
        "order_line_id": left.line.order_line_id,
        "sku": left.line.sku,
        "description": left.line.description,
        "quantity": quantity,
        "unit_price": unit_price,
        "discount": quantity * unit_price - total,
        "rate": left.line.rate,
        "ref_line_no": left.line.line_no,
    }
    return line, Amounts(total - tax, tax, total, 0)


def after(left: Left, line: Line, amounts: Amounts) -> Left:
    """What is left of a line after another one changed it."""
    return Left(
        left.line,
        left.quantity + line["quantity"],
        left.total + amounts.total,
        left.tax + amounts.tax,
    )


def _share(tax: int, total: int, part: int) -> int:
    """The tax that stays with a part of a total, rounded half up; all of it is above zero."""
    return (2 * tax * part + total) // (2 * total) if total else 0


_of = invoice_lines.join(invoices, invoices.c.id == invoice_lines.c.invoice_id)


def _sum(column: Any, name: str) -> Any:
    return cast(func.sum(column), BigInteger).label(name)


_taken = (
    select(
        invoice_lines.c.ref_line_no,
        _sum(invoice_lines.c.quantity, "quantity"),
        _sum(invoice_lines.c.total, "total"),
        _sum(invoice_lines.c.tax, "tax"),
    )
    .select_from(_of)
    .where(
        invoices.c.ref_invoice_id == bindparam("i"),
        invoices.c.kind.in_(_CHANGING),
        invoices.c.state != InvoiceState.DISCARDED.value,
    )
    .group_by(invoice_lines.c.ref_line_no)
)
