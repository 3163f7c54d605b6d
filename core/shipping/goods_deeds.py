"""What keys and scans do with products at a station."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core import barcodes
from core.catalog import queries
from core.catalog.queries import Product
from core.errors import NotFound, Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings
from core.shipping.stickers import product_labels_of
from core.stock import families, family_values, goods
from core.stock.bundling import make_bundle
from core.stock.goods import Told
from core.stock.goods_rules import Sharing, others_with
from core.transaction import Transaction

_GOODS = frozenset({barcodes.Kind.GTIN, barcodes.Kind.TEXT})


def find(code: str, give: str) -> Deed:
    """A scan: the product it is on; with `give`, a product's number, it becomes its barcode."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if barcodes.read(code).kind not in _GOODS:
            return as_usual(bench, code)
        if give:
            return _give(bench.tx, int(give), code, Sharing.REFUSE)
        found = queries.by_barcode(bench.tx, code)
        if len(found) > 1:
            return Answer(Kind.INFO, "products_found", {"count": len(found)})
        try:
            one = found[0] if found else queries.product(bench.tx, code)
        except NotFound:
            usual = as_usual(bench, code)
            unknown = usual.kind is Kind.UNKNOWN_CODE and not usual.detail
            return Answer(Kind.UNKNOWN_CODE, "product") if unknown else usual
        return Answer(Kind.INFO, "product_found", _about(one))

    return do


def take(product: str, code: str, way: str) -> Deed:
    """A barcode of another product comes to this one, too or only."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _give(bench.tx, int(product), code, Sharing(way))

    return do


def _give(tx: Transaction, product_id: int, text: str, sharing: Sharing) -> Answer:
    read = barcodes.read(text)
    if read.kind not in _GOODS:
        raise Refusal("barcode_needed")
    code = read.value
    units = (read.quantity or 1) if read.typed else 1
    one = queries.product_by_id(tx, product_id)
    others = others_with(tx, product_id, [barcodes.key(code)])
    if others and sharing is Sharing.REFUSE:
        _code, _owner, sku, name = others[0]
        about = {"other": sku, "other_name": name, "code": code}
        return Answer(Kind.AMBIGUOUS_CODE, "barcode_taken", about)
    goods.add_barcode(tx, product_id, code, units, sharing)
    return Answer(Kind.INFO, "product_coded", _about(one) | {"code": code, "count": units})


def add(sku: str, told: Told, currency: str) -> Deed:
    """A new product."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = goods.add(bench.tx, bench.warehouse_id, sku, told, currency)
        return Answer(Kind.INFO, "product_made", _about(queries.product_by_id(bench.tx, made)))

    return do


def change(product: str, told: Told, currency: str, seen: str) -> Deed:
    """What the form says, unless somebody changed the product since it was shown."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        when = datetime.fromisoformat(seen) if seen else None
        changed = goods.change(bench.tx, int(product), told, currency, seen=when)
        about = _about(queries.product_by_id(bench.tx, int(product)))
        return Answer(Kind.INFO, "product_changed" if changed else "product_same", about)

    return do


def put_away(product: str, *, back: bool) -> Deed:
    """It is not sold any more, or again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        goods.change(bench.tx, int(product), Told(), "", active=back)
        about = _about(queries.product_by_id(bench.tx, int(product)))
        return Answer(Kind.INFO, "product_back" if back else "product_put_away", about)

    return do


def bundle(product: str, parts: Mapping[int, int]) -> Deed:
    """What it is made of; nothing makes it a plain product again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        make_bundle(bench.tx, int(product), parts)
        about = _about(queries.product_by_id(bench.tx, int(product)))
        return Answer(
            Kind.INFO,
            "product_bundled" if parts else "product_single",
            about | {"count": len(parts)},
        )

    return do


def uncode(product: str, code: str) -> Deed:
    """A barcode comes off."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        goods.remove_barcode(bench.tx, int(product), code)
        one = queries.product_by_id(bench.tx, int(product))
        return Answer(Kind.INFO, "product_uncoded", _about(one) | {"code": code})

    return do


def labels(settings: ShippingSettings, sku: str, copies: int, *, prices: bool, qr: bool) -> Deed:
    """Labels on the label printer."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        paper = product_labels_of(bench.tx, settings, [sku], copies, prices=prices, qr=qr)
        job = print_document(bench.tx, settings, paper)
        about = {"sku": sku, "count": copies, "printer": job.printer}
        return Answer(Kind.INFO, "product_labels", about)

    return do


def make_variants(values: Mapping[str, str], currency: str) -> Deed:
    """A new family with all its products."""
    told = {name: values[name] for name in ("unit_price", "tax_rate") if values.get(name)}
    attributes = [
        families.read_attribute(values[name])
        for name in ("first", "second", "third")
        if values.get(name, "").strip()
    ]

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = families.make_family(
            bench.tx,
            values.get("sku", ""),
            values.get("name", ""),
            attributes,
            told,
            currency,
            values.get("pattern", ""),
        )
        about = {"sku": made.sku, "name": made.name, "count": len(made.variants)}
        return Answer(Kind.INFO, "family_made", about)

    return do


def add_values(family: str, attribute: str, text: str) -> Deed:
    """More values of an attribute; only their products are made."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        new = families.read_values(text)
        found, made = families.add_values(bench.tx, family, attribute, new)
        about = {"sku": found.sku, "name": found.name, "count": len(made)}
        return Answer(Kind.INFO, "family_grown", about)

    return do


def rename_values(family: str, attribute: str, text: str, currency: str) -> Deed:
    """Other names for values of an attribute; SKUs stay."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        named = families.read_values(text)
        found, count = family_values.rename_values(bench.tx, family, attribute, named, currency)
        about = {"sku": found.sku, "name": found.name, "count": count}
        return Answer(Kind.INFO, "family_renamed", about)

    return do


def remove_values(family: str, attribute: str, text: str, currency: str) -> Deed:
    """Values are taken away, and their products put away."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        codes = [one.code for one in families.read_values(text)]
        found, count = family_values.remove_values(bench.tx, family, attribute, codes, currency)
        about = {"sku": found.sku, "name": found.name, "count": count}
        return Answer(Kind.INFO, "family_shrunk", about)

    return do


def _about(one: Product) -> dict[str, object]:
    return {"sku": one.sku, "name": one.name}
