"""Couriers: their places, bookings, sightings, hand-overs and remittances."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import bookings, courier_places, remittances, replenish_keys, sightings

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (bookings, remittances, courier_places, sightings, replenish_keys)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
