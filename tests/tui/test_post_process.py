"""The post as a real process: killed while a mail server thinks, it sends nothing twice."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fakes.mail_server import MailServer
from sqlalchemy import select, update
from waiting import until

from core import outbox
from core.config import load
from core.database import Database
from core.messages.queries import message
from core.messages.states import MessageState, Way
from core.orders.follow_up import follow_up
from core.people.queries import list_operators
from core.shipping.letters import follow_ups_of
from core.transaction import reading, run, writing
from tui import workers

UNPAID = {"status": "unpaid", "paid": 0, "phone": "+62 000 812 3456", "email": "siti@buyer.test"}
CONFIG = """[database]
url = "{url}"
[shop]
name = "Toko"
language = "en"
[worker]
idle_seconds = 60
[messages]
bank = ["BCA 000"]
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "t@shop.test"
timeout_seconds = 60
"""


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def path(mail: MailServer, database_url: str, tmp_path: Path) -> Path:
    file = tmp_path / "kemas.toml"
    file.write_text(CONFIG.format(url=database_url, port=mail.port), encoding="utf-8")
    return file


def test_a_worker_that_is_killed_while_the_server_thinks_sends_nothing_twice(
    db: Database, build: ModuleType, path: Path, mail: MailServer
) -> None:
    build.shop(db, {"KOPI": 5})
    with writing(db) as tx:
        order = build.order(tx, "W-1", {"KOPI": 2}, **UNPAID)
    with reading(db) as tx:
        who = list_operators(tx)[0].actor()
    settings = follow_ups_of(load(path))
    how = {"reason": "payment_reminder", "way": Way.EMAIL}
    made = run(db, who, lambda tx: follow_up(tx, settings, order, **how))

    def state() -> MessageState:
        with reading(db) as tx:
            return message(tx, made.id).state

    mail.post.slow = {"end": 60}
    first = workers.start(path)
    try:
        until(lambda: mail.post.taken)  # it was taken, and the answer does not come
        first.kill()
        first.wait(10)
        mail.post.slow = {}
        assert state() is MessageState.QUEUED
        with writing(db) as tx:  # so much later
            tx.execute(update(outbox.outbox).values(lease_until_ms=1))
        second = workers.start(path)
        try:
            until(lambda: state() is MessageState.UNKNOWN)
            with writing(db) as tx:
                other = build.order(tx, "W-2", {"KOPI": 1}, **UNPAID)
            run(db, who, lambda tx: follow_up(tx, settings, other, **how))
            until(lambda: len(mail.post.taken) == 2)  # the next one goes, the lost one does not
        finally:
            _end(second)
    finally:
        _end(first)
    assert state() is MessageState.UNKNOWN
    assert ["W-1" in text.get_content() for text in mail.post.messages] == [True, False]
    with reading(db) as tx:
        keys = tx.execute(select(outbox.outbox.c.key)).scalars().all()
    assert len(keys) == 2


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait(20)
