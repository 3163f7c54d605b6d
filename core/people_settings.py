"""What the configuration may say about people: when a PIN is asked, and when a station is left."""

from __future__ import annotations

from typing import Annotated, Literal

from core import checks
from core.checks import Table

PinRule = Literal["never", "by_name", "always"]
_RULES: tuple[PinRule, ...] = ("never", "by_name", "always")


class PeopleSettings(Table):
    """How people show who they are."""

    pin: Annotated[PinRule, checks.one_of(_RULES)] = "by_name"
    idle_minutes: Annotated[int, checks.whole(0, 24 * 60)] = 0
