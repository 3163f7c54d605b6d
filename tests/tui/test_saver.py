"""The worker has the backup of the day made, in a process of its own."""

from __future__ import annotations

import time
from pathlib import Path

from core import clock
from core.config import Config, load
from core.copies.backing_up import Backup, listed, name_for
from core.copies.models import BackupState
from core.database import open_database, upgrade
from core.transaction import reading
from tui.bench.twins import write_config
from tui.saver import Saver

HOST = "here"


def _shop(folder: Path, more: str) -> tuple[Saver, Config]:
    path = write_config(folder).path
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    config = load(path)
    upgrade(config.database.engine_url).close()
    return Saver(open_database(config.database.engine_url), config, HOST), config


def _made(config: Config) -> list[Backup]:
    database = open_database(config.database.engine_url)
    with reading(database) as tx:
        found = listed(tx)
    database.close()
    return found


def test_it_makes_one_that_is_due_and_then_none(tmp_path: Path) -> None:
    saver, config = _shop(tmp_path, '\n[backup]\nat = "00:00"\nfolder = "kept"\nkeep = 1\n')
    assert saver._is_due()
    saver._save()
    assert not saver._is_due()
    (made,) = _made(config)
    assert made.state is BackupState.PROVED
    assert made.path.parent == tmp_path / "kept"
    assert made.path.exists()


def test_old_ones_go_when_the_next_is_there(tmp_path: Path) -> None:
    saver, config = _shop(tmp_path, '\n[backup]\nat = "00:00"\nkeep = 1\n')
    saver._save()
    (first,) = _made(config)
    while name_for(clock.now()) == first.path.name:
        time.sleep(0.05)
    saver._save()
    second, gone = _made(config)
    assert (second.state, gone.state) == (BackupState.PROVED, BackupState.GONE)
    assert (second.path.exists(), gone.path.exists()) == (True, False)


def test_where_none_are_wanted_nothing_begins(tmp_path: Path) -> None:
    saver, _config = _shop(tmp_path, "")
    assert not saver._is_due()
    saver.start()
    saver.stop(0.1)
