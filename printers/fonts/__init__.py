"""The font for picture lines and previews: DejaVu Sans Mono, cut down to Latin, Greek, Cyrillic.

The two files hold all Vietnamese letters; the licence stands beside them.
"""

from __future__ import annotations

from pathlib import Path

REGULAR = Path(__file__).parent / "DejaVuSansMono.ttf"
BOLD = Path(__file__).parent / "DejaVuSansMono-Bold.ttf"
