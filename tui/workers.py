"""Sees to it that a worker process runs on this machine, without ever holding a station up."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.i18n import _, speaking
from core.i18n import language as current_language

if TYPE_CHECKING:
    from core.database import Database
    from tui.context import Context

Tell = Callable[[str], None]
"""Takes one sentence for a person; called from another thread."""

_RECHECK_S = 3.0  # a worker that was about to end when we looked is gone by then
_ROOT = Path(__file__).resolve().parents[1]


def tell_nobody(sentence: str) -> None:
    """The `Tell` of a caller without a place for sentences."""


def ensure(
    config_path: Path, database: Database | None = None, tell: Tell = tell_nobody
) -> threading.Thread:
    """Have a worker running for this configuration; returns at once.

    Looking, starting and waiting happen in a daemon thread; what goes wrong there becomes one
    sentence for `tell` and stops nobody. Call it after the station is open, so that a worker that
    is about to end for want of stations sees this one. Without `database` one is opened for it.
    """
    language = current_language()

    def work() -> None:
        with speaking(language):
            _ensure(config_path, database, tell)

    thread = threading.Thread(target=work, name="kemas-worker-start", daemon=True)
    thread.start()
    return thread


def _ensure(config_path: Path, database: Database | None, tell: Tell) -> None:
    from core.errors import KemasError
    from tui.words.refusals import sentence

    try:
        process = start_if_missing(config_path, database)
        if process is None:
            time.sleep(_RECHECK_S)
            process = start_if_missing(config_path, database)
    except KemasError as refusal:
        tell(sentence(refusal))
        return
    except OSError as error:
        reason = error.strerror or type(error).__name__
        tell(_("The worker could not be started: {reason}.").format(reason=reason))
        return
    if process is not None and process.wait() not in {0, -15}:  # also leaves no zombie behind
        tell(
            _("The worker ended with code {code}; nothing is printed. See its log.").format(
                code=process.returncode
            )
        )


def start_if_missing(
    config_path: Path, database: Database | None = None
) -> subprocess.Popen[bytes] | None:
    """Start a worker unless one is alive on this machine; None where one is.

    Raises KemasError where configuration or database cannot be used. Two that start at the same
    moment settle it by their lease: one of them ends at once.
    """
    if is_running(config_path, database):
        return None
    return start(config_path)


def wake(context: Context) -> None:
    """Have a worker running for what a command line just queued; trouble becomes a note."""
    try:
        started = start_if_missing(context.config.path, context.database)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        context.out.note(_("The worker could not be started: {reason}.").format(reason=reason))
        return
    if started is not None:
        started.returncode = 0  # it outlives this process, which ends soon and waits for nobody


def is_running(config_path: Path, database: Database | None = None) -> bool:
    """Whether a worker of this machine is alive for the database of a configuration."""
    from core import workers
    from core.config import load
    from core.database import open_database
    from core.people.attach import Process, is_running, this_process
    from core.transaction import reading

    def alive(worker: workers.Worker) -> bool:
        return is_running(Process(worker.host, worker.pid, worker.started))

    known = database or open_database(load(config_path).database.engine_url)
    try:
        with reading(known) as tx:
            return workers.living(tx, this_process().host, alive) is not None
    finally:
        if database is None:
            known.close()


def start(config_path: Path) -> subprocess.Popen[bytes]:
    """Start a worker that outlives this process and its terminal."""
    return subprocess.Popen(
        command(config_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",  # keeps no folder busy
        env=environment(),
        close_fds=True,
        start_new_session=True,  # no terminal: its hang-up is not for this one
    )


def command(config_path: Path) -> tuple[str, ...]:
    """The command line of a worker."""
    return command_of("worker", config_path)


def command_of(group: str, config_path: Path, *more: str) -> tuple[str, ...]:
    """A command line of Kemas; nothing in the current folder is taken for a module."""
    path = str(config_path.expanduser().absolute())
    return (sys.executable, "-P", "-m", "tui.cli", group, "--config", path, *more)


def environment() -> dict[str, str]:
    """The environment of a worker: it finds the same packages as this process."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
