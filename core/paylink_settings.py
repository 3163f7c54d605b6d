"""What the configuration may say of gateways that make links by which invoices are paid."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import SecretStr, model_validator

from core import checks
from core.checks import Address, Flag, Table, wrong
from core.money import Money

GATEWAYS = ("payos", "midtrans", "xendit")
"""The gateways that there are adapters for."""


class GatewaySettings(Table):
    """The account at a gateway; what is the same for all of them."""

    currency: ClassVar[str]
    least: Annotated[int, checks.whole(1, 10**12)] = 1
    """In whole units of its currency: less than this gets no link."""
    most: Annotated[int, checks.whole(1, 10**12)]
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 20

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.least > self.most:
            raise wrong("config_gateway_limits", least=self.least, most=self.most)
        return self

    def takes(self, money: Money) -> bool:
        """Whether it takes an amount: its currency, whole units, within the limits."""
        whole = money.decimal
        fits = self.least <= whole <= self.most and whole == whole.to_integral_value()
        return money.currency == self.currency and fits


def _given(*secrets: SecretStr) -> None:
    if not all(one.get_secret_value() for one in secrets):
        raise wrong("config_gateway_keys")


class PayosSettings(GatewaySettings):
    """payOS of Việt Nam: bank transfers by VietQR."""

    currency: ClassVar[str] = "VND"
    base_url: Address = "https://api-merchant.payos.vn"
    pay_url: Address = "https://pay.payos.vn/web"
    """Where the pages are that people pay by, each under the number of its link."""
    client_id: SecretStr
    api_key: SecretStr
    checksum_key: SecretStr
    most: Annotated[int, checks.whole(1, 10**12)] = 499_999_999
    letters: Annotated[Literal[9, 25], checks.one_of((9, 25))] = 25
    """How long the words of a transfer may be: 9 where the account is not linked through payOS."""
    return_url: Address = "https://payos.vn"
    """Where the payer gets to afterwards."""
    cancel_url: Address = "https://payos.vn"

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        _given(self.client_id, self.api_key, self.checksum_key)
        return self


class MidtransSettings(GatewaySettings):
    """Midtrans Snap of Indonesia; links are made at one address and looked up at another."""

    currency: ClassVar[str] = "IDR"
    base_url: Address = "https://app.midtrans.com"
    api_url: Address = "https://api.midtrans.com"
    server_key: SecretStr
    most: Annotated[int, checks.whole(1, 10**12)] = 999_999_999

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        _given(self.server_key)
        return self


class XenditSettings(GatewaySettings):
    """Xendit of Indonesia, its invoices."""

    currency: ClassVar[str] = "IDR"
    base_url: Address = "https://api.xendit.co"
    secret_key: SecretStr
    least: Annotated[int, checks.whole(1, 10**12)] = 1_000
    most: Annotated[int, checks.whole(1, 10**12)] = 999_999_999

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        _given(self.secret_key)
        return self


class LinkSettings(Table):
    """Through whom links are made, and for how long; a part of ``[payments]``."""

    gateway: Annotated[str, checks.one_of(("", *GATEWAYS))] = ""
    """Through whom, where several take a currency; empty: the first one that does."""
    link_at_issue: Flag = True
    """Whether an invoice gets its link by itself, or only where somebody asks for it."""
    link_days: Annotated[int, checks.whole(1, 60)] = 14
    """How long a link can be paid by; one of an open invoice is made anew then."""
    payos: PayosSettings | None = None
    midtrans: MidtransSettings | None = None
    xendit: XenditSettings | None = None

    @model_validator(mode="after")
    def _gateway_is_set_up(self) -> Self:
        if self.gateway and getattr(self, self.gateway) is None:
            raise wrong("config_gateway", gateway=self.gateway)
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """The gateways that are set up, the usual one first."""
        found = [code for code in GATEWAYS if self.account(code) is not None]
        return tuple(sorted(found, key=lambda code: code != self.gateway))

    def account(self, code: str) -> GatewaySettings | None:
        """One of them; None where it is not set up."""
        found: GatewaySettings | None = getattr(self, code) if code in GATEWAYS else None
        return found

    def gateway_for(self, money: Money) -> str:
        """Who takes an amount; empty where nobody does."""
        for code in self.codes:
            account = self.account(code)
            if account is not None and account.takes(money):
                return code
        return ""
