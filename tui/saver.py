"""The worker's backups: each in a process of its own, so that nobody waits for it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from core import clock
from core.config import Config
from core.copies.backing_up import last_try, newest
from core.copies.due import is_due
from core.database import Database
from core.errors import DatabaseRefusal
from core.transaction import reading
from tui.workers import command_of, environment

logger = logging.getLogger(__name__)
_REST_S = 60.0
"""Between two looks at the clock; who just opened the shop is left alone for so long."""
_LOOK_S = 1.0


class Saver:
    """Has a backup made when it is due."""

    def __init__(self, database: Database, config: Config, host: str) -> None:
        self._database = database
        self._config = config
        self._host = host
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="backup", daemon=True)

    def start(self) -> None:
        """Begin, where backups are wanted at all."""
        if self._config.backup.at is not None:
            self._thread.start()

    def stop(self, patience: float) -> None:
        """Make no more; one that is being made is given up and leaves nothing behind."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _work(self) -> None:
        while not self._stop.wait(_REST_S):
            try:
                if self._is_due():
                    self._save()
            except DatabaseRefusal as refusal:
                logger.warning("the database is away: %s", refusal)
            except Exception:
                logger.exception("a backup went wrong")

    def _is_due(self) -> bool:
        at = self._config.backup.at
        if at is None:
            return False
        with reading(self._database) as tx:
            good, tried = newest(tx), last_try(tx, self._host)
        return is_due(clock.now(), at, self._config.shop.timezone, good, tried)

    def _save(self) -> None:
        words = command_of("backup", self._config.path, "--by-itself")
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env=environment(),
        )
        while process.poll() is None:
            if self._stop.wait(_LOOK_S):
                process.terminate()
        said = process.communicate()[1].decode(sys.getdefaultencoding(), "replace").strip()
        if process.returncode:
            logger.error("no backup was made: %s", said)
        else:
            logger.info("a backup was made")
