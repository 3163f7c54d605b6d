"""The process that opens a stranger's PDF: one request in, one page in dots out, then it ends.

Run as ``python -m printers.pdf.child``. Standard input: a line of JSON (``page``, ``width``,
``height``, ``alone``) and the PDF. Standard output: a line of JSON, then the dots, then the page
as a PDF of its own where `alone` asks for it. Whatever the PDF does to this process, it has little
memory and time, no files to write, no environment and no way back but these bytes.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import Any

from printers.pdf.limits import (
    CPU_SECONDS,
    IDLE_SECONDS,
    MAX_FILE_BYTES,
    MEMORY_BYTES,
    SECONDS,
)

_LONGEST_REQUEST = 1000


def restrain() -> None:
    """Give up what a page needs not; cannot be taken back. A loaded library stays loaded."""
    for what, allowed in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        limit = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
        resource.setrlimit(what, (limit, limit))


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The header and the bytes for one request. Raises Refusal."""
    from printers.pdf import codes, pages, redraw

    document = pages.open_pdf(content)
    page, width = int(request["page"]), int(request["width"])
    grey = pages.grey(document, page, width, int(request["height"]))
    found = codes.find(grey)
    done = redraw.redraw(pages.to_dots(grey.picture), found)
    alone = pages.single(document, page) if request.get("alone") else b""
    header = {
        "pages": grey.pages,
        "width": done.picture.width,
        "height": done.picture.height,
        "alone": len(alone),
        "codes": [[code.format, code.text] for code in found],
        "under": [[code.native, code.text] for code in done.under],
    }
    return header, done.picture.tobytes() + alone


def main() -> int:
    """Answer the one request on standard input."""
    # What is needed is loaded before anybody's bytes come in: a process may wait here, warm.
    from core.errors import Refusal
    from printers.pdf import codes, pages, redraw  # noqa: F401

    restrain()
    signal.setitimer(signal.ITIMER_REAL, IDLE_SECONDS)  # by default the signal ends the process
    line = sys.stdin.buffer.readline(_LONGEST_REQUEST)
    if not line:
        return 0  # nobody had a page to draw
    signal.setitimer(signal.ITIMER_REAL, SECONDS)  # ends it even within a library
    request = json.loads(line)
    content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    body = b""
    try:
        header, body = answer(request, content)
    except Refusal as refusal:
        header = {"refusal": refusal.code, "params": dict(refusal.params)}
    except MemoryError:
        header = {"refusal": "pdf_too_heavy", "params": {}}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    # Without the clean-up of the libraries, which a broken document can still make crash.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
