"""Work done in processes of its own: killed midway, or by several at the same moment."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Sequence
from typing import Any

from core.database import connect
from core.errors import KemasError
from core.transaction import Actor, Transaction, writing

Work = Callable[[Transaction], object]
LIMIT = 60
"""Seconds after which somebody hangs."""


def killed_after(url: str, actor: Actor, work: Work, statements: int) -> bool:
    """Do work in a process that is killed (SIGKILL) after so many statements; False: it ended."""
    child = os.fork()
    if child == 0:
        try:
            _count_down(statements)
            with writing(connect(url), actor) as tx:
                work(tx)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def at_once(url: str, works: Sequence[tuple[Actor, Work]]) -> list[str]:
    """Do all of it in a process each, begun at the same moment; ``ok`` or the code of a refusal.

    In the order of the works. One that fails otherwise says what it was.
    """
    go, start = os.pipe()
    ends: list[tuple[int, int]] = []
    for actor, work in works:
        said, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(start)
            try:
                answer = _one(url, actor, work, go)
                os.write(say, answer.encode()[:4000])
            finally:
                os._exit(0)
        os.close(say)
        ends.append((child, said))
    os.close(go)
    os.close(start)  # whoever waits for a byte sees the end of the line now
    return [_answer(child, said) for child, said in ends]


def _one(url: str, actor: Actor, work: Work, go: int) -> str:
    database = connect(url)
    with writing(database):  # the line is open before it begins
        pass
    os.read(go, 1)
    try:
        with writing(database, actor) as tx:
            work(tx)
    except KemasError as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - the test sees what it was
        return repr(error)
    return "ok"


def _answer(child: int, said: int) -> str:
    ready, _writes, _errors = select.select([said], [], [], LIMIT)
    if not ready:
        os.kill(child, signal.SIGKILL)
    answer = os.read(said, 4000).decode() if ready else "hangs"
    os.close(said)
    os.waitpid(child, 0)
    return answer


def _count_down(statements: int) -> None:
    """Let this process be killed once it has done so many statements."""
    usual = Transaction.execute
    left = [statements]

    def execute(tx: Transaction, *given: Any) -> Any:
        done = usual(tx, *given)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    Transaction.execute = execute  # type: ignore[method-assign, assignment]
