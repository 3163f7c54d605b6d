"""Links by which invoices are paid at a gateway, and the money that came through them."""

from __future__ import annotations

from core.migrations.tables import pay_links

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    pay_links.create()


def downgrade() -> None:
    """Take back."""
    pay_links.drop()
