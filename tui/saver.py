"""The worker's backups: each in a process of its own, so that nobody waits for it."""

from __future__ import annotations

import logging
import subprocess
import sys

from core import clock
from core.config import Config
from core.copies.backing_up import last_try, newest
from core.copies.due import is_due
from core.database import Database
from core.transaction import reading
from tui.beside import Beside
from tui.workers import command_of, environment

logger = logging.getLogger(__name__)
_REST_S = 60.0
"""Between two looks at the clock; who just opened the shop is left alone for so long."""
_LOOK_S = 1.0


class Saver(Beside):
    """Has a backup made when it is due."""

    def __init__(self, database: Database, config: Config, host: str) -> None:
        super().__init__()
        self._database = database
        self._config = config
        self._host = host
        if config.backup.at is not None:
            self.add("backup", self._once)
        self._begun = False

    def _once(self) -> float:
        """Make the backup of the day if it is time; not in the first minute."""
        if self._begun and self._is_due():
            self._save()
        self._begun = True
        return _REST_S

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
