"""Which orders' addresses were looked at, so that what nobody can place is asked early."""

from __future__ import annotations

from sqlalchemy import delete

from core.shipping.addresses.models import order_places
from core.transaction import Transaction


def look_again(tx: Transaction, maps: str) -> None:
    """Let the addresses of all orders of a courier be looked at once more."""
    tx.execute(delete(order_places).where(order_places.c.maps == maps))
