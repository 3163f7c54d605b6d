"""Lots at the station: when they expire, which goods are of which, and what is laid aside."""

from __future__ import annotations

from core.catalog import queries as catalog
from core.catalog.tracking import Tracking
from core.fulfilment.expired import lay_aside
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.stock import lots, tracking


def describe(sku: str, lot: str, day: str, note: str | None) -> Deed:
    """Set right when a lot expires, and its note; an empty day is left as it is."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        product = catalog.product(bench.tx, sku)
        until = lots.day_of(day, bench.tx.today) if day else None
        now = tracking.describe(bench.tx, product.id, lot, expires_on=until, note=note)
        shown = now.expires_on.isoformat() if now.expires_on else "-"
        return Answer(
            Kind.INFO, "lot_described", {"sku": product.sku, "lot": now.lot, "day": shown}
        )

    return do


def assign(sku: str, bin_code: str, units: int, was: str, lot: str, day: str) -> Deed:
    """Say which lot units in a bin are of; the worker promises them to who waits."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        product = catalog.product(bench.tx, sku)
        until = lots.day_of(day, bench.tx.today) if day else None
        done = tracking.assign(
            bench.tx,
            bench.warehouse_id,
            product.id,
            bin_code,
            units,
            lot,
            was=was,
            expires_on=until,
        )
        about = {"sku": done.sku, "bin": done.bin, "units": done.units, "lot": done.lot}
        return Answer(Kind.INFO, "lot_assigned", about)

    return do


def aside(bench: Bench, order: OpenOrder | None) -> Answer:
    """All expired goods of the warehouse leave their shelves for the place of damaged ones."""
    done = lay_aside(bench.tx, bench.warehouse_id)
    if not done:
        return Answer(Kind.INFO, "expired_none")
    units, kept = sum(one.units for one in done), sum(one.kept for one in done)
    about = {"units": units, "kept": kept, "waiting": sum(one.waiting for one in done)}
    return Answer(Kind.INFO, "expired_kept" if kept else "expired_aside", about)


def track(sku: str, by: str, life: int | None) -> Deed:
    """Track a product by lot, expiry or serial number from now on, or no more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        product = catalog.product(bench.tx, sku)
        done = tracking.track(bench.tx, product.id, Tracking(by), life)
        about = {"sku": done.sku, "days": done.min_life_days}
        tracked = done.tracking is not Tracking.NONE
        return Answer(Kind.INFO, "tracked" if tracked else "tracked_no_more", about)

    return do
