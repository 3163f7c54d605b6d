"""The worker's part: now and then everything that is settled is sealed."""

from __future__ import annotations

import logging
import time

from core.config import Config
from core.database import Database
from core.errors import Refusal
from core.trail import keys
from core.trail.sealing import newest, seal
from core.transaction import reading

logger = logging.getLogger(__name__)
_EVERY_S = 60.0


class Sealing:
    """Seals the trail of one shop."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._looked = time.monotonic()
        self._silent = False

    def look(self) -> None:
        """Seal what is settled, if it is time."""
        now = time.monotonic()
        if now - self._looked < _EVERY_S:
            return
        self._looked = now
        key = self._key()
        if key:
            seal(self._database, key)

    def _key(self) -> str:
        """The key; a new one only where nothing was sealed before."""
        try:
            key = keys.read(self._config)
        except Refusal as refusal:
            return self._without(refusal.code)
        if key:
            return key
        with reading(self._database) as tx:
            if newest(tx) is not None:
                return self._without("key_gone")
        return keys.make(self._config) or self._without("key_not_made")

    def _without(self, why: str) -> str:
        if not self._silent:
            path = keys.path_of(self._config)
            logger.error("the audit trail is not sealed: %s, key %s", why, path)
        self._silent = True
        return ""
