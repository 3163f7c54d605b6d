"""What the configuration may say of shops at sales channels."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from core import checks
from core.checks import WALL_TIME, Flag, Line, Name, Table, wrong
from core.fee_kinds import KINDS as KINDS_OF_FEES
from core.fee_kinds import FeeKind
from core.wire import is_address

Fee = Annotated[FeeKind, checks.one_of(KINDS_OF_FEES)]
Kind = Literal["shopee", "lazada", "tiktok", "woocommerce"]
KINDS = ("shopee", "lazada", "tiktok", "woocommerce")
_LAZADA = {
    "ID": "https://api.lazada.co.id/rest",
    "VN": "https://api.lazada.vn/rest",
    "SG": "https://api.lazada.sg/rest",
    "MY": "https://api.lazada.com.my/rest",
    "TH": "https://api.lazada.co.th/rest",
    "PH": "https://api.lazada.com.ph/rest",
}
_BASE = {
    "shopee": "https://partner.shopeemobile.com",
    "tiktok": "https://open-api.tiktokglobalshop.com",
}
_AUTH = {
    "shopee": "https://partner.shopeemobile.com",
    "lazada": "https://auth.lazada.com",
    "tiktok": "https://auth.tiktok-shops.com",
}
_PAGE = {
    "shopee": "https://partner.shopeemobile.com",
    "lazada": "https://auth.lazada.com",
    "tiktok": "https://services.tiktokshop.com",
}


def _address(value: str) -> str:
    if value and not is_address(value):
        raise wrong("config_server_url")
    return value.rstrip("/")


Somewhere = Annotated[str, checks.text(300), AfterValidator(_address)]
"""Where a server is: encrypted, unless it is this very machine; empty: where the real one is."""


class StockOut(Table):
    """What a shop is told of the stock."""

    push: Flag = False
    """Whether it is told at all; first `kemas channels stock` shows what would change."""
    buffer: Annotated[int, checks.whole(0, 100_000)] = 0
    """So many pieces of each product are never offered there."""
    share_percent: Annotated[int, checks.whole(1, 100)] = 100
    """Of what is free, after the buffer."""
    warehouses: tuple[Name, ...] = Field(default=(), max_length=50)
    """Whose stock is offered; none: that of the station's warehouse."""
    locations: dict[Line, Name] = Field(default_factory=dict, max_length=50)
    """Which of our warehouses a warehouse of the platform is, where a shop has several there."""
    brake_percent: Annotated[int, checks.whole(1, 100)] = 30
    """A push that would change more of the listings than this waits for a person."""
    prices: Flag = False
    """Whether it is told the prices of the catalogue as well."""


