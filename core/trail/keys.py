"""The key that seals the trail: a file that only its owner may read, made when first needed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from core.config import Config
from core.errors import Refusal
from core.secrets import resolve

_FILE = "audit.key"
_BYTES = 32


def path_of(config: Config) -> Path:
    """Where the key of a shop is, or would be."""
    return config.audit.key_file or config.data_dir / _FILE


def read(config: Config) -> str:
    """The key; empty where there is none, or where this person may not read it.

    Raises Refusal ``secret_open`` where others may read it.
    """
    try:
        return resolve(f"file:{path_of(config)}", Path())
    except Refusal as refusal:
        if refusal.code == "secret_open":
            raise
        return ""


def make(config: Config) -> str:
    """Draw a key; one that is there already, or is made at the same moment, stays."""
    path = path_of(config)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError:
        return read(config)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return read(config)
