"""The life cycle of a message to a buyer, and the ways it can go."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How a message reaches a buyer."""

    LINK = "link"
    """A click-to-chat link that a person opens on a phone."""
    WHATSAPP = "whatsapp"
    EMAIL = "email"


class MessageState(StrEnum):
    """Where a message stands."""

    SHOWN = "shown"
    """A link was given out; nobody knows whether it was used."""
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The line broke after it was handed over: it may have arrived."""


_M = MessageState
MESSAGE_STEPS = frozenset(
    {
        (_M.SHOWN, _M.SENT),  # the person says so
        (_M.SHOWN, _M.FAILED),  # the link was not used
        (_M.QUEUED, _M.SENT),
        (_M.QUEUED, _M.FAILED),
        (_M.QUEUED, _M.UNKNOWN),
        (_M.UNKNOWN, _M.SENT),
        (_M.UNKNOWN, _M.FAILED),
        (_M.FAILED, _M.QUEUED),  # tried again by a person
    }
)
