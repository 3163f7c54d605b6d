"""Wants a link for an invoice: its row, its key and the outbox row, in the transaction at hand.

The key is ours, made before anybody is asked and the same for each try. It has something random in
it: of two databases of a shop, such as one for trials, neither meets the other's links.
"""

from __future__ import annotations

from datetime import timedelta
from secrets import randbelow, token_hex
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from core import outbox
from core.billing.pay_links.models import pay_links
from core.billing.pay_links.queries import PayLink, one_link
from core.billing.pay_links.states import LinkState
from core.money import Money
from core.paylink_settings import LinkSettings, PayosSettings
from core.transaction import Transaction

KIND = "paylink_"
"""What kinds of outbox rows begin with, before the code of the gateway."""
CREATE, CLOSE = "create", "close"


def want_link(
    tx: Transaction,
    settings: LinkSettings,
    invoice_id: int,
    reference: str,
    due: Money,
    gateway: str = "",
) -> PayLink | None:
    """Want a link that asks for an amount; None where no gateway takes it.

    The caller holds the invoice, which has no open link. `reference` is its payment reference.
    """
    code = gateway or settings.gateway_for(due)
    account = settings.account(code)
    if account is None or not account.takes(due):
        return None
    tries = int(tx.execute(_tries, {"i": invoice_id}).scalar_one())
    if code == "payos":  # takes nothing but numbers, which JavaScript counts exactly
        key = str(10**14 + randbelow(9 * 10**14))
    else:
        key = f"{reference[:30]}-{tries + 1}-{token_hex(4)}"
    values: dict[str, Any] = {
        "invoice_id": invoice_id,
        "gateway": code,
        "key": key,
        "state": LinkState.QUEUED.value,
        "amount": due.minor,
        "currency": due.currency,
        "description": _words(account, reference),
        "expires_at": tx.now + timedelta(days=settings.link_days),
        "created_at": tx.now,
        "created_by": tx.actor.name,
    }
    made = int(tx.execute(insert(pay_links).returning(pay_links.c.id), values).scalar_one())
    found = one_link(tx, made)
    put(tx, found, CREATE)
    return found


def put(tx: Transaction, link: PayLink, what: str) -> None:
    """Write down what the worker has to ask the gateway, under a key of its own each time."""
    number = int(tx.execute(_rows, {"like": f"{_key(link, what)}:%"}).scalar_one())
    key = f"{_key(link, what)}:{number}"
    outbox.put(tx, KIND + link.gateway, key, {"link": link.id, "do": what})


def last_try(tx: Transaction, link: PayLink, what: str) -> outbox.Known | None:
    """The outbox row that carries a question now, or carried it last."""
    number = int(tx.execute(_rows, {"like": f"{_key(link, what)}:%"}).scalar_one())
    return outbox.latest(tx, [f"{_key(link, what)}:{at}" for at in range(number)] or ["-"])


def _key(link: PayLink, what: str) -> str:
    return f"paylink:{link.id}:{what}"


def _words(account: object, reference: str) -> str:
    """What stands in the transfer; by it the money is found in the bank's statement as well."""
    if isinstance(account, PayosSettings) and account.letters < len(reference):
        return reference[-account.letters :]
    return reference


_tries = select(func.count()).select_from(pay_links).where(pay_links.c.invoice_id == bindparam("i"))
_rows = (
    select(func.count())
    .select_from(outbox.outbox)
    .where(outbox.outbox.c.key.like(bindparam("like")))
)
