"""Words for what couriers say when they are asked for their fee."""

from __future__ import annotations

from collections.abc import Mapping

from core.couriers.quotes import NotOffered, Offer, Offers, Why, Within
from core.couriers.troubles import Trouble
from core.i18n import N_, _, language, ngettext
from core.money import Money, show
from core.orders.entry.reasons import field_name
from core.shipping.choosing import Option
from core.shipping.quoting import Answer, Wanted
from tui.words.couriers import courier_reason

_WHY: dict[Why, str] = {
    Why.NO_TARIFF: N_("there is no price list for it in the configuration"),
    Why.NOT_SERVED: N_("{place} is not on its price list"),
    Why.TOO_HEAVY: N_("it takes at most {most} there"),
    Why.ADDRESS_SHORT: N_("its price list goes by what the address lacks: {fields}"),
    Why.OTHER_CURRENCY: N_("its price list is in {currency}"),
    Why.TOO_BIG: N_("it takes at most {most} a side"),
    Why.NO_COD: N_("it does not collect money"),
    Why.TOO_MUCH_COD: N_("it collects at most {most}"),
    Why.NO_INSURANCE: N_("it does not insure parcels"),
    Why.TOO_MUCH_INSURED: N_("it insures at most {most}"),
    Why.PLACE_UNKNOWN: N_("nobody said yet which of its places the address is in"),
    Why.REFUSED: N_("it says: {reason}"),
}
_UNKNOWN: dict[str, str] = {
    "no_answer": N_("no answer"),
    "failed": N_("it could not be asked"),
    "not_asked": N_("it is not asked for fees"),
    "unreadable": N_("no answer that can be read"),
    Trouble.UNREACHED: N_("no answer"),
    Trouble.SILENT: N_("no answer"),
    Trouble.UNREADABLE: N_("no answer that can be read"),
}


def within(promise: Within | None) -> str:
    """How long it takes; empty where nobody says."""
    if promise is None:
        return ""
    low, high = promise.low, promise.high
    span = f"{low}" if low == high else f"{low}–{high}"
    if promise.unit == "hours":
        return ngettext("{span} hour", "{span} hours", high).format(span=span)
    return ngettext("{span} day", "{span} days", high).format(span=span)


def offered(offer: Offer, currency: str) -> str:
    """What an offer costs and how long it takes."""
    fee = show(Money(offer.fee, currency), language()) if offer.fee else _("free")
    return " · ".join(part for part in (fee, within(offer.within)) if part)


def marks(option: Option) -> str:
    """What speaks for a way to send a parcel."""
    said = [
        (option.usual, _("usual")),
        (option.cheapest, _("cheapest")),
        (option.fastest, _("fastest")),
    ]
    return ", ".join(word for one, word in said if one)


def why_not(answer: Answer) -> str:
    """Why a courier offers nothing; empty where it offers something."""
    quote = answer.quote
    if isinstance(quote, Offers):
        return ""
    if not isinstance(quote, NotOffered):
        said = _UNKNOWN.get(quote.reason.partition(": ")[0], "")
        return _(said) if said else courier_reason(quote.reason) or _(_UNKNOWN["unreadable"])
    return reason_of(quote)


def reason_of(quote: NotOffered) -> str:
    """The same of what a courier, or its limits, said."""
    said = {name: str(value) for name, value in quote.params.items()}
    if quote.why is Why.ADDRESS_SHORT:
        parts = quote.params.get("parts", ())
        names = parts if isinstance(parts, tuple) else ()
        said["fields"] = ", ".join(field_name(name) for name in names)
    if quote.why is Why.TOO_HEAVY:
        said["most"] = weight(int(str(quote.params.get("max_g", 0))))
    if quote.why is Why.TOO_BIG:
        said["most"] = f"{int(str(quote.params.get('max_mm', 0))) / 10:g} cm"
    if quote.why in {Why.TOO_MUCH_COD, Why.TOO_MUCH_INSURED}:
        most = int(str(quote.params.get("most", 0)))
        said["most"] = show(Money(most, str(quote.params.get("currency", ""))), language())
    if quote.why is Why.NOT_SERVED and not said.get("place"):
        return _("the address is not on its price list")
    return _(_WHY[quote.why]).format(**said)


def beyond_words(params: Mapping[str, object]) -> str:
    """Why a courier would not take a parcel, as a refusal tells it."""
    return reason_of(NotOffered(Why(str(params["why"])), params))


def weight(grams: int) -> str:
    """A weight in grams, or in kilograms from one on."""
    from babel.numbers import format_decimal

    locale = {"id": "id_ID", "vi": "vi_VN"}.get(language(), "en")
    if grams < 1000:
        return f"{grams} g"
    return f"{format_decimal(grams / 1000, format='#,##0.###', locale=locale)} kg"


def weighed(wanted: Wanted) -> str:
    """What the parcel weighs, as far as somebody knows."""
    parcel = wanted.parcel
    if wanted.typed:
        return _("{weight} as typed").format(weight=weight(parcel.weight_g))
    if not wanted.unweighed:
        return weight(parcel.weight_g)
    skus = ", ".join(wanted.unweighed[:5]) + (" …" if len(wanted.unweighed) > 5 else "")
    if not parcel.weight_g:
        return _("no weight is known of: {skus}").format(skus=skus)
    said = _("{weight} without {skus}, whose weight is not known")
    return said.format(weight=weight(parcel.weight_g), skus=skus)
