"""What the configuration may say of e-invoices: providers of Vietnam, Coretax of Indonesia."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import SecretStr, model_validator

from core import checks
from core.checks import Address, Flag, Table, wrong

PROVIDERS = ("sinvoice", "misa")
"""The providers that there are adapters for."""
METHODS = ("TM", "CK", "TM/CK")
"""Cash, transfer, or either: how invoices of Vietnam say it."""
_SERIES = r"[CK]\d{2}[TDLMNBGHXF][A-Z]{2}"


_TaxCode = Annotated[str, checks.pattern(r"\d{10}(-\d{3})?|\d{12}", '"0310555555"')]


class ProviderSettings(Table):
    """The account at a provider; what is the same for all of them."""

    base_url: Address = ""
    tax_code: _TaxCode
    """That of the shop, as it is registered there."""
    username: Annotated[str, checks.text(200, 1)]
    password: SecretStr
    timeout_seconds: Annotated[int, checks.whole(1, 180)] = 90

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if not self.password.get_secret_value():
            raise wrong("config_einvoice_login")
        return self


class SinvoiceSettings(ProviderSettings):
    """Viettel S-Invoice; tests have no host of their own there, so the address may be changed."""

    base_url: Address = "https://api-vinvoice.viettel.vn"
    template: Annotated[str, checks.pattern(r"[1-9]/\d{3}", '"1/001"')] = "1/001"
    series: Annotated[str, checks.pattern(_SERIES, '"C26TAA"')]


class MisaSettings(ProviderSettings):
    """MISA meInvoice, its open API."""

    base_url: Address = "https://api.meinvoice.vn/api/integration"
    appid: SecretStr
    series: Annotated[str, checks.pattern(f"[1-9]{_SERIES}", '"1C26TAA"')]
    sign_type: Annotated[Literal[2, 5], checks.one_of((2, 5))] = 2
    """2: signed by a server, 5: not at all, for series of cash registers."""


class CoretaxSettings(Table):
    """How files for Coretax are written."""

    place: Annotated[str, checks.pattern(r"\d{6}", '"000000"')] = "000000"
    """The shop's place of business (TKU); the head office has six zeros."""
    unit: Annotated[str, checks.pattern(r"UM\.\d{4}", '"UM.0021"')] = "UM.0021"
    no_number: Annotated[str, checks.one_of(("", "-"))] = "-"
    """What stands for the document of a buyer who has a tax number."""
    most: Annotated[int, checks.whole(1, 1000)] = 100
    """Invoices of one file."""


class EInvoiceSettings(Table):
    """E-invoices: through whom, and what stands on them."""

    provider: Annotated[str, checks.one_of(("", *PROVIDERS))] = ""
    """Through whom, where there are several; empty: the first one that is set up."""
    send: Flag = False
    """Whether the buyer gets it by e-mail as soon as its files are there."""
    unit: Annotated[str, checks.text(20, 1)] = "Cái"
    payment: Annotated[str, checks.one_of(METHODS)] = "TM/CK"
    sinvoice: SinvoiceSettings | None = None
    misa: MisaSettings | None = None
    coretax: CoretaxSettings = CoretaxSettings()

    @model_validator(mode="after")
    def _is_set_up(self) -> Self:
        if self.provider and getattr(self, self.provider) is None:
            raise wrong("config_einvoice_provider", provider=self.provider)
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """The providers that are set up, the usual one first."""
        found = [code for code in PROVIDERS if getattr(self, code) is not None]
        return tuple(sorted(found, key=lambda code: code != self.provider))
