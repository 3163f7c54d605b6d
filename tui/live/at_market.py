"""What an order's page says of the marketplace that the order came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.channels.at_shop import AtShop, at_shop
from core.channels.label_stands import stands_of
from core.channels.registry import shops_of
from core.i18n import _
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.views import Section
from tui.words.channels import in_seller_centre, open_there_words, way_words
from tui.words.market_labels import label_rows

if TYPE_CHECKING:
    from core.settings import Config


def market_section(tx: Transaction, config: Config, order_id: int) -> Section:
    """Its buyer's wish, its packages, how its boxes leave, and what is to be done there."""
    found = at_shop(tx, shops_of(config), order_id) if config.channels else None
    if found is None:
        return Section(_("Marketplace"), ())
    labels = tuple((_("Label"), *row[1:]) for row in label_rows(stands_of(tx, [order_id])))
    return Section(_("Marketplace"), (*_rows(found), *labels))


def _rows(found: AtShop) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    if found.cancel_asked:
        key = key_name(BY_NAME["cancel_wish"].key)
        said = _("The buyer wants to cancel: {key} grants or refuses it.").format(key=key)
        rows.append((_("To do"), said))
    if found.open_there:
        rows.append((_("To do"), open_there_words(found.shop)))
    if found.still_arranged:
        rows.append((_("To do"), in_seller_centre(found.shop, found.still_arranged)))
    for at, one in enumerate(found.packages, 1):
        goods = ", ".join(f"{units} × {sku}" for sku, units in one.goods)
        said = " · ".join(filter(None, (goods, one.tracking, one.raw_state)))
        rows.append((_("Package {number}").format(number=at), said))
    several = len(found.ways) > 1
    for code, way in found.ways:
        words = way_words(way)
        rows.append((_("Leaves"), f"{code}: {words}" if several else words))
    return tuple(rows)
