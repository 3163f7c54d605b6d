"""Places at the station: bins, the walk through them, and orders that go to another warehouse."""

from __future__ import annotations

from dataclasses import dataclass

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.fulfilment.moving import move
from core.fulfilment.packing.arriving import promised_now
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.rerouting import reroute
from core.orders.commands import find
from core.people.permissions import Permission, require
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings
from core.shipping.stickers import bin_labels_of
from core.stock import bins, zones
from core.stock.bin_patterns import codes_of
from core.stock.bin_queries import lying, place_by_id
from core.stock.bins import BinChange
from core.stock.models import Purpose
from core.stock.places import find_bin
from core.stock.warehouses import open_one
from core.text import clean

HAND = "places"
"""What is kept of a walk that is being said, beside the packing."""
_SHOWN = 4


def make(pattern: str, told: BinChange) -> Deed:
    """New bins, one or many by a pattern."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = bins.add_bins(bench.tx, bench.warehouse_id, codes_of(clean(pattern, 80)), told)
        about = {"count": len(made), "first": made[0].code, "last": made[-1].code}
        return Answer(Kind.INFO, "place_made" if len(made) == 1 else "places_made", about)

    return do


def make_zone(code: str, name: str) -> Deed:
    """A new zone behind the others."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = zones.add_zone(bench.tx, bench.warehouse_id, code, name)
        return Answer(Kind.INFO, "zone_made", {"zone": made.code})

    return do


def change(code: str, told: BinChange) -> Deed:
    """Change what is told of a bin."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        place = bins.place_of(bench.tx, bench.warehouse_id, code)
        bins.change_bin(bench.tx, place, told)
        return Answer(Kind.INFO, "bin_changed", {"bin": place.code})

    return do


def turn(code: str) -> Deed:
    """A pick bin becomes a bulk bin, and the other way round."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        place = bins.place_of(bench.tx, bench.warehouse_id, code)
        bulk = place.purpose is Purpose.PICK
        bins.change_bin(bench.tx, place, BinChange(purpose=Purpose.BULK if bulk else Purpose.PICK))
        return Answer(Kind.INFO, "place_bulk" if bulk else "place_pick", {"bin": place.code})

    return do


def step(code: str, *, back: bool) -> Deed:
    """Walk to a bin one sooner or one later."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        place = bins.place_of(bench.tx, bench.warehouse_id, code)
        bins.one_step(bench.tx, place, back=back)
        return Answer(Kind.INFO, "place_moved", {"bin": place.code})

    return do


def number(by: str) -> Deed:
    """Number the whole walk anew, see `core.stock.bins.in_order`."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        places = bins.in_order(bench.tx, bench.warehouse_id, by)
        changed = bins.renumber(bench.tx, bench.warehouse_id, places)
        return Answer(Kind.INFO, "places_walked", {"count": changed})

    return do


@dataclass(frozen=True, slots=True)
class Going:
    """Goods that go to another bin; `units` None: all that can go."""

    sku: str
    source: str
    target: str
    units: int | None
    lot: str | None
    note: str


def move_goods(goods: Going) -> Deed:
    """Goods go from one bin to another; orders that wait are promised what can be sold again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = move(
            bench.tx,
            bench.warehouse_id,
            goods.sku,
            goods.source,
            goods.target,
            goods.units,
            lot=goods.lot,
            note=goods.note,
            partial=bench.rules.partial_promise,
        )
        ready = promised_now(bench, [done.product_id])
        about = {
            "sku": done.sku,
            "units": done.units,
            "from": done.source,
            "bin": done.target,
            "left": done.left,
            "count": done.gave_up,
            "ready": done.ready,
            "can_go": ready,
        }
        return Answer(Kind.INFO, "goods_broken" if done.gave_up else "goods_moved", about)

    return do


def label(settings: ShippingSettings, code: str) -> Deed:
    """Print the label of a bin."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        paper = bin_labels_of(bench.tx, settings, bench.warehouse_id, [code])
        job = print_document(bench.tx, settings, paper)
        return Answer(Kind.INFO, "place_label", {"bin": code, "printer": job.printer})

    return do


def send_elsewhere(number: str, code: str, channel: str = "") -> Deed:
    """Send an order that nobody has begun to another warehouse, with what it was promised."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = find(bench.tx, number, channel)
        target = open_one(bench.tx, code)
        partial = bench.rules.partial_promise
        done = reroute(bench.tx, wanted.id, target.id, partial=partial)
        missing = sum(one.quantity for one in done.missing)
        about = {"order": done.order_no, "warehouse": done.warehouse, "missing": missing}
        if not done.moved:
            return Answer(Kind.INFO, "order_there", about)
        return Answer(Kind.INFO, "order_routed_short" if missing else "order_routed", about)

    return do


def walk(bench: Bench, order: OpenOrder | None) -> Answer:
    """Begin to say the walk by scanning, or end it."""
    require(bench.tx, Permission.PLACE_CHANGE)
    if HAND in bench.work.aside:
        many = bench.work.aside[HAND]["many"]
        bench.lay_aside(HAND, None)
        return Answer(Kind.INFO, "place_walk_ended", {"count": many})
    bench.lay_aside(HAND, {"last": None, "many": 0})
    return Answer(Kind.INFO, "place_walk_begun")


def scanned(raw: str) -> Deed:
    """A bin is the next one of the walk, else what lies there; all other codes are packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        if code.kind not in {CodeKind.BIN, CodeKind.TEXT, CodeKind.GTIN}:
            return as_usual(bench, raw)
        found = find_bin(bench.tx, bench.warehouse_id, clean(code.value, 40))
        if found is None:
            if code.kind is CodeKind.BIN:
                return Answer(Kind.UNKNOWN_CODE, "place_unknown", {"bin": clean(code.value, 40)})
            return as_usual(bench, raw)
        if HAND in bench.work.aside:
            return _next(bench, found.code)
        goods = lying(bench.tx, found.id)
        said = ", ".join(f"{each.on_hand} × {each.sku}" for each in goods[:_SHOWN])
        more = " …" if len(goods) > _SHOWN else ""
        about = {"bin": found.code, "inside": f"{said}{more}"}
        return Answer(Kind.INFO, "place_lies" if goods else "place_empty", about)

    return do


def goes_on(bench: Bench) -> Answer | None:
    """The walk that is being said; None where none is."""
    return Answer(Kind.INFO, "place_walk_begun") if HAND in bench.work.aside else None


def _next(bench: Bench, code: str) -> Answer:
    require(bench.tx, Permission.PLACE_CHANGE)
    place = bins.place_of(bench.tx, bench.warehouse_id, code)
    hand = bench.work.aside[HAND]
    if hand["last"] is not None and hand["last"] != place.id:
        bins.walk_behind(bench.tx, place, place_by_id(bench.tx, hand["last"]))
    many = hand["many"] + (hand["last"] != place.id)
    bench.lay_aside(HAND, {"last": place.id, "many": many})
    return Answer(Kind.OK, "place_walked", {"bin": place.code, "count": many})
