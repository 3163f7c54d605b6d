"""The sheet of a walk on paper, and what keys do to walks beyond scanning."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import NotFound, Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import ending
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.hand import in_hand, put_down
from core.fulfilment.walks.planning import plan
from core.fulfilment.walks.queries import Part, sheet
from core.fulfilment.walks.states import LIVE, Mode, Place
from core.fulfilment.walks.walk import find
from core.paper.goods_documents import BinLabels
from core.paper.queries import Job
from core.paper.walk_document import Stop, WalkList
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings
from core.shipping.stickers import MOST
from core.transaction import Transaction


def walk_list(tx: Transaction, settings: ShippingSettings, code: str) -> WalkList:
    """The sheet of a walk as it would be printed now.

    Raises NotFound ``walk_unknown``, or Refusal ``walk_over`` where nothing of it is left.
    """
    found = sheet(tx, find(tx, code).id)
    if found.walk.state not in LIVE:
        state = found.walk.state.value
        raise Refusal("walk_over", walk=found.walk.code, walk_state=state)
    one_place = found.walk.mode in {Mode.BATCH, Mode.SINGLE}
    return WalkList(
        language=settings.language,
        zone=settings.zone,
        code=found.walk.code,
        area=found.walk.zone,
        due_at=found.walk.due_at,
        orders=tuple(
            (one.order_no, "" if one_place else one.tote or f"#{one.slot}")
            for one in found.members
            if one.state is not Place.OUT
        ),
        stops=tuple(
            Stop(
                stop.bin,
                stop.sku,
                stop.name,
                stop.units - stop.picked,
                "" if one_place else _places(stop.parts),
                stop.lot,
            )
            for stop in found.stops
            if stop.units > stop.picked
        ),
        printed_at=tx.now,
        station=tx.actor.station,
    )


def _places(parts: tuple[Part, ...]) -> str:
    return ", ".join(f"{part.to}: {part.units}" for part in parts)


def tote_labels(
    settings: ShippingSettings, warehouse: str, codes: Sequence[str], copies: int = 1
) -> BinLabels:
    """Labels for totes and for places of a sorting wall. Raises Refusal ``labels_too_many``."""
    if len(codes) * copies > MOST:
        raise Refusal("labels_too_many", count=len(codes) * copies, limit=MOST)
    return BinLabels(settings.language, warehouse, tuple(codes), copies, totes=True)


def print_walk(
    tx: Transaction, settings: ShippingSettings, code: str, printer: str | None = None
) -> Job:
    """Print the sheet of a walk; raises what `walk_list` raises."""
    return print_document(tx, settings, walk_list(tx, settings, code), printer)


def paper(settings: ShippingSettings, code: str) -> Deed:
    """The sheet of a walk comes out of the printer."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        job = print_walk(bench.tx, settings, code)
        return Answer(Kind.INFO, "walk_printed", {"walk": code, "printer": job.printer})

    return do


def make(wanted: Wanted) -> Deed:
    """Plan a wave at the station."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wave = plan(bench.tx, bench.warehouse_id, wanted, straight=bench.rules.straight_walks)
        about = {
            "orders": wave.orders,
            "units": sum(walk.units for walk in wave.walks),
            "walks": len(wave.walks),
            "walk": wave.walks[0].code,
        }
        return Answer(Kind.INFO, "walk_made", about)

    return do


def cancel(code: str, reason: str) -> Deed:
    """Cancel a walk; its orders wait again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if not code:
            raise NotFound("walk_unknown", walk="-")
        walk, units = ending.cancel(bench.tx, code, reason)
        hand = in_hand(bench)
        if hand is not None and hand.walk.id == walk.id:
            put_down(bench)
        about = {"walk": walk.code, "picked": units}
        return Answer(Kind.INFO, "walk_cancelled_picked" if units else "walk_cancelled", about)

    return do
