"""What a migration is made of where it belongs to several capabilities."""

from __future__ import annotations

from typing import Protocol


class Part(Protocol):
    """What belongs to one capability; each can be made and dropped."""

    def create(self) -> None:
        """Make its tables, columns and indexes."""

    def drop(self) -> None:
        """Take them away."""
