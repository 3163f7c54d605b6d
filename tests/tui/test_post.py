"""The worker's post: messages go out beside bookings, and nothing is loaded before there is one."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from core_post import Waiting
from waiting import until

from core import outbox
from core.database import Database
from core.transaction import reading, writing
from tui.post import Post

ROOT = Path(__file__).parents[2]
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_worker_loads_neither_mail_nor_http_before_there_is_a_message() -> None:
    script = (
        "import sys\nimport tui.service\nfrom core.shipping.letters import messages_of\n"
        "from core.config import parse\nfrom pathlib import Path\n"
        "messages_of(parse('', Path('k.toml')))\n"
        "sys.stderr.write(' '.join({'httpx', 'smtplib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


@one_engine
def test_the_post_carries_out_what_is_written_and_stops_when_told(db: Database) -> None:
    handler = Waiting()
    post = Post(db, {"letter": handler})
    post.start()
    with writing(db) as tx:
        outbox.put(tx, "letter", "one", {})
        outbox.put(tx, "other", "two", {})
    post.wake()
    until(lambda: handler.done == ["one"], 30)
    post.stop(5.0)
    with reading(db) as tx:
        assert outbox.counts(tx) == {"pending": 1}
    assert not any(thread.name == "post" for thread in threading.enumerate())


@one_engine
def test_a_handler_that_hangs_does_not_keep_the_worker_from_ending(db: Database) -> None:
    handler = Waiting(hang=threading.Event())
    post = Post(db, {"letter": handler})
    with writing(db) as tx:
        outbox.put(tx, "letter", "one", {})
    post.start()
    until(lambda: handler.begun, 30)
    start = time.monotonic()
    post.stop(0.1)
    assert time.monotonic() - start < 10
    assert handler.hang is not None
    handler.hang.set()
