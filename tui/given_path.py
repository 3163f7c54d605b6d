"""Paths that people type at a station: where they start, and how far they may reach."""

from __future__ import annotations

from pathlib import Path

from core.config import Config
from core.errors import Refusal
from core.text import visible

_SHOWN = 100


def given_path(config: Config, typed: str, below: str = "") -> Path:
    """The file that somebody means; a name alone is below Kemas's data, in the folder `below`.

    Where ``[station] files`` names a folder, people who only have the station reach nothing
    outside it, by no link and no way up: Refusal ``path_outside``. Refusal ``file_missing`` where
    nothing was typed.
    """
    said = typed.strip()
    if not said:
        raise Refusal("file_missing", path="-")
    kept_in = config.station.files
    path = Path(said).expanduser() if kept_in is None else Path(said)
    if not path.is_absolute():
        path = (kept_in or config.data_dir / below) / path
    if kept_in is not None:
        try:
            path = path.resolve()
            inside = path.is_relative_to(kept_in.resolve())
        except (OSError, RuntimeError):  # a link to itself
            inside = False
        if not inside:
            raise Refusal("path_outside", path=visible(said[:_SHOWN]), folder=str(kept_in))
    return path


def usual_folder(config: Config) -> Path:
    """Where files go when nobody says; made where it is not there."""
    folder = config.station.files or config.data_dir / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
