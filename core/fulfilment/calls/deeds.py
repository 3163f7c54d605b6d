"""What a key or a command barcode does with a call for a lead."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.calls import commands
from core.fulfilment.calls.models import CallStep
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def call_lead(place: str = "", screen: Sequence[str] = ()) -> Deed:
    """Call a lead, with what is on the screen; says who sees it, or that nobody does."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        work = bench.work
        made = commands.call(
            bench.tx, bench.station_id, work.order_id, work.said, place=place, screen=screen
        )
        about = {"names": ", ".join(made.seen_by), "times": made.times}
        if not made.seen_by:
            return Answer(Kind.INFO, "lead_called_nobody", about)
        return Answer(Kind.INFO, "lead_called" if made.times == 1 else "lead_again", about)

    return do


def call_back() -> Deed:
    """Nobody needs to come any more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        gone = commands.take_back(bench.tx, bench.station_id)
        return Answer(Kind.INFO, "lead_not_called" if gone is None else "lead_call_back")

    return do


def answer(call_id: int, step: CallStep) -> Deed:
    """A lead comes, or has been there."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now = commands.answer(bench.tx, call_id, step)
        about = {"station": now.station, "who": now.operator}
        return Answer(Kind.INFO, "lead_coming" if step is CallStep.COMING else "lead_done", about)

    return do
