"""Billing: who is billed how, what they paid, invoices at the tax office, and papers that go out."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import (
    billing_charges,
    billing_documents,
    billing_profiles,
    billing_rates,
    billing_standing,
    einvoices,
    leaving,
    platform_bills,
    promises,
    receivables,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (
    billing_documents,
    billing_profiles,
    billing_rates,
    billing_charges,
    billing_standing,
    leaving,
    promises,
    receivables,
    einvoices,
    platform_bills,
)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
