"""A station has its worker started anew when it is gone, and complains only when that fails."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, cast

from tui.live import keeper
from tui.live.keeper import WorkerKeeper


class Workers:
    """Stands for `ensure`: its thread ends when the worker that it started does."""

    def __init__(self) -> None:
        self.started: list[tuple[threading.Event, threading.Thread]] = []

    def __call__(self, path: Path, database: object, tell: Any) -> threading.Thread:
        died = threading.Event()

        def wait() -> None:
            died.wait(20)
            tell(f"worker {len(self.started)} ended")

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        self.started.append((died, thread))
        return thread

    def kill(self) -> None:
        died, thread = self.started[-1]
        died.set()
        thread.join(20)


def kept_by(workers: Workers, clock: list[float]) -> WorkerKeeper:
    return WorkerKeeper(Path("kemas.toml"), cast("Any", None), workers, lambda: clock[0])


def test_a_worker_that_died_is_started_anew_and_nobody_is_troubled() -> None:
    workers, clock = Workers(), [1000.0]
    kept = kept_by(workers, clock)
    kept.look()
    clock[0] += keeper.EVERY
    kept.look()
    assert len(workers.started) == 1
    workers.kill()
    kept.look()
    assert (len(workers.started), kept.trouble) == (2, "")


def test_workers_that_keep_dying_are_spoken_of_until_one_lives() -> None:
    workers, clock = Workers(), [1000.0]
    kept = kept_by(workers, clock)
    for _each in range(2):
        kept.look()
        workers.kill()
        clock[0] += keeper.EVERY
    assert kept.trouble == "worker 2 ended"
    clock[0] += keeper.RECENT
    assert kept.trouble == ""
