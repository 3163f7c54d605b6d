"""Which gateways there are, from the configuration."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from core.errors import NotFound, Refusal
from core.money import Money
from core.paylink_settings import (
    LinkSettings,
    MidtransSettings,
    PayosSettings,
    XenditSettings,
)
from core.paylinks.base import Gateway
from core.paylinks.midtrans import Midtrans
from core.paylinks.payos import Payos
from core.paylinks.xendit import Xendit
from core.receivables.settings import Terms, terms_of
from core.settings import Config

NAMES = {"payos": Payos.name, "midtrans": Midtrans.name, "xendit": Xendit.name}


class PayLinks:
    """The configured gateways by code."""

    def __init__(self, settings: LinkSettings, terms: Terms) -> None:
        self.settings = settings
        self.terms = terms

    @cached_property
    def _gateways(self) -> dict[str, Gateway]:
        made: dict[str, Gateway] = {}
        for code in self.codes:
            match self.settings.account(code):
                case PayosSettings() as account:
                    made[code] = Payos(account)
                case MidtransSettings() as account:
                    made[code] = Midtrans(account)
                case XenditSettings() as account:
                    made[code] = Xendit(account)
        return made

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those that are set up, the usual one first."""
        return self.settings.codes

    def lease(self, code: str) -> timedelta:
        """How long one question to a gateway may take, with what follows it."""
        account = self.settings.account(code)
        return timedelta(seconds=30 + 4 * (account.timeout_seconds if account else 20))

    def find(self, code: str) -> Gateway | None:
        """One gateway; None where it is not set up (any more)."""
        return self._gateways.get(code)

    def choose(self, money: Money, code: str = "") -> str:
        """Who makes a link that asks for an amount, else the one that is wished.

        Raises Refusal ``pay_link_no_gateway``, ``pay_link_amount``, NotFound
        ``pay_link_gateway_unknown``.
        """
        if code and code not in self.codes:
            known = ", ".join(self.codes) or "-"
            raise NotFound("pay_link_gateway_unknown", gateway=code, known=known)
        usual = [one for one in self.codes if self._takes_currency(one, money.currency)]
        chosen = code or self.settings.gateway_for(money) or (usual[0] if usual else "")
        account = self.settings.account(chosen)
        if account is None:
            raise Refusal("pay_link_no_gateway", currency=money.currency)
        if not account.takes(money):
            raise Refusal(
                "pay_link_amount",
                gateway=NAMES[chosen],
                least=f"{account.least:,}",
                most=f"{account.most:,}",
                currency=account.currency,
                amount=f"{money.decimal:f} {money.currency}",
            )
        return chosen

    def _takes_currency(self, code: str, currency: str) -> bool:
        account = self.settings.account(code)
        return account is not None and account.currency == currency


def pay_links_of(config: Config) -> PayLinks:
    """The gateways' part of the configuration."""
    return PayLinks(config.payments, terms_of(config))
