"""Tables of links by which invoices are paid, and of the money that came through them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.appendonly import append_only
from core.billing.pay_links.states import OPEN, Ended, LinkState, Waits
from core.tables import WHERE, BigId, Moment, metadata, one_of

_OPEN_SQL = "state IN (" + ", ".join(f"'{state.value}'" for state in OPEN) + ")"

pay_links = Table(
    "pay_links",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False),  # never a correction
    Column("gateway", String(12), nullable=False),
    Column("key", String(50), nullable=False),  # ours, before the first try
    Column("state", String(10), nullable=False),
    Column("amount", BigInteger, nullable=False),  # minor units: what it asks for
    Column("currency", String(3), nullable=False),
    Column("description", String(80), nullable=False),  # what the payer reads
    Column("url", String(500), nullable=False, default=""),
    Column("code", String(500), nullable=False, default=""),  # a QR of a bank, where one is given
    Column("gateway_id", String(80), nullable=False, default=""),
    Column("expires_at", Moment, nullable=False),
    Column("asked_at", Moment),  # from when on the gateway may have it
    Column("posts", Integer, nullable=False, default=0),
    Column("look_at", Moment),  # when the gateway is asked next what became of it
    Column("looks", Integer, nullable=False, default=0),
    Column("said", String(40), nullable=False, default=""),  # its state in the gateway's words
    Column("error", String(400), nullable=False, default=""),
    Column("why", String(10), nullable=False, default=""),  # it was closed
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(80), nullable=False, default=""),
    Column("ended_at", Moment),
    UniqueConstraint("gateway", "key"),
    CheckConstraint(one_of("state", LinkState), name="state"),
    CheckConstraint(f"why = '' OR {one_of('why', Ended)}", name="why"),
    CheckConstraint("amount > 0", name="positive"),
    CheckConstraint("state <> 'live' OR url <> ''", name="told"),
    Index("ix_pay_links_invoice_id", "invoice_id", "id"),
    Index("ix_pay_links_look_at", "look_at"),
    Index("uq_pay_links_open", "invoice_id", unique=True, info={WHERE: text(_OPEN_SQL)}),
)

pay_link_receipts = Table(
    "pay_link_receipts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("link_id", BigId, ForeignKey("pay_links.id"), nullable=False),
    Column("gateway", String(12), nullable=False),
    Column("transaction_id", String(120), nullable=False),  # the gateway's: never taken in twice
    Column("amount", BigInteger, nullable=False),  # minor units
    Column("currency", String(3), nullable=False),
    Column("fee", BigInteger),  # minor units, where the gateway says what it keeps
    Column("payer", String(200), nullable=False, default=""),
    Column("method", String(60), nullable=False, default=""),  # in the gateway's words
    Column("paid_at", Moment, nullable=False),
    Column("waits", String(10), nullable=False, default=""),  # why a person decides on it
    Column("payment_id", BigId, ForeignKey("payments.id")),
    Column("bank_line_id", BigId, ForeignKey("bank_lines.id")),  # where a person decides
    Column("seen_at", Moment, nullable=False),
    UniqueConstraint("gateway", "transaction_id"),
    CheckConstraint(f"waits = '' OR {one_of('waits', Waits)}", name="waits"),
    CheckConstraint("(waits = '') = (payment_id IS NOT NULL)", name="payment"),
    CheckConstraint("(waits = '') = (bank_line_id IS NULL)", name="line"),
    CheckConstraint("amount > 0", name="positive"),
    Index("ix_pay_link_receipts_link_id", "link_id"),
)
append_only(pay_link_receipts)
