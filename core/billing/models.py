"""Tables of invoices, their lines, the orders on them and the files that were made of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.appendonly import append_only, fixed_once
from core.billing.states import InvoiceKind, InvoiceState
from core.tables import WHERE, BigId, Json, Moment, Word, metadata, one_of

OPEN_SQL = "state NOT IN ('issued', 'discarded')"
"""What makes a document one that somebody or something still has to do with."""

invoices = Table(
    "invoices",
    metadata,
    Column("id", BigId, primary_key=True),
    # Its amounts change what the buyer owes: those of a credit are below zero, an adjustment says
    # the difference, a replacement stands in place of the whole that it refers to.
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("review", String(40), nullable=False, default=""),  # why a person looks at it: Reasons
    Column("series", String(60), nullable=False, default=""),
    Column("number", Integer),  # dense in its series, drawn when it is issued
    Column("internal_no", String(80), unique=True),
    Column("legal_series", String(20), nullable=False, default=""),  # as a provider gives it
    Column("legal_no", String(40), nullable=False, default=""),
    Column("authority_code", String(80), nullable=False, default=""),
    Column("provider_key", String(36), nullable=False, unique=True),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("customer_id", BigId, ForeignKey("customers.id")),
    Column("ref_invoice_id", BigId, ForeignKey("invoices.id")),  # what it corrects
    Column("seller", Json, nullable=False),  # as they were when it was made
    Column("buyer", Json, nullable=False),
    Column("buyer_name", String(200), nullable=False),
    Column("folded", Word, nullable=False),  # the buyer's name as it is searched
    Column("tax_number", String(20), nullable=False, default=""),  # the buyer's
    Column("language", String(5), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),  # minor units, as are the next two
    Column("tax", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("payment", String(200), nullable=False, default=""),  # how it is paid
    Column("reference", String(80), nullable=False, default=""),  # the order's number
    Column("note", String(400), nullable=False, default=""),
    Column("issue_date", Date),  # on the shop's calendar
    Column("due_date", Date),
    Column("created_at", Moment, nullable=False),
    Column("issued_at", Moment),
    Column("issued_by", String(80), nullable=False, default=""),
    # Defaults of the database itself: these columns came to tables that had rows already.
    Column("e_invoice", Boolean, nullable=False, server_default="0"),  # a provider issues it
    Column("due_days", Integer),  # as agreed with the buyer; none: the shop's own
    Column("due_eom", Boolean, nullable=False, server_default="0"),  # from the end of the month
    Column("reason_code", String(4), nullable=False, server_default=""),  # why it is corrected
    UniqueConstraint("series", "number"),
    CheckConstraint(one_of("kind", InvoiceKind), name="kind"),
    CheckConstraint(one_of("state", InvoiceState), name="state"),
    CheckConstraint("total = net + tax", name="total"),
    CheckConstraint(
        "(state = 'issued') = (number IS NOT NULL AND issue_date IS NOT NULL)", name="numbered"
    ),
    Index("ix_invoices_customer_id", "customer_id"),
    Index("ix_invoices_issue_date", "issue_date", "id"),
    Index("ix_invoices_folded", "folded", "id"),
    Index("ix_invoices_ref_invoice_id", "ref_invoice_id"),
    Index("ix_invoices_open", "state", "id", info={WHERE: text(OPEN_SQL)}),
    Index(
        "uq_invoices_order",
        "order_id",
        unique=True,
        info={WHERE: text("kind = 'invoice' AND state <> 'discarded'")},
    ),
)
fixed_once(
    invoices,
    "OLD.state = 'issued'",
    "legal_series",
    "legal_no",
    "authority_code",
)

invoice_lines = Table(
    "invoice_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("order_line_id", BigId, ForeignKey("order_lines.id")),
    Column("sku", String(80), nullable=False, default=""),
    Column("description", String(300), nullable=False),
    # Of a credit below zero; 0 where only the price is lowered: the discount says by how much.
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price", BigInteger, nullable=False),  # with tax; minor units, as all that follow
    Column("discount", BigInteger, nullable=False, default=0),
    Column("rate", String(10), nullable=False, default=""),  # percent
    Column("net", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("ref_line_no", Integer),  # of a correction: the line that it is about
    UniqueConstraint("invoice_id", "line_no"),
    CheckConstraint("total = net + tax", name="total"),
    CheckConstraint("total = quantity * unit_price - discount", name="price"),
)
append_only(invoice_lines)

invoice_files = Table(
    "invoice_files",
    metadata,
    Column("invoice_id", BigId, ForeignKey("invoices.id"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)
append_only(invoice_files)

# One row for each order that was billed: never on two live invoices, and never again by itself.
billed_orders = Table(
    "billed_orders",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    # None: a receipt is enough, or somebody threw its invoice away.
    Column("invoice_id", BigId, ForeignKey("invoices.id")),
    Column("billed_at", Moment, nullable=False),
    Index("ix_billed_orders_invoice_id", "invoice_id"),
)

# The same of returns that a credit stands for, or the invoice itself where nothing is left of it.
billed_returns = Table(
    "billed_returns",
    metadata,
    Column("return_id", BigId, ForeignKey("returns.id"), primary_key=True, autoincrement=False),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False),
    Column("billed_at", Moment, nullable=False),
    Index("ix_billed_returns_invoice_id", "invoice_id"),
)
