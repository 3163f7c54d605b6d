"""What each issued invoice still asks for: total, corrections, payments, money on its orders.

Everything is computed from rows. A correction belongs to the invoice that it refers to; what is
paid is written down for that first one. Money that was confirmed on an order counts for the invoice
of the order, so nobody enters it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, or_, select

from core.billing.models import billed_orders, invoices
from core.billing.states import InvoiceKind, InvoiceState
from core.customers.models import customers
from core.errors import NotFound, Refusal
from core.orders.models import orders
from core.receivables.models import allocations, invoice_marks, invoice_reminders
from core.text import fold
from core.transaction import Transaction

_ISSUED = InvoiceState.ISSUED.value
_REPLACEMENT = InvoiceKind.REPLACEMENT.value


@dataclass(frozen=True, slots=True)
class Claim:
    """An issued invoice with all that counts for it; amounts in minor units of its currency."""

    invoice_id: int
    number: str
    order_no: str
    customer_id: int | None
    buyer: str
    currency: str
    issued_on: date
    due_on: date
    total: int
    """As it was issued, or as its last replacement says."""
    corrected: int
    """What credits and adjustments change; below zero: it asks for less."""
    by_orders: int
    """Confirmed on its orders, refunds taken off."""
    allocated: int
    """Of payments, and rests that were written off."""
    disputed: bool = False
    promised_on: date | None = None
    note: str = ""
    level: int = 0
    """The highest reminder that went out; 0: none."""

    @property
    def asked(self) -> int:
        """What the customer has to pay for it in all."""
        return self.total + self.corrected

    @property
    def open(self) -> int:
        """What is still to be paid; below zero: more was paid than it asks for."""
        return self.asked - self.by_orders - self.allocated

    def overdue_days(self, today: date) -> int:
        """Days beyond its due day; 0 while that is not over."""
        return max(0, (today - self.due_on).days)


def claims(
    tx: Transaction,
    *,
    ids: Collection[int] | None = None,
    customer_ids: Collection[int] | None = None,
    folded: str = "",
    total: int | None = None,
    currency: str = "",
    words: str = "",
    unsettled: bool = True,
) -> tuple[Claim, ...]:
    """Claims, the longest due first; `unsettled` leaves out those that are paid to the last unit.

    `customer_ids` and `folded`, the buyer's name as it is searched, are two ways to be meant.
    """
    wanted = _all
    if ids is not None:
        wanted = wanted.where(invoices.c.id.in_(sorted(ids)))
    people: list[ColumnElement[bool]] = []
    if customer_ids is not None:
        people.append(_customer.in_(sorted(customer_ids)))
    if folded:
        people.append(and_(invoices.c.customer_id.is_(None), invoices.c.folded == folded[:80]))
    if people:
        wanted = wanted.where(or_(*people))
    if total is not None:
        wanted = wanted.where(invoices.c.total == total)
    if currency:
        wanted = wanted.where(invoices.c.currency == currency)
    if words:
        wanted = _found(wanted, words)
    if unsettled:
        wanted = wanted.where(or_(still_open != 0, is_replaced))
    rows: list[Any] = tx.execute(wanted.order_by(invoices.c.due_date, invoices.c.id)).all()
    newer = _replacements(tx, [row.id for row in rows if row.replaced])
    found = [_claim(row, newer.get(row.id)) for row in rows]
    return tuple(one for one in found if one.open or not unsettled)


def claim(tx: Transaction, invoice_id: int, *, lock: bool = False) -> Claim:
    """One claim; a correction leads to what it corrects.

    Raises NotFound ``invoice_not_found``, Refusal ``claim_not_issued``.
    """
    root = root_of(tx, invoice_id)
    if lock:
        tx.execute(select(invoices.c.id).where(invoices.c.id == root).with_for_update())
    found = claims(tx, ids=[root], unsettled=False)
    if not found:
        raise Refusal("claim_not_issued", invoice=str(invoice_id))
    return found[0]


def lock_claims(tx: Transaction, invoice_ids: Iterable[int]) -> dict[int, Claim]:
    """Claims by invoice, locked in one order so that nobody waits for the other for ever."""
    wanted = sorted(set(invoice_ids))
    tx.execute(
        select(invoices.c.id)
        .where(invoices.c.id.in_(wanted))
        .order_by(invoices.c.id)
        .with_for_update()
    )
    return {one.invoice_id: one for one in claims(tx, ids=wanted, unsettled=False)}


def claim_by_number(tx: Transaction, number: str) -> Claim:
    """The claim of an invoice's number; raises as `claim` does."""
    row = tx.execute(select(invoices.c.id).where(invoices.c.internal_no == number)).first()
    if row is None:
        raise NotFound("invoice_not_found", invoice=number)
    return claim(tx, int(row.id))


