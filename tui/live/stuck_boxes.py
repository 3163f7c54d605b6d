"""What a station is told of boxes that it packed and that no courier takes as they are."""

from __future__ import annotations

from core.fulfilment.packing.work import load
from core.i18n import N_, _
from core.shipping.settings import ShippingSettings
from core.shipping.stuck_boxes import StuckBox, stuck_boxes
from core.text import clean
from core.transaction import Transaction
from tui.state import Alert
from tui.words.verdicts_parts import reason

_REFUSED = N_(
    "{courier} does not take parcel {parcel}, order {order}: {reason}. Put the box aside."
)
_UNKNOWN = N_(
    "Nobody knows whether {courier} has parcel {parcel}, order {order}: {reason}. "
    "Put the box aside."
)


def stuck_box_alerts(
    tx: Transaction, settings: ShippingSettings, station_id: int
) -> tuple[Alert, ...]:
    """One sentence for each box of a station that is not booked and stays so by itself."""
    here = load(tx, station_id, lock=False).warehouse_id
    return tuple(_alert(one) for one in stuck_boxes(tx, settings, here, station_id))


def _alert(one: StuckBox) -> Alert:
    said = _(_REFUSED if one.is_refused else _UNKNOWN).format(
        courier=clean(one.courier),
        parcel=clean(one.parcel),
        order=clean(one.order_no),
        reason=reason(one.reason).rstrip("."),
    )
    return Alert(f"stuck {one.parcel} {one.is_refused}", said)
