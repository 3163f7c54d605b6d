"""What a lead does to another station from their own: say a line to it, free what it holds."""

from __future__ import annotations

from core.fulfilment.freed import free
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench, load
from core.people import lines


def say(station_id: int, text: str) -> Deed:
    """Say one line to a station."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        lines.say(bench.tx, station_id, text)
        name = load(bench.tx, station_id, lock=False).name
        return Answer(Kind.INFO, "line_said", {"station": name})

    return do


def free_station(station_id: int, reason: str) -> Deed:
    """Free the orders and the walk that a station holds."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = free(bench.tx, station_id, reason)
        about = {
            "station": done.station,
            "names": ", ".join((*done.orders, *([done.walk] if done.walk else []))),
            "packed": done.packed,
        }
        if not about["names"]:
            return Answer(Kind.INFO, "freed_nothing", about)
        return Answer(Kind.INFO, "freed", about)

    return do
