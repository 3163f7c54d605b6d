"""Letters of the tests of follow-ups: how they are written, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.mail_server import MailServer
from sqlalchemy import select, update

from core import draining, outbox
from core.audit import of_order
from core.config import parse
from core.database import Database
from core.errors import Refusal
from core.messages import queries
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.troubles import MESSAGE
from core.orders.follow_up import FollowUps, follow_up
from core.settings import Config
from core.shipping.letters import messages_of
from core.transaction import Actor, Transaction, reading, run

M = MessageState
UNPAID = {"status": "unpaid", "paid": 0, "phone": "+62 000 812 3456", "email": "siti@buyer.test"}


def config(port: int = 25, more: str = "") -> Config:
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "t@shop.test"\n'
    shop = '[shop]\nname = "Toko Contoh"\n[messages]\nbank = ["BCA 000 a.n. Toko"]\n'
    return parse(shop + mail + more, Path("k.toml"))


def write(db: Database, settings: FollowUps, order: int, **how: Any) -> Message:
    how = {"reason": "payment_reminder", "way": Way.EMAIL} | how
    return run(db, who(db), lambda tx: follow_up(tx, settings, order, **how))


def who(db: Database) -> Actor:
    from core.people.queries import list_operators

    with reading(db) as tx:
        return list_operators(tx)[0].actor()


def post(db: Database, mail: MailServer, more: str = "") -> int:
    return draining.drain(db, {MESSAGE: messages_of(config(mail.port, more))})


def the(db: Database, number: int) -> Message:
    with reading(db) as tx:
        return queries.message(tx, number)


def kinds(db: Database, order: int) -> list[str]:
    with reading(db) as tx:
        return [event.kind for event in of_order(tx, order) if event.kind.startswith("message")]


def outside(db: Database) -> list[tuple[str, str]]:
    with reading(db) as tx:
        rows = tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id))
        return [(row.key, row.state) for row in rows]


def refused(work: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        work()
    return caught.value


def later(tx: Transaction) -> None:
    tx.execute(update(outbox.outbox).values(next_at=tx.now - timedelta(seconds=1)))
