"""What people decided about a printer at the printer: paused or not, and what it can do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    op.create_table(
        "printer_setups",
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("pause_reason", sa.String(length=200), nullable=False),
        sa.Column("paused_by", BigId, nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("profile", Json(), nullable=True),
        sa.Column("calibrated_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["paused_by"], ["operators.id"], name=op.f("fk_printer_setups_paused_by")
        ),
        sa.PrimaryKeyConstraint("printer", name=op.f("pk_printer_setups")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("printer_setups")
