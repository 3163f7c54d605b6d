"""What the configuration may say of platforms that bill the shop, such as for advertising."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import SecretStr, model_validator

from core import checks
from core.checks import Address, Name, Table, wrong

Kind = Literal["tiktok"]


class PlatformAccount(Table):
    """One account at a platform whose bills are read; a `[[platform_bills]]` table."""

    name: Name = ""
    """What the shop calls it; empty: its kind."""
    kind: Annotated[Kind, checks.one_of(["tiktok"])]
    base_url: Address = "https://business-api.tiktok.com/open_api/v1.3"
    access_token: SecretStr = SecretStr("")
    bc_id: Annotated[str, checks.pattern(r"[0-9]{1,32}", '"7086301234567890123"')]
    """The Business Center; a text, as the number is longer than some programs can count."""
    months: Annotated[int, checks.whole(1, 36)] = 13
    """How far back bills are looked at."""
    hours: Annotated[int, checks.whole(1, 168)] = 6
    """How long bills are left alone until the platform is asked again."""
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 30

    @model_validator(mode="after")
    def _has_access(self) -> Self:
        if not self.access_token.get_secret_value():
            raise wrong("config_platform_token")
        return self

    @property
    def called(self) -> str:
        """Its name, or what kind it is."""
        return self.name or self.kind
