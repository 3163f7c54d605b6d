"""How long a printer is waited for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for what, in seconds."""

    connect: float = 3.0
    status: float = 1.0
    """For each question."""
    stall: float = 15.0
    """Without a single byte taken."""
    fence: float = 8.0
    """For the confirmation, beyond the time that the bytes need at the slowest rate."""
    hold: float = 20.0
    """For the confirmation, while the printer waits for a person."""
    linger: float = 1.0
    slowest: int = 8000
    """Bytes a second that the slowest printer on this kind of line works off."""

    def patience(self, size: int) -> float:
        """Seconds in which `size` bytes are worked off even by a slow printer."""
        return self.fence + size / self.slowest
