"""Looking up at the station: what is found stays in view until something else is looked up."""

from __future__ import annotations

from typing import Any

from core.barcodes import PREFIX
from core.errors import NotAllowed, Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.lookup.found import Found, Ref, Thing, ref_of
from core.lookup.looking import look_at, look_up

_ASIDE = "lookup"
_GOODS = frozenset({Thing.PRODUCT, Thing.BIN})


def scanned(raw: str) -> Deed:
    """Say what a code is and all that is known of it; commands mean what they mean everywhere."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        word = raw.strip().upper()
        if word in {"?", f"{PREFIX}OK", f"{PREFIX}WHY", f"{PREFIX}SIGNOUT"}:
            return as_usual(bench, raw)
        try:
            return _shown(bench, look_up(bench.tx, bench.warehouse_id, raw))
        except NotAllowed:
            raise
        except Refusal as refusal:
            return _told(refusal)

    return do


def follow(text: str) -> Deed:
    """Look at a thing that a fact leads to."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _shown(bench, look_at(bench.tx, bench.warehouse_id, ref_of(text)))

    return do


def in_view(aside: dict[str, Any]) -> tuple[Ref | None, tuple[Ref, ...]]:
    """What was looked up last at a station, and what else went by its code."""
    kept = aside.get(_ASIDE)
    if not kept:
        return None, ()
    return ref_of(kept["ref"]), tuple(ref_of(text) for text in kept.get("also", ()))


def _told(refusal: Refusal) -> Answer:
    about = dict(refusal.params)
    match refusal.code:
        case "lookup_nothing":
            return Answer(Kind.UNKNOWN_CODE, "lookup_nothing", about)
        case "lookup_unreadable":
            return Answer(Kind.UNKNOWN_CODE, "lookup_unreadable", about)
        case "lookup_command":
            return Answer(Kind.UNKNOWN_CODE, "lookup_command", about)
    raise refusal


def _shown(bench: Bench, found: Found) -> Answer:
    also = [ref.text for ref in found.also]
    bench.lay_aside(_ASIDE, {"ref": found.ref.text} | ({"also": also} if also else {}))
    about: dict[str, Any] = {
        "looked_up": found.code,
        "called": found.name,
        "lot": found.ref.lot,
        "facts": len(found.facts),
        "also": len(also),
    }
    if found.ref.thing is Thing.PRODUCT:
        return Answer(Kind.INFO, "lookup_product", about | dict(found.numbers))
    return Answer(Kind.INFO, "lookup", about | {"thing": found.ref.thing.value})
