"""What the configuration may say about walks: how large they are and what is scanned on them."""

from __future__ import annotations

from typing import Annotated, Literal

from core import checks
from core.checks import Flag, Table

Route = Literal["shortest", "walk_order"]


class WalkSettings(Table):
    """How many orders are picked at once, and which way."""

    orders: Annotated[int, checks.whole(1, 100)] = 12
    units: Annotated[int, checks.whole(1, 10_000)] = 80
    scan_bin: Flag = True
    scan_tote: Flag = False
    route: Annotated[Route, checks.one_of(("shortest", "walk_order"))] = "shortest"
