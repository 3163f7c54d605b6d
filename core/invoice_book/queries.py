"""Pages of the book of invoices, in rows that say how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.billing.models import invoices
from core.billing.states import InvoiceKind, InvoiceState, Reason
from core.einvoice.models import einvoices
from core.einvoice.states import EState
from core.invoice_book.filters import InvoiceFilter, Money, money_of
from core.invoice_book.finding import find_page, first_of, replacing
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claims
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BookInvoice:
    """One invoice of the book; amounts in minor units."""

    id: int
    kind: InvoiceKind
    state: InvoiceState
    internal_no: str
    """Empty before it is issued."""
    reference: str
    """The order's number; of a correction the number of what it corrects."""
    order_id: int | None
    customer_id: int | None
    buyer: str
    currency: str
    total: int
    issued_on: date | None
    due_on: date | None
    created_at: datetime
    reasons: tuple[Reason, ...]
    ref_invoice_id: int | None
    legal_no: str
    """Series and number as the provider gave them; the NSFP where Coretax did."""
    einvoice: EState | None
    money: Money | None
    """None before it is issued, of what corrects another, and of what was replaced."""
    open: int
    """What is still to be paid for it; below zero: too much came."""
    replaced: bool = False

    @property
    def named(self) -> str:
        """What people call it: its number, or ``#`` and its key while it has none."""
        return self.internal_no or f"#{self.id}"


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """Some invoices of a list, how many it has, and whether there are more than were looked at."""

    rows: tuple[BookInvoice, ...]
    total: int
    more: bool = False


def page_at(
    tx: Transaction, wanted: InvoiceFilter, offset: int = 0, limit: int = 100
) -> InvoicePage:
    """`limit` invoices from row `offset` on: what waits, then what was issued last.

    Raises NotAllowed, Refusal ``filter_wrong`` for a day that is none.
    """
    require(tx, Permission.MONEY_VIEW)
    found = find_page(tx, wanted, tx.today, offset, limit)
    return InvoicePage(rows_of(tx, found.ids), found.total, found.more)


def listed(tx: Transaction, wanted: InvoiceFilter, limit: int) -> tuple[BookInvoice, ...]:
    """The first invoices of a list, in its order, however many it has."""
    require(tx, Permission.MONEY_VIEW)
    ids = first_of(tx, wanted, tx.today, limit)
    parts = (ids[at : at + 500] for at in range(0, len(ids), 500))
    return tuple(one for part in parts for one in rows_of(tx, part))


def rows_of(tx: Transaction, ids: Sequence[int]) -> tuple[BookInvoice, ...]:
    """These invoices with how each stands, in the order given."""
    if not ids:
        return ()
    rows: dict[int, Any] = {
        row.id: row for row in tx.execute(_rows.where(invoices.c.id.in_(sorted(ids))))
    }
    issued = [row for row in rows.values() if row.state == InvoiceState.ISSUED.value]
    roots = [row.id for row in issued if row.ref_invoice_id is None]
    owed = {one.invoice_id: one for one in claims(tx, ids=roots, unsettled=False)} if roots else {}
    instead = [row.id for row in issued if row.kind == InvoiceKind.REPLACEMENT.value]
    owed |= replacing(tx, instead) if instead else {}
    gone = _replaced(tx, [row.id for row in issued])
    return tuple(
        _row(rows[one], owed.get(one), one in gone, tx.today) for one in ids if one in rows
    )


def _row(row: Any, owed: Claim | None, replaced: bool, today: date) -> BookInvoice:
    money, still = None, 0
    if owed is not None and not replaced:
        came = owed.by_orders + owed.allocated
        money, still = money_of(owed.asked, came, owed.due_on, today), owed.open
    legal = f"{row.legal_series} {row.legal_no}".strip() if row.legal_no else ""
    return BookInvoice(
        id=row.id,
        kind=InvoiceKind(row.kind),
        state=InvoiceState(row.state),
        internal_no=row.internal_no or "",
        reference=row.reference,
        order_id=row.order_id,
        customer_id=row.customer_id,
        buyer=row.buyer_name,
        currency=row.currency,
        total=row.total,
        issued_on=row.issue_date,
        due_on=row.due_date,
        created_at=row.created_at,
        reasons=tuple(Reason(one) for one in row.review.split(",") if one),
        ref_invoice_id=row.ref_invoice_id,
        legal_no=legal,
        einvoice=EState(row.estate) if row.estate else None,
        money=money,
        open=still,
        replaced=replaced,
    )


def _replaced(tx: Transaction, ids: list[int]) -> set[int]:
    if not ids:
        return set()
    query = select(invoices.c.ref_invoice_id).where(
        invoices.c.ref_invoice_id.in_(sorted(ids)),
        invoices.c.kind == InvoiceKind.REPLACEMENT.value,
        invoices.c.state == InvoiceState.ISSUED.value,
    )
    return set(tx.execute(query).scalars())


_c = invoices.c
_rows = (
    select(
        _c.id,
        _c.kind,
        _c.state,
        _c.internal_no,
        _c.reference,
        _c.order_id,
        _c.customer_id,
        _c.buyer_name,
        _c.currency,
        _c.total,
        _c.issue_date,
        _c.due_date,
        _c.created_at,
        _c.review,
        _c.ref_invoice_id,
        _c.legal_series,
        _c.legal_no,
        einvoices.c.state.label("estate"),
    )
    .select_from(invoices)
    .outerjoin(einvoices, einvoices.c.invoice_id == _c.id)
)
