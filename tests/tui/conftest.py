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


@pytest.fixture(autouse=True)
def _english() -> None:
    speech.switch("en")
