"""Asks platforms for what they billed, outside of any transaction, and writes it down then."""

from __future__ import annotations

from datetime import date, timedelta

from core.database import Database
from core.people.permissions import Permission, require
from core.platform_bills.base import Refused
from core.platform_bills.queries import PlatformBill, due, paper_of, papers_wanted
from core.platform_bills.registry import Configured
from core.platform_bills.states import Standing
from core.platform_bills.taking import heard, keep_file
from core.transaction import SYSTEM, Actor, reading, writing

_MONTH_DAYS = 31


def ask(
    database: Database,
    one: Configured,
    actor: Actor = SYSTEM,
    since: date | None = None,
    until: date | None = None,
) -> Standing:
    """Ask an account for its bills; NotAllowed for who has no finances. Tells how it stands."""
    with reading(database, actor) as tx:
        require(tx, Permission.PLATFORM_BILLS)
        today = tx.today
    last = until or today + timedelta(days=1)  # its day may be a day ahead of the shop's
    told = one.platform.account(since or today - timedelta(days=_MONTH_DAYS * one.months), last)
    with writing(database, actor) as tx:
        return heard(tx, one.name, told)


def fetch(
    database: Database, one: Configured, bill: PlatformBill, actor: Actor = SYSTEM
) -> bytes | Refused:
    """The PDF of a bill: the one that is kept, else asked for and kept from then on."""
    with reading(database, actor) as tx:
        kept = paper_of(tx, bill.id)
    if kept is not None:
        return kept
    return _fetch(database, one, bill.id, bill.remote_id, actor)


def round_of(database: Database, one: Configured) -> bool:
    """What the worker does for an account: asks when it is due, and fetches papers that somebody
    waits for; tells whether there was anything to do.
    """
    with reading(database) as tx:
        now, papers = due(tx, one.name, one.hours), papers_wanted(tx, one.name)
    if now:
        ask(database, one)
    for bill_id, remote_id in papers:
        if isinstance(_fetch(database, one, bill_id, remote_id, SYSTEM), Refused):
            break
    return now or bool(papers)


def _fetch(
    database: Database, one: Configured, bill_id: int, remote_id: str, actor: Actor
) -> bytes | Refused:
    told = one.platform.paper(remote_id)
    if not isinstance(told, Refused):
        with writing(database, actor) as tx:
            keep_file(tx, bill_id, told)
    return told
