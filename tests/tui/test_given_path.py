"""Paths that are typed at a station reach no further than they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config, parse
from core.errors import Refusal
from tui.given_path import given_path, usual_folder


def _config(folder: Path, files: bool = True) -> Config:
    said = '[station]\nfiles = "exchange"\n' if files else ""
    (folder / "exchange").mkdir(exist_ok=True)
    return parse(said, folder / "config.toml")


def test_a_name_alone_is_among_the_data(tmp_path: Path) -> None:
    free = _config(tmp_path, files=False)
    assert given_path(free, " a.csv ", "exports") == tmp_path / "exports" / "a.csv"
    assert given_path(free, str(tmp_path / "b.csv")) == tmp_path / "b.csv"
    assert usual_folder(free) == tmp_path / "exports"


def test_where_a_folder_is_named_nothing_else_is_reached(tmp_path: Path) -> None:
    config = _config(tmp_path)
    inside = tmp_path / "exchange"
    assert given_path(config, "a.csv") == inside / "a.csv"
    assert given_path(config, str(inside / "sub" / "b.csv")) == inside / "sub" / "b.csv"
    assert usual_folder(config) == inside
    (inside / "out").symlink_to("/etc")
    (inside / "loop").symlink_to(inside / "loop")
    for typed in (
        "/etc/passwd",
        "../config.toml",
        "~/.ssh/id_ed25519",
        "out/passwd",
        "sub/../../config.toml",
        str(tmp_path / "exchange-other" / "x"),
    ):
        if typed.startswith("~"):
            assert given_path(config, typed).is_relative_to(inside)  # no home is looked up
            continue
        with pytest.raises(Refusal, match="path_outside"):
            given_path(config, typed)


def test_nothing_typed_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="file_missing"):
        given_path(_config(tmp_path), "  ")
