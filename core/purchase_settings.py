"""What the configuration may say about buying: how much more may come, and where it is put."""

from __future__ import annotations

from typing import Annotated

from core import checks
from core.checks import Table


class PurchasingSettings(Table):
    """How goods of suppliers are received."""

    over_percent: Annotated[int, checks.whole(0, 100)] = 0
    receiving_bin: Annotated[str, checks.pattern(r"[A-Za-z0-9._-]{1,40}", '"RECEIVING"')] = (
        "RECEIVING"
    )
