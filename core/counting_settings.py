"""What the configuration may say about counting: what is shown, and what is counted again."""

from __future__ import annotations

from typing import Annotated

from core import checks
from core.checks import Flag, Table


class CountingSettings(Table):
    """How bins are counted, and how far off a count may be; 0 of a limit: it is not looked at."""

    blind: Flag = True
    recount_from_units: Annotated[int, checks.whole(0, 1_000_000)] = 3
    recount_from_percent: Annotated[int, checks.whole(0, 1000)] = 10
    recount_from_value: Annotated[int, checks.whole(0, 1_000_000_000_000)] = 0
    recount_by_other: Flag = False
