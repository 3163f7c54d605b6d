"""Words for what goes wrong with couriers, and what a person does about it."""

from __future__ import annotations

from core.couriers.troubles import Trouble
from core.i18n import N_, _
from core.text import clean, fit

_TROUBLES: dict[Trouble, str] = {
    Trouble.UNREACHED: N_("the courier's server was not reached"),
    Trouble.SILENT: N_("the courier did not answer in time; nobody knows whether it did it"),
    Trouble.UNREADABLE: N_(
        "the courier answered nothing that can be read; nobody knows whether it did it"
    ),
    Trouble.BROKEN: N_("the courier's server has a fault; nobody knows whether it did it"),
    Trouble.BUSY: N_("the courier was asked too often; try again later"),
    Trouble.PROCESSING: N_("the courier is still working on it; look again in a minute"),
    Trouble.LOGIN: N_("the courier refuses the login; check its keys in the configuration"),
    Trouble.SHOP: N_(
        "the courier knows no such shop under this login; check shop_id in the configuration"
    ),
    Trouble.PHONE: N_("the courier does not take the telephone number; correct it in the order"),
    Trouble.ADDRESS: N_(
        "the courier does not know the place of the address; correct it in the order"
    ),
    Trouble.PLACE_UNKNOWN: N_(
        "nobody said yet which of the courier's places the address is in; choose the place"
    ),
    Trouble.ROUTE: N_(
        "the courier does not go there with this service; choose another service or courier"
    ),
    Trouble.WEIGHT: N_(
        "weight or size is not what the courier takes; weigh and measure again, "
        "or pack more parcels"
    ),
    Trouble.COD: N_(
        "the courier does not collect this amount; let the buyer pay first or choose another"
    ),
    Trouble.INSURANCE: N_("the courier does not insure this value; insure less"),
    Trouble.BALANCE: N_("the account at the courier is empty; top it up, then ship again"),
    Trouble.CURRENCY: N_("the courier does not reckon in the currency of the order"),
    Trouble.TWICE: N_("the courier has this parcel already; look there for its waybill"),
    Trouble.SLOT: N_("the pickup time is not offered any more; choose another one"),
    Trouble.PARTS: N_(
        "the marketplace split this order, and the box holds something else; repack it so"
    ),
    Trouble.TOO_LATE: N_("the parcel is too far on its way for that"),
    Trouble.CANCELLED_THERE: N_("the order is cancelled there; nothing is sent"),
    Trouble.LEFT_ALREADY: N_("the order was sent already; nothing more is sent"),
    Trouble.NO_SUCH: N_("the courier knows no such shipment"),
    Trouble.NOT_OFFERED: N_("the courier does not do that"),
    Trouble.REFUSED: N_("the courier refuses it"),
}


def courier_reason(reason: str) -> str:
    """A reason that `core.couriers.troubles.because` wrote; empty where it is none of those."""
    name, _colon, said = reason.partition(": ")
    if name not in set(Trouble):
        return ""
    words = _(_TROUBLES[Trouble(name)])
    if not said:
        return words
    return _("{trouble}. It says: {said}").format(trouble=words, said=fit(clean(said), 200))
