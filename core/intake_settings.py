"""What the configuration may say of orders that other programs hand in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import SecretStr, model_validator

from core import checks
from core.checks import Table, wrong

Origin = Literal["web", "form", "private"]


class IntakeSettings(Table):
    """One site, form or folder that orders come from; an `[[intake]]` table."""

    name: Annotated[str, checks.pattern(r"[a-z0-9][a-z0-9-]{0,23}", '"order-form"')]
    """What stands in its address, and in its orders."""
    source: Annotated[Origin, checks.one_of(("web", "form", "private"))] = "web"
    secret: SecretStr = SecretStr("")
    """What it signs with; without one it may hand nothing in by HTTP."""
    folder: Annotated[Path, checks.HERE] | None = None
    """Files that are put here are taken in, and moved to ``done`` or ``failed`` within it."""

    @model_validator(mode="after")
    def _somehow(self) -> Self:
        secret = self.secret.get_secret_value()
        if self.folder is None and not secret:
            raise wrong("config_intake_empty")
        if secret and len(secret) < 16:
            raise wrong("config_intake_secret")
        return self

    @property
    def channel(self) -> str:
        """What its orders have as their channel: its first word says where they come from."""
        return self.source if self.name == self.source else f"{self.source} {self.name}"
