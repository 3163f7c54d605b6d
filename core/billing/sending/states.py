"""Ways that an invoice goes out, where a delivery stands, and what is odd about one."""

from __future__ import annotations

from enum import StrEnum


class OutWay(StrEnum):
    """How an invoice reaches its buyer."""

    EMAIL = "email"
    PRINT = "print"


class DeliveryState(StrEnum):
    """Where a delivery stands until a message or a print job carries it."""

    HELD = "held"
    """Somebody has to look at it first."""
    READY = "ready"
    """It goes out at its time."""
    GIVEN = "given"
    """A message or a print job carries it: how that fares is told there alone."""
    TAKEN_OUT = "taken_out"
    """Somebody took it out: it does not go this way."""


_S = DeliveryState
DELIVERY_STEPS = frozenset(
    {
        (_S.HELD, _S.READY),
        (_S.HELD, _S.GIVEN),  # somebody prints it by hand
        (_S.HELD, _S.TAKEN_OUT),
        (_S.READY, _S.HELD),  # its address turned out to be none
        (_S.READY, _S.GIVEN),
        (_S.READY, _S.TAKEN_OUT),
    }
)
WAITING = frozenset({_S.HELD, _S.READY})


class Fate(StrEnum):
    """What became of a delivery, with how its message or its print job fares."""

    HELD = "held"
    WAITING = "waiting"
    ON_ITS_WAY = "on_its_way"
    OUT = "out"
    """The mail server took it, or the printer printed it."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Nobody knows whether it arrived or came out: a person says."""
    TAKEN_OUT = "taken_out"


class Oddity(StrEnum):
    """What somebody should see before an invoice goes out; the worst first, kept short."""

    NO_MAIL = "no_mail"
    """It goes by e-mail and there is no address."""
    BAD_MAIL = "bad_mail"
    """The address is none that a mail server takes."""
    BOUNCED = "bounced"
    """The mail server refused this address before."""
    NO_ADDRESS = "no_address"
    """It goes by post and there is no address."""
    NEGATIVE = "negative"
    NOTHING = "nothing"
    """It comes to nothing."""
    TAX = "tax"
    """The buyer's tax number is missing."""
    TWICE = "twice"
    """The same buyer has another one of the same day and amount."""
    HIGH = "high"
    """It is far above what the buyer's last ones came to."""
    FIRST = "first"
    """It is the buyer's first."""


STOPS = frozenset({Oddity.NO_MAIL, Oddity.BAD_MAIL, Oddity.BOUNCED})
"""What would not arrive as it is: held whatever the shop says."""
OF_MAIL = frozenset({Oddity.NO_MAIL, Oddity.BAD_MAIL, Oddity.BOUNCED})
"""What is found anew each time: an address may be put right meanwhile."""
