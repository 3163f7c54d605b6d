"""Who comes to the table: what is open there is theirs now, and what they had elsewhere too."""

from __future__ import annotations

from core.errors import NotAllowed
from core.fulfilment import claims
from core.fulfilment.packing.coming import MOVED, come_over, elsewhere, gone_from, has_work
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.opening import needed, put_back
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench, Work, load
from core.people.commands import sign_in
from core.people.operators import Operator
from core.transaction import Transaction


def come(bench: Bench, person: Operator, who: str) -> Answer:
    """Sign somebody in who showed who they are; where they were signed in before, nobody is now."""
    others = elsewhere(bench.tx, person, bench.station_id)
    bench.lay_aside(MOVED, None)
    here = load(bench.tx, bench.station_id)
    brings = any(has_work(row.work) for row in others if row.warehouse_id == here.warehouse_id)
    if brings:
        both = _no_room(bench, person, next(row.name for row in others if has_work(row.work)))
        if both is not None:
            return both
    work, left = come_over(bench.tx, others, here, person, bench.rules.lease_ms)
    actor = sign_in(bench.tx, bench.station_id, who)
    bench.tx.actor = actor
    if work is not None:
        bench.work = work
    elif bench.work.order_id is not None:
        fence = claims.claim(bench.tx, bench.work.order_id, bench.rules.lease_ms)
        bench.change(fence=fence or bench.work.fence)
    params: dict[str, object] = {"who": actor.name, "open": bench.work.order_no}
    if left is None:
        return Answer(Kind.INFO, "signed_in", params)
    params["station"] = left.station
    if work is None or work.order_id is None:
        return Answer(Kind.INFO, "moved_here", params)
    order = load_order(bench.tx, work.order_id)
    bench.about(order.id, order.order_no)
    bench.parcel_id, bench.parcel = work.parcel_id, work.parcel
    params |= {"order": order.order_no, "packed": order.packed, "units": order.units}
    return Answer(Kind.INFO, "moved_here_order", params | needed(bench, order))


def nobody_here(bench: Bench) -> NotAllowed:
    """Why nothing is counted: nobody is signed in, or who was is at another station by now."""
    return _nobody(bench.work)


def nobody_at(tx: Transaction, station_id: int) -> NotAllowed:
    """The same of a station at which something was asked for."""
    return _nobody(load(tx, station_id, lock=False).work)


def _nobody(work: Work) -> NotAllowed:
    told = gone_from(work)
    if told is None:
        return NotAllowed("not_signed_in")
    return NotAllowed("session_moved", **told.params)


def _no_room(bench: Bench, person: Operator, station: str) -> Answer | None:
    """Two orders do not fit on one table: the one that is begun here comes first."""
    if not has_work(bench.work):
        return None
    if bench.work.order_id is not None and bench.work.tote_id is None:
        open_here = load_order(bench.tx, bench.work.order_id)
        if not open_here.packed and len(bench.work.aside) == 0:
            bench.tx.actor = person.actor(bench.tx.actor)
            put_back(bench, open_here)
            return None
    params = {"open": bench.work.order_no or bench.work.last_order_no, "station": station}
    return Answer(Kind.OTHER_ORDER_OPEN, "both_tables", params)
