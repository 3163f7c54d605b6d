"""What the configuration may say of the journal for the accountant."""

from __future__ import annotations

from typing import Annotated

from core import checks
from core.checks import Table

_Account = Annotated[
    str, checks.pattern(r"(?:[0-9A-Za-z][0-9A-Za-z.\-]{0,19}(?: .{1,80})?)?", '"1121 BCA"')
]
_Rate = Annotated[str, checks.pattern(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?)?", '"11"')]


class BookAccounts(Table):
    """Numbers of the shop's own chart, with a name behind them; empty: the usual ones."""

    cash: _Account = ""
    bank: _Account = ""
    card: _Account = ""
    wallet: _Account = ""
    qr: _Account = ""
    channel: _Account = ""
    cod: _Account = ""
    other_money: _Account = ""
    receivable: _Account = ""
    advance: _Account = ""
    inventory: _Account = ""
    input_tax: _Account = ""
    payable: _Account = ""
    courier_payable: _Account = ""
    platform_payable: _Account = ""
    output_tax: _Account = ""
    opening: _Account = ""
    sales: _Account = ""
    shipping_income: _Account = ""
    sales_returns: _Account = ""
    cost_of_goods: _Account = ""
    stock_difference: _Account = ""
    delivery: _Account = ""
    gateway_fees: _Account = ""
    channel_fees: _Account = ""
    channel_payout: _Account = ""
    tax_withheld: _Account = ""
    advertising: _Account = ""
    write_off: _Account = ""
    courier_loss: _Account = ""


class BooksSettings(Table):
    """The chart of accounts, and what tax is within the fees of couriers."""

    accounts: BookAccounts = BookAccounts()
    courier_tax: _Rate = ""
    """The tax rate within what couriers bill, in percent, that the shop may deduct; empty: none."""
