"""What the configuration may say about routing: which warehouse an order goes to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from core import checks
from core.checks import Name, Table, wrong

RULES = ("channel", "in_stock", "nearest")
"""What rules are called; see `core.orders.routing`."""

Rule = Annotated[Literal["channel", "in_stock", "nearest"], checks.one_of(RULES)]


class RoutingSettings(Table):
    """Rules, the first first; without any all orders go to the warehouse of their station."""

    rules: tuple[Rule, ...] = ()
    channels: dict[Name, Name] = Field(default_factory=dict)
    """The warehouse of a channel, or of a place where orders come from, by their names."""

    @field_validator("rules")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise wrong("config_choice", allowed=", ".join(RULES), nearest="")
        return value
