"""Operators as the rest of Kemas sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.barcodes import PREFIX
from core.people.permissions import ROLES, Role
from core.transaction import Actor


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who works with Kemas."""

    id: int
    name: str
    badge: str
    """The id on the badge, without its ``KEMAS:OP:``."""
    role: Role
    language: str
    active: bool
    has_pin: bool = False

    @property
    def badge_code(self) -> str:
        """What the badge's barcode holds."""
        return f"{PREFIX}OP:{self.badge}"

    def actor(self, at: Actor | None = None) -> Actor:
        """This person as the one who acts; `at` gives station and session where there are some."""
        return replace(
            at or Actor(),
            operator_id=self.id,
            name=self.name,
            permissions=frozenset(permission.value for permission in ROLES[self.role]),
            language=self.language,
            is_system=False,
        )


def from_row(row: Any) -> Operator:
    """An operator from a row of the table."""
    has_pin = bool(row.pin_hash)
    return Operator(row.id, row.name, row.badge, Role(row.role), row.language, row.active, has_pin)
