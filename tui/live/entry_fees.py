"""What couriers say of an order that is typed in: as the entry screen shows and takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.couriers.quotes import Offer, Offers
from core.orders.entry.contents import Contents
from core.shipping.quoting import Answer, Wanted, with_offer
from tui.entry_views import FeeList
from tui.views import Choice
from tui.words.quotes import offered, weighed, why_not

_BETWEEN = "\n"


def drawn(wanted: Wanted, answers: Sequence[Answer]) -> FeeList:
    """Every offer, then who offers nothing and why."""
    currency = wanted.parcel.currency
    offers = [
        Choice(
            _BETWEEN.join((answer.courier, offer.service, str(offer.fee), wanted.mark)),
            f"{answer.name} · {offer.service}",
            offered(offer, currency),
        )
        for answer in answers
        if isinstance(answer.quote, Offers)
        for offer in answer.quote.offers
    ]
    silent = [Choice("", one.name, why_not(one)) for one in answers if why_not(one)]
    weight = str(wanted.parcel.weight_g) if wanted.typed else ""
    return FeeList(weighed(wanted), (*offers, *silent), weight)


def taken(contents: Contents, values: Mapping[str, str]) -> Contents:
    """What is typed in, with the chosen offer in it."""
    courier, service, fee, mark = values["offer"].split(_BETWEEN)
    return with_offer(contents, courier, Offer(service, int(fee)), mark)
