"""Labels of a walk are had made at the station, and what failed of them once more."""

from __future__ import annotations

from collections.abc import Sequence

from core.channels.label_orders import of_walk
from core.channels.label_runs import begin_labels
from core.channels.registry import Shop
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.planning import code_of


def make_labels(shops: Sequence[Shop], walk_id: int, reason: str) -> Deed:
    """Have the labels of a walk made and printed; those that are on paper stay as they are."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        ids, walk = of_walk(bench.tx, walk_id), code_of(walk_id)
        begun = begin_labels(bench.tx, shops, ids, bench.warehouse_id, walk, reason)
        about = {
            "walk": walk,
            "wanted": begun.wanted,
            "printed": begun.printed,
            "left_out": begun.left_out + begun.others,
        }
        return Answer(Kind.INFO, "labels_begun", about)

    return do
