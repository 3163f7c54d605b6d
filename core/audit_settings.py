"""What the configuration may say about the audit trail: where the key is that seals it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from core import checks
from core.checks import Table


class AuditSettings(Table):
    """The key is read by the worker and `kemas doctor` alone: stations need not see it."""

    key_file: Annotated[Path, checks.HERE] | None = None
