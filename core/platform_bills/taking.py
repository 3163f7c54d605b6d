"""Writes down what platforms told: bills come in once, and follow what is said of them later."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, select, update

from core.audit import record
from core.platform_bills.base import Account, Bill, Refused
from core.platform_bills.models import (
    platform_accounts,
    platform_bill_files,
    platform_bills,
    platform_groups,
)
from core.platform_bills.states import Standing
from core.text import fold
from core.transaction import Transaction
from core.upsert import Upsert


def heard(tx: Transaction, name: str, told: Account | Refused) -> Standing:
    """Keep what an account told, or why it did not; what is known of before stays."""
    values = {"asked_at": tx.now, "wanted": False}
    if isinstance(told, Refused):
        standing = told.standing
        values |= {"standing": standing.value, "said": told.said}
    else:
        standing = Standing.FINE if told.bills or told.groups else Standing.EMPTY
        values |= {"standing": standing.value, "said": "", "heard_at": tx.now}
        values |= {"unpaid": told.unpaid, "currency": told.currency}
        _groups(tx, name, told)
        for bill in told.bills:
            _bill(tx, name, bill)
    here = update(platform_accounts).where(platform_accounts.c.name == name)
    tx.execute(_known(tx), {"name": name, "standing": Standing.NEVER.value})
    tx.execute(here.values(**values))
    return standing


def want(tx: Transaction, name: str) -> None:
    """Have an account asked as soon as the worker comes to it."""
    tx.execute(_known(tx), {"name": name, "standing": Standing.NEVER.value})
    here = update(platform_accounts).where(platform_accounts.c.name == name)
    tx.execute(here.values(wanted=True))


def keep_file(tx: Transaction, bill_id: int, data: bytes) -> None:
    """Keep the paper of a bill; one that is there already stays as it is."""
    tx.execute(update(platform_bills).where(_this).values(file_wanted=False), {"i": bill_id})
    there = select(platform_bill_files.c.bill_id).where(platform_bill_files.c.bill_id == bill_id)
    if tx.execute(there).first() is None:
        tx.execute(
            insert(platform_bill_files).values(
                bill_id=bill_id, sha256=sha256(data).hexdigest(), data=data, fetched_at=tx.now
            )
        )
        record(tx, "platform_paper", bill=bill_id, size=len(data))


def _groups(tx: Transaction, name: str, told: Account) -> None:
    tx.execute(delete(platform_groups).where(platform_groups.c.account == name))
    if told.groups:
        unique = {one.remote_id: one for one in told.groups}
        tx.execute(
            insert(platform_groups),
            [{"account": name, **asdict(one)} for one in unique.values()],
        )


def _bill(tx: Transaction, name: str, bill: Bill) -> None:
    """In one statement: two who ask at once both write the same."""
    values = asdict(bill) | {
        "kind": bill.kind.value,
        "pay_state": bill.pay_state.value,
        "total": bill.total,
        "folded": fold(bill.organisation)[:80],
        "seen_at": tx.now,
        "account": name,
        "file_wanted": False,
        "booked_by": "",
    }
    tx.execute(_put(tx), values)


_this = platform_bills.c.id == bindparam("i")
_TOLD = (
    *("number", "kind", "organisation", "folded", "group_id", "raw_state", "pay_state"),
    *("raw_pay_state", "overdue", "sent_on", "due_on", "currency", "net", "tax", "total"),
    *("unpaid", "seen_at"),
)
"""What is followed; what was booked stays as it was booked."""
_put = Upsert(
    lambda insert: (made := insert(platform_bills)).on_conflict_do_update(
        index_elements=["account", "remote_id"], set_={name: made.excluded[name] for name in _TOLD}
    )
)
_known = Upsert(
    lambda insert: insert(platform_accounts).values(wanted=False).on_conflict_do_nothing()
)
