"""Words for new products that are brought to shops at sales channels."""

from __future__ import annotations

from core.channels.publishing.records import Wrong
from core.channels.publishing.states import Stand
from core.i18n import N_, _

_STANDS: dict[Stand, str] = {
    Stand.DRAFT: N_("drawn up"),
    Stand.WAITING: N_("on its way"),
    Stand.REVIEW: N_("under review"),
    Stand.LIVE: N_("live"),
    Stand.REFUSED: N_("refused"),
}
_FIELDS = {
    "name": N_("name"),
    "description": N_("description"),
    "pictures": N_("pictures"),
    "price": N_("price"),
    "weight": N_("weight"),
    "size": N_("length, width and height"),
    "brand": N_("brand"),
    "category": N_("category"),
    "sku": N_("SKU"),
}


def stand_word(stand: Stand) -> str:
    """How far a new product is."""
    return _(_STANDS[stand])


def field_word(name: str) -> str:
    """What a field is called; an attribute has the platform's own name."""
    return _(_FIELDS[name]) if name in _FIELDS else name


def fields_words(told: str) -> str:
    """Several of them."""
    return ", ".join(field_word(one) for one in told.split(", "))


def wrong_words(one: Wrong) -> str:
    """What a platform says against something, in its own words."""
    about = " ".join(part for part in (one.sku, field_word(one.field)) if part)
    return f"{about}: {one.said}" if about else one.said
