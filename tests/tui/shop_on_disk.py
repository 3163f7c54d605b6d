"""A configuration and a shop on disk for the tests of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.config import load
from core.database import upgrade
from core.shipping.desk import Desk
from tui import cli


class ShopOnDisk:
    """Runs command lines on a shop of its own."""

    def __init__(self, folder: Path, printers: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.path = folder / "kemas.toml"
        self.path.write_text(
            f'[database]\nurl = "sqlite:///kemas.sqlite3"\n[shop]\nlanguage = "en"\n{printers}',
            encoding="utf-8",
        )
        self.config = load(self.path)
        self.db = upgrade(self.config.database.engine_url)
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._capsys.readouterr()
        try:
            code = cli.main([*words, "--config", str(self.path), "--language", "en"])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> Any:
        """What a command prints as JSON; it must succeed."""
        code, out, err = self(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def pack(self, build: ModuleType, *numbers: str) -> list[str]:
        """Pack orders of one unit each; gives the codes of their parcels."""
        shop = build.shop(self.db, {"TEH": 9})
        desk = Desk(self.db, self.config, shop.station)
        desk.open()
        codes = []
        for number in numbers:
            build.ready_order(self.db, number, {"TEH": 1})
            for code in (number, "TEH"):
                verdict = desk.scan(desk.last_seq() + 1, code)
            codes.append(str(verdict.parcel))
        desk.close()
        return codes
