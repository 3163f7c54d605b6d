"""Words for purchase orders."""

from __future__ import annotations

from core.i18n import N_, _
from core.purchasing.states import PurchaseState

_STATES: dict[PurchaseState, str] = {
    PurchaseState.DRAFT: N_("draft"),
    PurchaseState.ORDERED: N_("ordered"),
    PurchaseState.PART_RECEIVED: N_("partly received"),
    PurchaseState.RECEIVED: N_("received"),
    PurchaseState.CLOSED: N_("closed"),
    PurchaseState.CANCELLED: N_("cancelled"),
}


def purchase_state(state: str) -> str:
    """Where a purchase order stands."""
    return _(_STATES[PurchaseState(state)]) if state in set(PurchaseState) else state
