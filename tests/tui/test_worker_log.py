"""The worker's log: it ends at four megabytes, is its owner's alone, and two may write it."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.config import Config, parse
from core.doctor.machine import log_path
from tui import worker_log
from tui.worker_log import open_log

LINE = "x" * 997


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield parse("", tmp_path / "kemas.toml")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    for handler in before:
        root.addHandler(handler)
    root.setLevel(level)


def sizes(config: Config) -> dict[str, int]:
    folder = log_path(config).parent
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}


def test_it_begins_anew_after_a_megabyte_and_four_files_are_all(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_log, "_SIZE", 10_000)
    path = open_log(config)
    assert path is not None
    for _each in range(100):
        logging.getLogger("x").info(LINE)
    found = sizes(config)
    assert list(found) == ["worker.log", "worker.log.1", "worker.log.2", "worker.log.3"]
    assert max(found.values()) <= 10_000
    modes = {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes == {0o600}


def test_whoever_writes_too_goes_on_in_the_new_file(config: Config) -> None:
    path = open_log(config)
    assert path is not None
    logging.getLogger("x").info("before")
    path.rename(path.with_name("worker.log.1"))  # as another worker does at a megabyte
    path.touch()
    logging.getLogger("x").info("after")
    assert "after" in path.read_text("utf-8")
    assert "after" not in path.with_name("worker.log.1").read_text("utf-8")
    path.unlink()  # and where a person took it away
    logging.getLogger("x").info("at last")
    assert "at last" in path.read_text("utf-8")
