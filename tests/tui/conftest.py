"""Shared ground of the terminal's tests: a still environment and a station over a fake business."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
for name in ("NO_COLOR", "TEXTUAL_THEME"):
    os.environ.pop(name, None)
os.environ["COLORTERM"] = "truecolor"

from tui import speech, terminal  # noqa: E402

terminal.prepare()

import pytest  # noqa: E402
from command_lines import new_shop  # noqa: E402


@pytest.fixture(autouse=True)
def _terminal_english() -> None:
    speech.switch("en")


@pytest.fixture
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration, language or station of the machine that the tests run on."""
    for name in ("KEMAS_CONFIG", "KEMAS_STATION", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


@pytest.fixture(scope="session")
def new_shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `kemas init` makes, to copy from."""
    return new_shop(tmp_path_factory.mktemp("new") / "shop").parent
