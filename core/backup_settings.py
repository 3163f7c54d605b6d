"""What the configuration may say about backups: when, where, and how many are kept."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated

from core import checks
from core.checks import Table


class BackupSettings(Table):
    """Backups that the worker makes by itself, once a day; without a time it makes none."""

    at: Annotated[time, checks.WALL_TIME] | None = None
    folder: Annotated[Path, checks.HERE] | None = None
    keep: Annotated[int, checks.whole(1, 1_000)] = 14
