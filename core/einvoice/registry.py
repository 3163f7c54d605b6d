"""Which providers of e-invoices there are, from the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.einvoice.base import Provider
from core.einvoice.misa import Misa
from core.einvoice.sinvoice import Sinvoice
from core.einvoice_settings import EInvoiceSettings
from core.errors import NotFound, Refusal
from core.settings import Config

KIND = "einvoice_"
"""What kinds of outbox rows begin with, before the code of the provider."""
NAMES = {"sinvoice": Sinvoice.name, "misa": Misa.name}


@dataclass(frozen=True, slots=True)
class Shop:
    """What e-invoices need to know of the shop."""

    zone: str
    tax_number: str


class EInvoicing:
    """The configured providers by code, and what stands on their invoices."""

    def __init__(self, settings: EInvoiceSettings, shop: Shop) -> None:
        self.settings = settings
        self.shop = shop

    @cached_property
    def _providers(self) -> dict[str, Provider]:
        made: dict[str, Provider] = {}
        if self.settings.sinvoice is not None:
            made["sinvoice"] = Sinvoice(self.settings.sinvoice)
        if self.settings.misa is not None:
            made["misa"] = Misa(self.settings.misa)
        return made

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those that are set up, the usual one first."""
        return self.settings.codes

    def lease(self, code: str) -> timedelta:
        """How long one question to a provider may take, with the login and what follows it."""
        table = getattr(self.settings, code)
        return timedelta(seconds=30 + 4 * table.timeout_seconds)

    def find(self, code: str) -> Provider | None:
        """One provider; None where it is not set up (any more)."""
        return self._providers.get(code)

    def get(self, code: str = "") -> Provider:
        """One provider, else the usual one.

        Raises Refusal ``einvoice_not_set_up`` where there is none, NotFound
        ``einvoice_provider_unknown``.
        """
        if not self.codes:
            raise Refusal("einvoice_not_set_up")
        found = self._providers.get(code or self.codes[0])
        if found is None:
            known = ", ".join(self.codes)
            raise NotFound("einvoice_provider_unknown", provider=code, known=known)
        return found


def einvoicing_of(config: Config) -> EInvoicing:
    """The e-invoices' part of the configuration."""
    return EInvoicing(config.einvoice, Shop(config.shop.timezone, config.shop.tax_id))


def of_year(series: str, day: date) -> str:
    """A series with the year of issue in it: the law wants it there."""
    return f"{series[:2]}{day:%y}{series[4:]}"
