"""Life cycles as data: a literal set of allowed steps and the one guard that checks them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import TypeVar

from core.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


def check_step(allowed: AbstractSet[tuple[S, S]], now: S, then: S, **params: object) -> None:
    """Raise IllegalTransition unless (now, then) is among the allowed pairs."""
    if (now, then) not in allowed:
        raise IllegalTransition(
            "illegal_step", life=type(now).__name__, now=now.value, then=then.value, **params
        )
