"""What is done at the station about new products for shops at sales channels."""

from __future__ import annotations

from collections.abc import Mapping

from core.channels.listings import match
from core.channels.publishing.drafts import begin, forget, say, send, want_catalog
from core.channels.registry import Shop
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def draw_up(shop: Shop, text: str, category: str) -> Deed:
    """Draw a product up for a shop."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = begin(bench.tx, shop, text, category)
        return Answer(Kind.INFO, "listing_drawn_up", {"shop": shop.name, "sku": done.sku})

    return do


def fill_in(shop: Shop, number: int, values: Mapping[str, str]) -> Deed:
    """Say what its attributes are."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = say(bench.tx, shop, number, values)
        return Answer(Kind.INFO, "listing_filled_in", {"shop": shop.name, "sku": done.sku})

    return do


def send_off(shop: Shop, home: str, number: int) -> Deed:
    """Have it brought to its shop."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = send(bench.tx, shop, home, number)
        return Answer(Kind.INFO, "listing_sent", {"shop": shop.name, "sku": done.sku})

    return do


def drop(shop: Shop, number: int) -> Deed:
    """Forget what is only drawn up."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        sku = forget(bench.tx, shop, number)
        return Answer(Kind.INFO, "listing_dropped", {"shop": shop.name, "sku": sku})

    return do


def read_categories(shop: Shop) -> Deed:
    """Have the categories of a shop read."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        want_catalog(bench.tx, shop)
        return Answer(Kind.INFO, "categories_asked", {"shop": shop.name})

    return do


def is_product(shop: Shop, listing: str, sku: str) -> Deed:
    """Say which product a listing is, by SKU or barcode; empty: none any more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = match(bench.tx, shop, listing, sku)
        told = {"shop": shop.name, "listing": f"{done.name} {done.variant}".strip()}
        if not done.sku:
            return Answer(Kind.INFO, "listing_unmatched", told)
        return Answer(Kind.INFO, "listing_matched", told | {"sku": done.sku})

    return do
