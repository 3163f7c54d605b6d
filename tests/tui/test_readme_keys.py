"""The README's table of keys is made from the registry of actions."""

from __future__ import annotations

from pathlib import Path

from tui import keys, speech

README = Path(__file__).parents[2] / "README.md"


def test_the_table_of_keys_is_the_registry() -> None:
    speech.switch("en")
    text = README.read_text(encoding="utf-8")
    table = text.partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0]
    assert table == keys.markdown()
