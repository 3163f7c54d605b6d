"""Reads links by which invoices are paid, and what came through them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.billing.models import invoices
from core.billing.pay_links.models import pay_link_receipts, pay_links
from core.billing.pay_links.states import ENDED, ON_ITS_WAY, Ended, LinkState, Waits
from core.errors import NotFound
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PayLink:
    """A link by which an invoice is paid; `amount` in minor units of its currency."""

    id: int
    invoice_id: int
    invoice: str
    """Its number."""
    order_id: int | None
    gateway: str
    key: str
    state: LinkState
    amount: int
    currency: str
    description: str
    url: str
    code: str
    """What a banking app scans, where the gateway gives such; else the link itself is scanned."""
    gateway_id: str
    expires_at: datetime
    asked_at: datetime | None
    posts: int
    look_at: datetime | None
    looks: int
    said: str
    error: str
    why: Ended | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None

    @property
    def payable(self) -> bool:
        """Whether it is told to who has to pay."""
        return self.state is LinkState.LIVE

    @property
    def on_its_way(self) -> bool:
        """Whether there will be one soon, or nobody knows yet whether there is."""
        return self.state in ON_ITS_WAY

    @property
    def ended(self) -> bool:
        """Whether it is over, one way or the other."""
        return self.state in ENDED or self.state is LinkState.REJECTED


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came through a link; amounts in minor units."""

    id: int
    link_id: int
    gateway: str
    transaction_id: str
    amount: int
    currency: str
    fee: int | None
    payer: str
    method: str
    paid_at: datetime
    waits: Waits | None
    """Why a person decides on it; None: it paid its invoice."""
    payment_id: int | None
    bank_line_id: int | None
    seen_at: datetime


def one_link(tx: Transaction, link_id: int, *, lock: bool = False) -> PayLink:
    """One link; raises NotFound ``pay_link_not_found``."""
    if lock:
        tx.execute(_lock, {"l": link_id})
    row = tx.execute(_links.where(pay_links.c.id == link_id)).first()
    if row is None:
        raise NotFound("pay_link_not_found", link=link_id)
    return _link(row)


def links_of(tx: Transaction, invoice_id: int) -> tuple[PayLink, ...]:
    """The links of an invoice (never a correction), the newest first."""
    rows = tx.execute(_links.where(pay_links.c.invoice_id == invoice_id).order_by(_NEWEST))
    return tuple(_link(row) for row in rows)


def link_of(tx: Transaction, invoice_id: int) -> PayLink | None:
    """The newest link of an invoice, or of the one that a correction is about."""
    root: int | None = invoice_id
    for _step in range(50):
        row = tx.execute(_refers, {"i": root}).first()
        if row is None or row.ref_invoice_id is None:
            break
        root = row.ref_invoice_id
    found = links_of(tx, root or invoice_id)
    return found[0] if found else None


def live_link(tx: Transaction, invoice_id: int) -> PayLink | None:
    """The link by which an invoice can be paid now: for papers, mails and messages."""
    found = link_of(tx, invoice_id)
    return found if found is not None and found.payable else None


def newest_links(tx: Transaction, invoice_ids: Collection[int]) -> dict[int, PayLink]:
    """The newest link of each of these invoices that has one, by invoice."""
    ids = sorted(set(invoice_ids))
    found: dict[int, PayLink] = {}
    for at in range(0, len(ids), 500):
        newest = (
            select(func.max(pay_links.c.id))
            .where(pay_links.c.invoice_id.in_(ids[at : at + 500]))
            .group_by(pay_links.c.invoice_id)
        )
        for row in tx.execute(_links.where(pay_links.c.id.in_(newest))):
            found[row.invoice_id] = _link(row)
    return found


def receipts_of(tx: Transaction, link_id: int) -> tuple[Receipt, ...]:
    """What came through a link, in the order in which it was seen."""
    rows: Any = tx.execute(_receipts, {"l": link_id})
    return tuple(_receipt(row) for row in rows)


def _link(row: Any) -> PayLink:
    values = dict(row._mapping)
    values["state"] = LinkState(values["state"])
    values["why"] = Ended(values["why"]) if values["why"] else None
    values["invoice"] = values["invoice"] or ""
    return PayLink(**values)


def _receipt(row: Any) -> Receipt:
    values = dict(row._mapping)
    values["waits"] = Waits(values["waits"]) if values["waits"] else None
    return Receipt(**values)


_NEWEST = pay_links.c.id.desc()
_OWN = {"invoice": invoices.c.internal_no.label("invoice"), "order_id": invoices.c.order_id}
_links = select(
    *(_OWN[name] if name in _OWN else pay_links.c[name] for name in PayLink.__dataclass_fields__)
).join(invoices, invoices.c.id == pay_links.c.invoice_id)
_lock = select(pay_links.c.id).where(pay_links.c.id == bindparam("l")).with_for_update()
_refers = select(invoices.c.ref_invoice_id).where(invoices.c.id == bindparam("i"))
_receipts = (
    select(*(pay_link_receipts.c[name] for name in Receipt.__dataclass_fields__))
    .where(pay_link_receipts.c.link_id == bindparam("l"))
    .order_by(pay_link_receipts.c.id)
)
