"""How papers look is settled before the worker prints: a logo is never worth a label."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from PIL import Image

from core.config import parse
from core.errors import ConfigRefusal, Refusal
from core.settings import Config
from tui.live.backend import LiveBackend
from tui.service import usable_look


def config(folder: Path, text: str = "") -> Config:
    printers = '[[printers]]\nname = "P"\ntransport = "virtual"\nwidth_dots = 384\n'
    return parse(f'[shop]\nlogo = "l.png"\n{text}{printers}', folder / "kemas.toml")


@pytest.mark.parametrize("content", [None, b"no picture", b"\x89PNG\r\n\x1a\n", "cut off"])
def test_a_logo_that_cannot_be_used_is_left_out_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | str | None
) -> None:
    if content == "cut off":
        out = io.BytesIO()
        Image.effect_noise((64, 64), 90).save(out, "PNG")
        content = out.getvalue()[:-200]
    if isinstance(content, bytes):
        (tmp_path / "l.png").write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert usable_look(config(tmp_path)).logo is None
    assert "without the logo" in caplog.text


def test_a_good_logo_is_drawn_before_the_first_paper_waits_for_it(tmp_path: Path) -> None:
    Image.new("L", (64, 64)).save(tmp_path / "l.png")
    look = usable_look(config(tmp_path))
    (tmp_path / "l.png").unlink()
    assert look.logo is not None
    assert look.logo.at(384) is not None


def test_a_wrong_template_keeps_the_worker_from_printing_something_else(tmp_path: Path) -> None:
    Image.new("L", (64, 64)).save(tmp_path / "l.png")
    (tmp_path / "t.toml").write_text('[label]\nhide = ["waybill"]\n')
    with pytest.raises(ConfigRefusal) as refused:
        usable_look(config(tmp_path, '[paper]\ntemplates = "t.toml"\n'))
    assert refused.value.code == "template_needs_waybill"


def test_a_station_says_so_before_it_opens(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text('[label]\nhide = ["cod"]\n')
    (tmp_path / "kemas.toml").write_text('[paper]\ntemplates = "t.toml"\n')
    with pytest.raises(ConfigRefusal) as refused:
        LiveBackend(tmp_path / "kemas.toml", "S1").start()
    assert refused.value.code == "template_needs_cod"
    (tmp_path / "kemas.toml").write_text('[shop]\nlogo = "l.png"\n')
    with pytest.raises(Refusal) as missing:
        LiveBackend(tmp_path / "kemas.toml", "S1").start()
    assert missing.value.code == "logo_missing"
