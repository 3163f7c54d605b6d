"""A paper that a courier drew becomes a label with its codes, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.pdf_maker import WAYBILL, label, write

from core.config import parse
from core.database import connect
from core.errors import Refusal
from tui.courier_papers import CourierPapers


def test_the_first_page_is_the_label_and_a_page_for_browsers_is_none(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    draws = CourierPapers(database, parse("", tmp_path / "k.toml"))
    drawn = draws(write(label(), label(text="OTHER1")), None)
    texts = {text for _kind, text in drawn.codes}
    assert (WAYBILL in texts, "OTHER1" in texts) == (True, False)
    with pytest.raises(Refusal, match="pdf_"):
        draws(b"<html><body>Maintenance</body></html>", None)
    database.close()
