"""What may be asked of a courier: only what it can do, looked at before anything is booked."""

from __future__ import annotations

from core.couriers.base import Can, Courier
from core.couriers.bookings import Inspection
from core.couriers.limits import beyond
from core.couriers.quotes import Destination, ToQuote
from core.errors import Refusal
from core.shipping.shipments import Shipment

FIELDS: dict[str, Can] = {
    "cod": Can.COD,
    "insurance": Can.INSURE,
    "fee_payer": Can.RECIPIENT_PAYS,
    "inspection": Can.INSPECTION,
}
"""What of a shipment is offered only by couriers that can do it."""


def offers(courier: Courier, field: str) -> bool:
    """Whether a courier can do what a field of a shipment asks for."""
    return field not in FIELDS or FIELDS[field] in courier.can


def check_offered(courier: Courier, shipment: Shipment) -> None:
    """Raises Refusal for what the courier cannot do or carry.

    ``shipment_recipient_pays``, ``shipment_inspection``, or ``shipment_beyond`` with `why` and its
    parameters as `core.couriers.quotes.NotOffered` has them.
    """
    if shipment.fee_payer == "recipient" and not offers(courier, "fee_payer"):
        raise Refusal("shipment_recipient_pays", courier=courier.name)
    if shipment.inspection != Inspection.NONE and not offers(courier, "inspection"):
        raise Refusal("shipment_inspection", courier=courier.name)
    wanted = ToQuote(
        Destination(),
        shipment.currency,
        shipment.weight_g,
        cod=shipment.cod,
        insurance=shipment.insurance,
        length_mm=shipment.length_mm,
        width_mm=shipment.width_mm,
        height_mm=shipment.height_mm,
    )
    refused = beyond(courier, wanted)
    if refused is not None:
        raise Refusal(
            "shipment_beyond", courier=courier.name, why=refused.why.value, **refused.params
        )
