"""Words for warehouses, bins and transfers."""

from __future__ import annotations

from core.i18n import N_, _
from core.stock.models import Purpose, WarehouseKind
from core.transfers.states import TransferState

_KINDS: dict[WarehouseKind, str] = {
    WarehouseKind.MAIN: N_("main warehouse"),
    WarehouseKind.BRANCH: N_("branch"),
    WarehouseKind.OUTLET: N_("outlet"),
}
_PURPOSES: dict[Purpose, str] = {
    Purpose.PICK: N_("pick bin"),
    Purpose.BULK: N_("bulk bin"),
}
_STATES: dict[TransferState, str] = {
    TransferState.DRAFT: N_("draft"),
    TransferState.SENT: N_("on its way"),
    TransferState.PART_RECEIVED: N_("partly received"),
    TransferState.RECEIVED: N_("received"),
    TransferState.CANCELLED: N_("cancelled"),
}


def warehouse_kind(kind: WarehouseKind) -> str:
    """What a warehouse is to the shop."""
    return _(_KINDS[kind])


def purpose_name(purpose: Purpose) -> str:
    """What a bin is used for."""
    return _(_PURPOSES[purpose])


def transfer_state(state: str) -> str:
    """Where a transfer stands."""
    return _(_STATES[TransferState(state)]) if state in set(TransferState) else state
