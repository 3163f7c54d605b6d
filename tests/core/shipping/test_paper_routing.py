"""Which printer a paper comes out of."""

from __future__ import annotations

import pytest

from core.shipping.routing import NOWHERE, Place, PrinterRoute, best

LABEL = ("label",)
OWN = PrinterRoute("own", LABEL, stations=frozenset({"s1"}), dots=576)
HALL = PrinterRoute("hall", LABEL, warehouses=frozenset({"main"}), dots=384)
ANY = PrinterRoute("any", (*LABEL, "receipt"), dots=576)
WIDE = PrinterRoute("wide", LABEL, dots=832)


@pytest.mark.parametrize(
    ("role", "place", "dots", "wanted"),
    [
        ("label", Place("S1", "MAIN"), 0, "own"),
        ("label", Place("S2", "Main"), 0, "hall"),
        ("label", Place("S2", "NORTH"), 0, "any"),
        ("label", NOWHERE, 0, "any"),
        ("label", NOWHERE, 600, "wide"),
        ("label", NOWHERE, 2000, "wide"),
        ("label", Place("S1", "MAIN"), 832, "own"),
        ("label", Place("S1", "MAIN", {"label": "wide"}), 0, "wide"),
        ("label", Place("S1", "MAIN", {"label": "gone"}), 0, "own"),
        ("receipt", Place("S1", "MAIN", {"label": "wide"}), 0, "any"),
        ("document", Place("S1", "MAIN"), 0, None),
    ],
)
def test_the_chosen_printer_then_the_nearest_then_the_widest_enough(
    role: str, place: Place, dots: int, wanted: str | None
) -> None:
    assert best((ANY, WIDE, HALL, OWN), role, place, dots) == wanted
