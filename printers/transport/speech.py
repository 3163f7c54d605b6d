"""What it takes to speak with a printer in its language: questions, a fence, and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from printers.transport.base import Outcome, Sheet, Told
from printers.transport.limits import Limits
from printers.transport.line import Line
from printers.transport.replies import Health


@dataclass(frozen=True, slots=True)
class Sent:
    """A job that was handed over whole, and what the printer had said before."""

    sheet: Sheet
    seen: Health | None
    """None when it had said nothing."""
    told: Told


class Speech(Protocol):
    """One printer language. Every method raises Broken when the line does not hold."""

    def wake(self, line: Line, limits: Limits, broken: int) -> None:
        """Make a printer listen again to which `broken` bytes of a job were to be sent."""
        ...

    def ask(self, line: Line, limits: Limits) -> Health | None:
        """What the printer says about itself; None when it says nothing."""
        ...

    def is_foreign(self, line: Line, limits: Limits) -> bool:
        """Whether a printer that did not answer does so in another language."""
        ...

    def resync(self, line: Line, limits: Limits, sheet: Sheet, *, asking: bool) -> bool:
        """Bring the printer between two jobs; whether it is known to be there.

        `asking` is False for a printer that says nothing.
        """
        ...

    def confirm(self, line: Line, limits: Limits, sent: Sent) -> Outcome:
        """Wait for the end of a job."""
        ...
