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

_WHY: dict[str, str] = {
    "channel": N_("its channel is tied to it"),
    "in_stock": N_("only there all of it is in stock"),
    "city": N_("in the same city"),
    "province": N_("in the same province"),
    "postcode": N_("nearest by postcode"),
    "nothing": N_("nearest"),
    "home": N_("the warehouse of the station"),
    "rank": N_("first by rank"),
    "only": N_("the only one that is open"),
    "by_hand": N_("sent there by hand"),
}


def why_routed(why: str) -> str:
    """Why an order goes to a warehouse."""
    return _(_WHY[why]) if why in _WHY else why


def warehouse_kind(kind: WarehouseKind) -> str:
    """What a warehouse is to the shop."""
    return _(_KINDS[kind])


def purpose_name(purpose: Purpose) -> str:
    """What a bin is used for."""
    return _(_PURPOSES[purpose])


def transfer_state(state: str) -> str:
    """Where a transfer stands."""
    return _(_STATES[TransferState(state)]) if state in set(TransferState) else state
