"""Two workers of two machines on one warehouse: no row goes out twice, also when one is killed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fakes.mail_server import MailServer
from sqlalchemy import func, select, update
from waiting import until

from core import outbox
from core.config import load
from core.database import Database
from core.messages.states import Way
from core.orders.follow_up import follow_up
from core.outbox import OutboxState
from core.people.queries import list_operators
from core.shipping.letters import follow_ups_of
from core.transaction import reading, run, writing
from tui import workers

MANY = 24
PATIENCE = 120.0
"""Seconds for two workers on a busy machine."""
# Another machine, as far as a worker can tell: its name is all that it knows of one.
ELSEWHERE = (
    "import socket, sys\n"
    "socket.gethostname = lambda: sys.argv[1]\n"
    "from tui.cli import main\n"
    "sys.exit(main(['--config', sys.argv[2], 'worker', '--stay']))\n"
)
CONFIG = """[database]
url = "{url}"
[shop]
name = "Toko"
language = "en"
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
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts a worker on a machine of this name; all are ended afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(machine: str) -> subprocess.Popen[bytes]:
        words = (sys.executable, "-P", "-c", ELSEWHERE, machine, str(tmp_path / "kemas.toml"))
        started.append(
            subprocess.Popen(
                words,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=workers.environment(),
                cwd="/",
            )
        )
        return started[-1]

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def test_no_row_goes_out_twice_whichever_of_two_workers_is_killed(
    db: Database,
    database_url: str,
    build: ModuleType,
    tmp_path: Path,
    start: Callable[[str], subprocess.Popen[bytes]],
) -> None:
    with MailServer() as mail:
        path = tmp_path / "kemas.toml"
        path.write_text(CONFIG.format(url=database_url, port=mail.port), encoding="utf-8")
        _queue(db, build, path)
        mail.post.slow = {"end": 0.1}  # so that both have one in hand at the same time
        first, second = start("one"), start("other")
        until(lambda: len(mail.post.taken) >= 4, PATIENCE)
        first.kill()
        first.wait(20)
        start("one")
        until(lambda: len(mail.post.taken) >= MANY // 2, PATIENCE)
        second.kill()
        second.wait(20)
        start("other")
        until(
            lambda: not _many(db, OutboxState.PENDING) and _many(db, OutboxState.IN_FLIGHT) <= 2,
            PATIENCE,
        )
        with writing(db) as tx:  # a minute later: what was in dead hands is nobody's
            tx.execute(
                update(outbox.outbox)
                .where(outbox.outbox.c.state == OutboxState.IN_FLIGHT)
                .values(lease_until_ms=1)
            )
        until(
            lambda: not _many(db, OutboxState.PENDING) and not _many(db, OutboxState.IN_FLIGHT),
            PATIENCE,
        )
        went = Counter(recipient for _from, recipient, _text in mail.post.taken)
    done, unknown = _many(db, OutboxState.DONE), _many(db, OutboxState.UNKNOWN)
    assert done + unknown == MANY
    assert unknown <= 2  # one in each hand that was cut off, never sent by itself again
    assert set(went.values()) == {1}
    assert done <= len(went) <= MANY


def _queue(db: Database, build: ModuleType, path: Path) -> None:
    build.shop(db, {"KOPI": 500})
    settings = follow_ups_of(load(path))
    with reading(db) as tx:
        who = list_operators(tx)[0].actor()
    buyer = {"status": "unpaid", "paid": 0, "phone": "+62 000 812 3456"}
    for number in range(MANY):
        with writing(db) as tx:
            mine = {**buyer, "email": f"b{number}@buyer.test"}
            order = build.order(tx, f"W-{number}", {"KOPI": 1}, **mine)
        how = {"reason": "payment_reminder", "way": Way.EMAIL}
        run(db, who, lambda tx, order=order, how=how: follow_up(tx, settings, order, **how))


def _many(db: Database, state: OutboxState) -> int:
    with reading(db) as tx:
        query = select(func.count()).where(outbox.outbox.c.state == state)
        return int(tx.execute(query).scalar_one())
