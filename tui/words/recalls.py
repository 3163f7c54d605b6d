"""What is said of a courier that was asked to forget a shipment, and what a person does then."""

from __future__ import annotations

from core.i18n import _
from core.outbox import OutboxState
from core.shipping.recalling import Recalled
from tui.words.verdicts_parts import reason as reason_words


def recall_words(recall: Recalled, courier: str, parcel: str, waybill: str) -> str:
    """How it stands with the courier; where it needs a person, what they do next."""
    about = {"courier": courier, "parcel": parcel, "waybill": waybill or "-"}
    reason = reason_words(recall.reason or "?")
    if recall.state is OutboxState.REJECTED:
        said = _("{courier} does not cancel {waybill}: {reason}").format(reason=reason, **about)
    elif recall.state is OutboxState.UNKNOWN:
        said = _("Nobody knows whether {courier} cancelled {waybill}: {reason}").format(
            reason=reason, **about
        )
    else:
        return _("{courier} is asked to cancel {waybill}.").format(**about)
    to_do = _(
        "Ask once more: kemas shipments cancel {parcel}; "
        "or tell the courier, then: kemas shipments cancel {parcel} --told"
    ).format(parcel=parcel)
    return f"{said.rstrip('.')}. {to_do}"
