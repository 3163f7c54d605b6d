"""Words for where parcels are: stages, what is to be looked at, how we know, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.couriers.states import Stage
from core.i18n import N_, _
from core.shipping.states import ShipmentState
from core.shipping.tracking.states import Problem, Source
from core.text import clean
from tui.words.couriers import courier_reason

_STAGES: dict[Stage, str] = {
    Stage.CREATED: N_("announced to the courier"),
    Stage.PICKUP_FAILED: N_("the courier did not get it at the pick-up"),
    Stage.PICKED_UP: N_("the courier has it"),
    Stage.IN_TRANSIT: N_("on its way"),
    Stage.OUT_FOR_DELIVERY: N_("out for delivery"),
    Stage.DELIVERED: N_("delivered"),
    Stage.DELIVERY_FAILED: N_("not delivered: an attempt failed"),
    Stage.HELD: N_("kept by the courier, which waits for a word"),
    Stage.RETURNING: N_("comes back"),
    Stage.RETURNED: N_("brought back"),
    Stage.DAMAGED: N_("damaged"),
    Stage.LOST: N_("lost"),
    Stage.CANCELLED: N_("cancelled at the courier"),
    Stage.REFUSED: N_("not carried by the courier after all"),
}
_PROBLEMS: dict[Problem, str] = {
    Problem.PICKUP_FAILED: N_("not picked up"),
    Problem.FAILED: N_("attempt failed"),
    Problem.HELD: N_("courier waits"),
    Problem.DAMAGED: N_("damaged"),
    Problem.RETURNING: N_("comes back"),
    Problem.RETURNED: N_("brought back"),
    Problem.LOST: N_("lost"),
    Problem.STOPPED: N_("not carried"),
    Problem.STRANGE: N_("unknown state"),
    Problem.AGAINST: N_("does not fit"),
    Problem.NOT_HANDED_OVER: N_("not scanned out"),
    Problem.LATE: N_("late"),
}
_CURES: dict[Problem, str] = {
    Problem.PICKUP_FAILED: N_("Have it ready, and ask the courier to come again."),
    Problem.FAILED: N_("Call the buyer, then ask for a new attempt or have it brought back."),
    Problem.HELD: N_("Tell the courier what to do: a new attempt, or bring it back."),
    Problem.DAMAGED: N_("Claim it at the courier, and call the buyer."),
    Problem.RETURNING: N_("Its return is announced; scan its label in Returns when it is here."),
    Problem.RETURNED: N_("Scan its label in Returns when it is here; if it is not, ask for it."),
    Problem.LOST: N_("Claim it at the courier, call the buyer, send the goods anew."),
    Problem.STOPPED: N_("Cancel the shipment here, and book the parcel anew."),
    Problem.STRANGE: N_("Look at the courier's site, then say where it is."),
    Problem.AGAINST: N_("Look at the courier's site, then say where it is."),
    Problem.NOT_HANDED_OVER: N_("Find out whether the box is still here; then scan it out."),
    Problem.LATE: N_("Ask the courier where it is, and call the buyer."),
}
_SOURCES: dict[Source, str] = {
    Source.ASKED: N_("asked"),
    Source.TOLD: N_("told by the courier"),
    Source.FILE: N_("from a file"),
    Source.HAND: N_("by hand"),
}
_STEPS: dict[str, str] = {
    "called": N_("the buyer was called"),
    "attempt": N_("the courier was asked for a new attempt"),
    "back": N_("the courier was told to bring it back"),
    "waits": N_("waits"),
    "settled": N_("settled"),
}
TRACK_EVENTS: dict[str, str] = {
    "parcel_seen": N_("{courier}: {seen}"),
    "parcel_step": N_("{step}: {note}"),
    "fee_changed": N_("{courier} charges {amount} {currency} now"),
    "turn_agreed": N_("{courier} does it: {wish}"),
    "turn_refused": N_("{courier} does not do it: {wish}. {reason}"),
    "turn_unknown": N_("unknown whether {courier} does it: {wish}. {reason}"),
    "turn_unannounced": N_("no return was announced: {reason}"),
    "waybill_changed": N_("the waybill number is now {waybill}, it was {before}"),
}
"""Events of an order's history by kind."""


def stage_name(stage: Stage | None, raw: str = "") -> str:
    """Where a parcel is, with the courier's own word beside it; that alone where it is unknown."""
    own = clean(raw, 80)
    if stage is None:
        return own
    words = _(_STAGES[stage])
    return f"{words} ({own})" if own and own.casefold() != stage.value else words


def problem_name(problem: Problem | None) -> str:
    """What is to be looked at; empty where nothing is."""
    return _(_PROBLEMS[problem]) if problem else ""


def cure_of(problem: Problem) -> str:
    """What to do about it."""
    return _(_CURES[problem])


def why_said(why: str) -> str:
    """Why, in the courier's words; in ours where it does not go with what is known here."""
    state = why.removeprefix("shipment_")
    if why != state and state in set(ShipmentState):
        from tui.words.states import shipment_state

        return _("here it is: {state}").format(state=shipment_state(ShipmentState(state)))
    return courier_reason(why) or clean(why, 300)


def source_name(source: Source) -> str:
    """How we know."""
    return _(_SOURCES[source])


def step_name(step: str) -> str:
    """What somebody did about a parcel."""
    return _(_STEPS[step]) if step in _STEPS else step


_WISHES = {"again": N_("a new attempt"), "back": N_("bring it back")}


def track_pieces(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the gaps of the events."""
    pieces = {}
    if "raw" in data:
        stage = str(data.get("stage", ""))
        known = Stage(stage) if stage in set(Stage) else None
        pieces["seen"] = stage_name(known, str(data["raw"]))
    if data.get("wish") in _WISHES:
        pieces["wish"] = _(_WISHES[str(data["wish"])])
    if "step" in data:
        pieces["step"] = step_name(str(data["step"]))
    return pieces
