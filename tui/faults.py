"""Where an unexpected error is written down, in full, for whoever mends it."""

from __future__ import annotations

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

_NAME = "kemas.log"
_LIMIT = 1_000_000


def log_fault(error: BaseException) -> Path:
    """Append the whole traceback to the log, readable by its owner alone; gives the log's path."""
    import platformdirs

    text = "".join(traceback.format_exception(error))
    entry = f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n"
    folder = Path(platformdirs.user_log_dir("kemas", appauthor=False))
    try:
        return _append(folder / _NAME, entry)
    except OSError:
        return _append(Path(tempfile.mkdtemp(prefix="kemas-")) / _NAME, entry)


def _append(path: Path, entry: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LIMIT:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="replace") as log:
        log.write(entry)
    return path
