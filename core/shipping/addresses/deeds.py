"""Addresses at the station: somebody says what a spelling means, and takes it back."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.shipping.addresses import choosing, queries, reading
from core.shipping.addresses.results import Place


def choose(question_id: int, place_id: int) -> Deed:
    """It means one of the places that were shown."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _chosen(bench, question_id, reading.place(bench.tx, place_id))

    return do


def name(question_id: int, text: str) -> Deed:
    """It means a place that somebody names, by code or by name."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _chosen(bench, question_id, choosing.meant(bench.tx, question_id, text))

    return do


def forget(question_id: int) -> Deed:
    """What was said is taken back."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        before = queries.asked(bench.tx, question_id)
        choosing.forget(bench.tx, question_id)
        return Answer(
            Kind.INFO, "address_forgotten", {"said": before.spelling, "place": before.place}
        )

    return do


def _chosen(bench: Bench, question_id: int, place: Place) -> Answer:
    asked = queries.asked(bench.tx, question_id)
    found = choosing.choose(bench.tx, question_id, place)
    about = {"said": asked.spelling, "place": place.region.name, "orders": found}
    return Answer(Kind.INFO, "address_orders" if found else "address_chosen", about)