class ChannelSettings(Table):
    """One shop at a sales channel; a `[[channels]]` table."""

    kind: Annotated[Kind, checks.one_of(KINDS)]
    name: Annotated[str, checks.pattern(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,23}", '"toko-2"')] = ""
    """What the shop calls it; empty: its kind."""
    country: Annotated[str, checks.pattern(r"[A-Z]{2}", '"ID", "VN"')] = "ID"
    base_url: Somewhere = ""
    """Where its server is; empty: the real one of the country."""
    auth_url: Somewhere = ""
    """Where tokens are asked for; empty: the real one."""
    page_url: Somewhere = ""
    """Where the seller allows it; empty: the real one."""
    redirect_url: Line = ""
    """Where the seller's browser is sent with the code, as it is registered there."""
    app_key: Annotated[str, checks.text(200)] = ""
    """Partner id, app key or consumer key."""
    app_secret: SecretStr = SecretStr("")
    push_secret: SecretStr = SecretStr("")
    """What its own messages are signed with; empty: the same."""
    service_id: Annotated[str, checks.text(60)] = ""
    """TikTok Shop: which service is allowed."""
    hand_over: Annotated[Literal["pickup", "dropoff"], checks.one_of(("pickup", "dropoff"))] = (
        "pickup"
    )
    """How packages leave where the platform lets the shop choose."""
    pickup_from: Annotated[time | None, WALL_TIME] = None
    pickup_until: Annotated[time | None, WALL_TIME] = None
    """When a pick-up may begin; of those that fit the earliest is taken. Where none fits, or where
    neither is said and none is free, a person is asked.
    """
    poll_minutes: Annotated[int, checks.whole(1, 1440)] = 5
    days_back: Annotated[int, checks.whole(1, 90)] = 30
    """How far back the first sync goes."""
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 30
    payout_hours: Annotated[int, checks.whole(1, 168)] = 6
    """Its payouts are asked for so often."""
    payout_days: Annotated[int, checks.whole(1, 180)] = 14
    """Days from the delivery until an order that was never paid out is late."""
    arrival_days: Annotated[int | None, Field(ge=0, le=180)] = None
    """Days until what it pays out has to be in the bank; 0: nobody waits for each of its payouts.

    Left out: 7, and 0 for Shopee, which keeps what it releases order by order and sends it at once.
    """
    bank_words: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    """How lines of bank statements name it, where it pays out; empty: its kind."""
    fee_kinds: dict[Name, Fee] = Field(default_factory=dict, max_length=200)
    """What the platform's words for fees are, where nobody here knows them, or otherwise."""
    stock: StockOut = StockOut()
    quiet_from: Annotated[time | None, WALL_TIME] = None
    quiet_until: Annotated[time | None, WALL_TIME] = None
    """Between the two the whole list of listings is read again, and nothing else that is heavy."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.app_key or not self.app_secret.get_secret_value():
            raise wrong("config_channel_keys")
        if self.kind == "woocommerce" and not self.base_url:
            raise wrong("config_channel_url")
        if self.kind == "lazada" and not self.base_url and self.country not in _LAZADA:
            raise wrong("config_channel_url")
        if self.kind == "tiktok" and not self.service_id:
            raise wrong("config_channel_service")
        if self.pickup_from and self.pickup_until and self.pickup_from > self.pickup_until:
            raise wrong("config_channel_pickup")
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise wrong("config_channel_quiet")
        return self

    @property
    def called(self) -> str:
        """Its name, or what kind it is."""
        return self.name or self.kind

    @property
    def channel(self) -> str:
        """What orders of it have as their channel: no two shops have the same."""
        name = self.called.casefold()
        return name if name.startswith(self.kind) else f"{self.kind} {name}"

    @property
    def arranges(self) -> bool:
        """Whether the channel arranges the courier of what it sold."""
        return self.kind != "woocommerce"

    @property
    def days_to_bank(self) -> int:
        """Days until what it pays out has to be in the bank; 0: nobody waits for it."""
        if self.arrival_days is not None:
            return self.arrival_days
        return 7 if self.kind in {"lazada", "tiktok"} else 0

    @property
    def server(self) -> str:
        """Where its server is."""
        real = _LAZADA.get(self.country, "") if self.kind == "lazada" else _BASE.get(self.kind, "")
        return self.base_url or real

    @property
    def auth_server(self) -> str:
        """Where tokens are asked for."""
        return self.auth_url or _AUTH.get(self.kind, "")

    @property
    def page(self) -> str:
        """Where the seller allows it."""
        return self.page_url or _PAGE.get(self.kind, "")

    @property
    def secret(self) -> str:
        """What calls are signed with."""
        return self.app_secret.get_secret_value()

    @property
    def hook_secret(self) -> str:
        """What messages of the platform are signed with."""
        return self.push_secret.get_secret_value() or self.secret


class TokenSettings(Table):
    """How what shops allow is kept: encrypted in the database, under a key from elsewhere."""

    key: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _long(self) -> Self:
        key = self.key.get_secret_value()
        if key and len(key) < 32:
            raise wrong("config_tokens_key")
        return self
