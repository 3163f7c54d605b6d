"""What a station is told of boxes that it packed and whose label counts no more after an edit."""

from __future__ import annotations

from core.fulfilment.packing.work import load
from core.i18n import N_, _
from core.shipping.relabelling import Relabel, Step, old_labels
from core.shipping.settings import ShippingSettings
from core.text import clean
from core.transaction import Transaction
from tui.state import Alert

_MOST = 5
_SAID = {
    Step.SCAN: N_(
        "Order {order} was changed: the label on parcel {parcel} is void. "
        "Scan the box, then the new one prints."
    ),
    Step.WAYBILL: N_(
        "Order {order} was changed: the label on parcel {parcel} is void. "
        "Scan order {order}, then the number of a new label."
    ),
    Step.COURIER: N_(
        "Order {order} was changed: the label on parcel {parcel} is void. "
        "The courier is asked for a new one; keep the box here."
    ),
    Step.HAND: N_(
        "Order {order} was changed: the label on parcel {parcel} is void. "
        "Keep the box here; the office sends it anew."
    ),
}


def old_label_alerts(
    tx: Transaction, settings: ShippingSettings, station_id: int
) -> tuple[Alert, ...]:
    """One sentence for each box of a station that waits for its new label, the first few."""
    here = load(tx, station_id, lock=False).warehouse_id
    found = old_labels(tx, settings, warehouse=here, station=station_id)
    return tuple(_alert(one) for one in found[:_MOST])


def _alert(one: Relabel) -> Alert:
    said = _(_SAID[one.step]).format(order=clean(one.order_no), parcel=clean(one.parcel))
    return Alert(f"label {one.parcel} {one.step.value}", said)
