"""What an answer means that says nothing of the question, for servers that answer in lists."""

from __future__ import annotations

from datetime import UTC, datetime

from core.channels.adapter import Fault, Trouble
from core.channels.answers import skew as skew_of
from core.unheard import Kind, nothing
from core.wire import Answer, Heard


def unheard(heard: Heard, *, writes: bool) -> Trouble | None:
    """Why nothing was heard; None where the answer is JSON that may say something.

    Where the call `writes`, a silence or a page of a gateway leaves open whether it was done.
    """
    told = nothing(heard)
    if told is None:
        return None
    skew = skew_of(heard) if isinstance(heard, Answer) else 0.0
    if told.kind is Kind.BUSY:
        return Trouble(Fault.BUSY, told.words, told.seconds, skew=skew)
    if told.kind is Kind.UNREACHED:
        return Trouble(Fault.AWAY, told.words)
    if writes:
        return Trouble(Fault.UNSURE, told.words, skew=skew)
    fault = Fault.GARBLED if told.kind is Kind.UNREADABLE else Fault.AWAY
    return Trouble(fault, told.words, skew=skew)


def moment(value: object) -> datetime | None:
    """A moment of ISO 8601; without a zone it is UTC. None for what cannot be read."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
