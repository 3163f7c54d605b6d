"""A customer's statement of account as a paper."""

from __future__ import annotations

from datetime import date

from core.billing.profiles.queries import profile_of
from core.billing.rules import BillingRules, Sides
from core.clock import local
from core.customers.queries import customer
from core.i18n import LANGUAGES
from core.paper.account_document import AccountLine, AccountPaper, OpenInvoice
from core.paper.documents import Party
from core.receivables.balances import account
from core.transaction import Transaction


def account_paper(
    tx: Transaction,
    rules: BillingRules,
    customer_id: int,
    currency: str,
    since: date,
    until: date,
    language: str = "",
) -> AccountPaper:
    """What a customer was billed and paid over a time, and what is open; NotFound."""
    person = customer(tx, customer_id)
    profile = profile_of(tx, customer_id)
    found = account(tx, customer_id, currency, since, until)
    today = local(tx.now, rules.zone).date()
    spoken = next(
        (one for one in (language, profile.language, person.language) if one in LANGUAGES),
        rules.language,
    )
    shop = Sides(**rules.seller)
    return AccountPaper(
        language=spoken,
        shop=_party(shop),
        recipient=Party(
            profile.name or person.name,
            profile.phone or person.phone,
            profile.address,
            profile.district,
            profile.city,
            profile.province,
            profile.postcode,
            profile.country or person.country,
        ),
        since=since.isoformat(),
        until=until.isoformat(),
        currency=currency,
        opening=found.opening,
        lines=tuple(
            AccountLine(one.on.isoformat(), one.event.value, one.name, one.amount, one.balance)
            for one in found.entries
        ),
        closing=found.closing,
        unpaid=tuple(
            OpenInvoice(one.number, one.due_on.isoformat(), one.open, one.overdue_days(today))
            for one in found.open
        ),
        payment=rules.payment,
    )


def _party(side: Sides) -> Party:
    return Party(
        side.name,
        side.phone,
        side.address,
        side.district,
        side.city,
        side.province,
        side.postcode,
        side.country,
    )
