"""A configuration and a shop on disk for the tests of the command line."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest
from command_lines import CommandLine

from core.config import load
from core.database import connect
from core.shipping.desk import Desk


class ShopOnDisk(CommandLine):
    """Runs command lines on a shop of its own."""

    def __init__(
        self, folder: Path, template: Path, printers: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        super().__init__(folder / "kemas.toml", capsys)
        self.folder = folder
        self.path.write_text(
            f'[database]\nurl = "sqlite:///kemas.sqlite3"\n[shop]\nlanguage = "en"\n{printers}',
            encoding="utf-8",
        )
        self.config = load(self.path)
        shutil.copy(template, folder / "kemas.sqlite3")
        self.db = connect(self.config.database.engine_url, self.config.shop.timezone)

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
