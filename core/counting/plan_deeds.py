"""Plans of counts at the station: made, changed and ended."""

from __future__ import annotations

from datetime import date

from core.counting import plans
from core.counting.plans import Scheme
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def put(name: str, scheme: Scheme, first_on: date | None) -> Deed:
    """Make a plan, or change the one of this name."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = plans.put(bench.tx, bench.warehouse_id, name, scheme, first_on)
        about = {"plan": made.name, "day": made.next_on.isoformat()}
        return Answer(Kind.INFO, "count_plan_set", about)

    return do


def end(name: str) -> Deed:
    """Nothing more is counted by a plan."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        ended = plans.end(bench.tx, bench.warehouse_id, name)
        return Answer(Kind.INFO, "count_plan_ended", {"plan": ended.name})

    return do
