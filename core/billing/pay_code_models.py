"""The table of what an invoice says of how it is paid: its reference and its payment code."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from core.appendonly import append_only
from core.tables import BigId, metadata

invoice_pay_codes = Table(
    "invoice_pay_codes",
    metadata,
    Column("invoice_id", BigId, ForeignKey("invoices.id"), primary_key=True),
    Column("reference", String(40), nullable=False, unique=True),
    Column("scheme", String(8), nullable=False, default=""),  # empty: a reference only
    Column("code", String(500), nullable=False, default=""),
    Column("words", String(200), nullable=False, default=""),  # beside it: whose account it is
)
append_only(invoice_pay_codes)