def root_of(tx: Transaction, invoice_id: int) -> int:
    """The invoice that a document is about: itself, or the first one that it corrects."""
    at: int | None = invoice_id
    for _step in range(50):
        row = tx.execute(select(invoices.c.ref_invoice_id).where(invoices.c.id == at)).first()
        if row is None:
            raise NotFound("invoice_not_found", invoice=str(invoice_id))
        if row.ref_invoice_id is None:
            break
        at = row.ref_invoice_id
    return int(at or invoice_id)


def _claim(row: Any, newer: tuple[int, int, date] | None) -> Claim:
    own = (row.total, row.corrected, row.due_date or row.issue_date)
    total, corrected, due_on = own if newer is None else newer
    return Claim(
        invoice_id=row.id,
        number=row.internal_no,
        order_no=row.reference,
        customer_id=row.customer,
        buyer=row.buyer_name,
        currency=row.currency,
        issued_on=row.issue_date,
        due_on=due_on,
        total=total,
        corrected=corrected,
        by_orders=row.by_orders,
        allocated=row.allocated,
        disputed=bool(row.disputed),
        promised_on=row.promised_on,
        note=row.note or "",
        level=row.level,
    )


def _replacements(tx: Transaction, roots: list[int]) -> dict[int, tuple[int, int, date]]:
    """Of what was replaced: the total and due day that count, and what was corrected since."""
    found: dict[int, tuple[int, int, date]] = {}
    for root in roots:
        chain, layer = [], [root]
        while layer:
            rows: list[Any] = tx.execute(_corrections.where(_of(layer))).all()
            chain += rows
            layer = [row.id for row in rows]
        last = max((row.id for row in chain if row.kind == _REPLACEMENT), default=0)
        total, due = next((row.total, row.due_date) for row in chain if row.id == last)
        later = (row.total for row in chain if row.id > last and row.kind != _REPLACEMENT)
        found[root] = (total, sum(later), due)
    return found


def _of(layer: list[int]) -> ColumnElement[bool]:
    return invoices.c.ref_invoice_id.in_(layer)


def _found(wanted: Select[Any], words: str) -> Select[Any]:
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return wanted.where(
        or_(
            func.lower(invoices.c.internal_no).like(f"%{plain.lower()}%", escape="\\"),
            func.lower(invoices.c.reference).like(f"%{plain.lower()}%", escape="\\"),
            invoices.c.folded.like(f"%{fold(plain)}%", escape="\\"),
        )
    )


def _sum(column: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
    # PostgreSQL sums whole numbers into decimals.
    summed = cast(func.coalesce(func.sum(column), 0), BigInteger)
    return select(summed).where(*where).scalar_subquery()


_other = invoices.alias("other")
_is_correction = and_(_other.c.ref_invoice_id == invoices.c.id, _other.c.state == _ISSUED)
_corrected = _sum(_other.c.total, _is_correction, _other.c.kind != _REPLACEMENT)
is_replaced = (
    select(_other.c.id).where(_is_correction, _other.c.kind == _REPLACEMENT).correlate(invoices)
).exists()
"""Whether another document stands in place of an invoice."""
_allocated = _sum(allocations.c.amount, allocations.c.invoice_id == invoices.c.id)
_by_own = _sum(orders.c.paid, orders.c.id == invoices.c.order_id)
_by_many = _sum(
    orders.c.paid,
    billed_orders.c.invoice_id == invoices.c.id,
    orders.c.id == billed_orders.c.order_id,
    orders.c.id != func.coalesce(invoices.c.order_id, 0),
)
paid_so_far = _allocated + _by_own + _by_many
"""Of an invoice: paid, credited to it by hand or written off; minor units."""
still_open = invoices.c.total + _corrected - paid_so_far
"""Of an invoice that was not replaced: what is still to be paid."""
_level = (
    select(func.coalesce(func.max(invoice_reminders.c.level), 0))
    .where(invoice_reminders.c.invoice_id == invoices.c.id)
    .scalar_subquery()
)
_customer = func.coalesce(customers.c.merged_into, customers.c.id)
_all = (
    select(
        invoices.c.id,
        invoices.c.internal_no,
        invoices.c.reference,
        _customer.label("customer"),
        invoices.c.buyer_name,
        invoices.c.currency,
        invoices.c.issue_date,
        invoices.c.due_date,
        invoices.c.total,
        _corrected.label("corrected"),
        (_by_own + _by_many).label("by_orders"),
        _allocated.label("allocated"),
        is_replaced.label("replaced"),
        _level.label("level"),
        invoice_marks.c.disputed,
        invoice_marks.c.promised_on,
        invoice_marks.c.note,
    )
    .select_from(invoices)
    .outerjoin(customers, customers.c.id == invoices.c.customer_id)
    .outerjoin(invoice_marks, invoice_marks.c.invoice_id == invoices.c.id)
    .where(invoices.c.state == _ISSUED, invoices.c.ref_invoice_id.is_(None))
)
_corrections = select(
    invoices.c.id,
    invoices.c.kind,
    invoices.c.total,
    func.coalesce(invoices.c.due_date, invoices.c.issue_date).label("due_date"),
).where(invoices.c.state == _ISSUED)
