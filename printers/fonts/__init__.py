"""The fonts for picture lines, previews and PDF pages; licences beside them.

Roboto Mono (Apache License 2.0; weights 450 and 700 taken out of the variable font, without
layout tables) holds Latin with all Vietnamese letters. DejaVu Sans Mono stands in for symbols,
Greek and Cyrillic, and DejaVu Sans is the text of PDF pages.
"""

from __future__ import annotations

from pathlib import Path

REGULAR = Path(__file__).parent / "RobotoMono-Regular.ttf"
BOLD = Path(__file__).parent / "RobotoMono-Bold.ttf"
SYMBOLS = Path(__file__).parent / "DejaVuSansMono.ttf"
TEXT = Path(__file__).parent / "DejaVuSans.ttf"
TEXT_BOLD = Path(__file__).parent / "DejaVuSans-Bold.ttf"
