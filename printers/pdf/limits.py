"""What a PDF may be and take; whatever is beyond is refused, however it was made."""

from __future__ import annotations

MAX_BYTES = 3_000_000
"""The largest PDF of one label, as `core.paper.documents.MAX_PDF`."""
MAX_FILE_BYTES = 30_000_000
"""The largest PDF of many labels from which pages are taken."""
MAX_PAGES = 200
MAX_SIDE_PT = 3000
"""The longest side of a page, in points: about a metre."""
MAX_PIXELS = 48_000_000
"""Of the page at four times the paper's resolution, one byte each."""
MAX_ROWS = 8192
"""Dots down the paper, about a metre."""
MAX_CODES = 40
"""Bar codes of one page that are looked at."""
MAX_CODE_LENGTH = 2000
SECONDS = 20.0
"""How long one page may take altogether, with a machine that is busy with other things."""
IDLE_SECONDS = 120.0
"""How long a process that was started ahead waits for its page."""
CPU_SECONDS = 12
MEMORY_BYTES = 1_200_000_000
"""Address space of the drawing process; a usual label takes a third of it."""
