"""What the configuration may say of payments: codes on invoices, bank statements, reminders."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from core import checks
from core.checks import Flag, Line, Name, Table, wrong
from core.errors import Refusal
from core.paylink_settings import LinkSettings
from core.tariff_settings import Amount


class VietQrSettings(Table):
    """The account in Vietnam that the codes on invoices lead to; without a bank there is none."""

    bank: Annotated[str, checks.pattern(r"(?:[0-9]{6})?", '"970436"')] = ""
    account: Annotated[str, checks.pattern(r"[0-9A-Za-z]{0,19}", '"0011002345678"')] = ""
    name: Line = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.bank) != bool(self.account):
            raise wrong("config_vietqr")
        return self


class QrisSettings(Table):
    """The shop's own QRIS code as its acquirer gave it; it may be made to carry the amount."""

    code: Annotated[str, checks.text(500)] = ""
    dynamic: Flag = False
    """The acquirer allows that the code on an invoice asks for its amount."""
    name: Line = ""

    @field_validator("code")
    @classmethod
    def _readable(cls, value: str) -> str:
        from core.payqr.qris import check_static
        from core.payqr.tlv import opened

        if value:
            try:
                check_static(list(opened(value)))
            except Refusal as refusal:
                raise wrong("config_qris") from refusal
        return value


class PaymentsSettings(LinkSettings):
    """How customers pay an invoice: by a code that stands on it, or by a link to a gateway."""

    vietqr: VietQrSettings = VietQrSettings()
    qris: QrisSettings = QrisSettings()


Thousands = Literal["", ".", ","]


class BankLayout(Table):
    """The columns of a bank's statement as CSV or XLSX; upper or lower case does not matter."""

    name: Name
    account: Line = ""
    """Which account of ours it is, where one file is always of the same."""
    date: Line = "date"
    day_format: Annotated[str, checks.pattern(r"(?:%[dmYyb][ ./-]?){0,3}", '"%d-%m-%Y"')] = ""
    """How days are written, where it is neither 2026-11-22 nor 22/11/2026."""
    amount: Line = ""
    """One column for both ways; what went out is below zero, or named so in `direction`."""
    credit: Line = ""
    debit: Line = ""
    direction: Line = ""
    text: Line = "description"
    payer: Line = ""
    payer_account: Line = ""
    reference: Line = ""
    thousands: Annotated[Thousands, checks.one_of(["", ".", ","])] = ""

    @model_validator(mode="after")
    def _some_amount(self) -> Self:
        if bool(self.amount) == bool(self.credit):
            raise wrong("config_bank_amount")
        return self


class ReceivablesSettings(Table):
    """What is done with small rests and with invoices that are overdue."""

    write_off: Amount = Decimal(0)
    """A rest up to this may be written off by a person, such as a bank's fee."""
    remind_from: Amount = Decimal(0)
    """Nobody is reminded of less."""
    remind_after: Annotated[
        tuple[Annotated[int, checks.whole(0, 365)], ...], Field(min_length=1, max_length=3)
    ] = (3, 10, 21)
    """Days beyond the due day at which the first, second and third reminder go."""
    remind_fees: Annotated[tuple[Amount, ...], Field(max_length=3)] = ()
    """What each of them costs the customer, once for each invoice; none: nothing."""
    remind_at: Annotated[time | None, checks.WALL_TIME] = None
    """From when on they go out by themselves each day; empty: a person sends them."""
    banks: Annotated[tuple[BankLayout, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.remind_after) != sorted(set(self.remind_after)):
            raise wrong("config_remind_after")
        names = [one.name.casefold() for one in self.banks]
        for name in names:
            if names.count(name) > 1:
                raise wrong("config_bank_twice", bank=name)
        return self

    def bank(self, name: str) -> BankLayout | None:
        """The layout of this name in any case."""
        wanted = name.casefold()
        return next((one for one in self.banks if one.name.casefold() == wanted), None)
