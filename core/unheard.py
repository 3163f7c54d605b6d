"""What an answer means that says nothing of the question, for all who ask servers outside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.text import clean
from core.wire import Cut, Heard, NotSent


class Kind(StrEnum):
    """Why nothing was heard; whoever asks has troubles of the same names."""

    UNREACHED = "unreached"
    SILENT = "silent"
    BUSY = "busy"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing was heard of what was asked."""

    kind: Kind
    words: str = ""
    seconds: float = 0.0
    """For how long the server wants to be left alone; 0: it does not say."""

    @property
    def undone(self) -> bool:
        """Whether certainly nothing happened there, so that the same may be asked again."""
        return self.kind in {Kind.UNREACHED, Kind.BUSY}


def nothing(heard: Heard) -> Nothing | None:
    """Why an answer says nothing of the question; None where it may say something."""
    if isinstance(heard, NotSent):
        return Nothing(Kind.UNREACHED)
    if isinstance(heard, Cut):
        return Nothing(Kind.SILENT)
    if heard.status == 429:
        return Nothing(Kind.BUSY, seconds=heard.wait)
    if heard.json is None:
        kind = Kind.BROKEN if heard.status >= 500 else Kind.UNREADABLE
        return Nothing(kind, f"HTTP {heard.status}")
    return None


def reason(trouble: StrEnum, words: object, longest: int) -> str:
    """A reason as it is kept: the trouble, then what the other side said of it."""
    told = clean(str(words or ""), longest)
    return f"{trouble.value}: {told}" if told else trouble.value
