"""The payouts of marketplaces that the shop's bank is to bring."""

from __future__ import annotations

from sqlalchemy import func, select

from core.billing.pay_links.models import pay_link_receipts
from core.payouts.arrivals import Awaited
from core.payouts.recognising import Coming
from core.receivables.models import bank_lines
from core.settings import Config
from core.transaction import Transaction


def coming_of(config: Config) -> tuple[Coming, ...]:
    """The configured shops that pay out, with what lines of banks say of them."""
    return tuple(
        Coming(one.called, one.bank_words or (one.kind,), one.days_to_bank)
        for one in config.channels
        if one.arranges
    )


def awaited_of(tx: Transaction, config: Config) -> Awaited:
    """Which payouts are missed where no line of a bank brought them."""
    days = {one.shop: one.days for one in coming_of(config)}
    return Awaited(tx.execute(_first).scalar(), days)


_first = select(func.min(bank_lines.c.booked_on)).where(
    ~select(pay_link_receipts.c.id)
    .where(pay_link_receipts.c.bank_line_id == bank_lines.c.id)
    .exists()
)
"""What came through a link stands beside lines of banks, and says nothing of statements."""
