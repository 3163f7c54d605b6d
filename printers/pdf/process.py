"""Has a page drawn by a process of its own, and believes nothing that comes back unchecked."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.errors import Refusal
from printers.pdf.limits import CPU_SECONDS, MAX_BYTES, MAX_CODES, MAX_ROWS, SECONDS

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_HEADER = 400_000
_MOST = _LONGEST_HEADER + 4 * MAX_BYTES
_GRACE_S = 2.0
_OUT_OF_TIME = {-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL}
_LIBRARIES = ("pypdfium2", "pypdfium2_raw", "PIL", "zxingcpp")
_keeping = threading.Lock()
_spare: list[subprocess.Popen[bytes]] = []


def _paths() -> str:
    """Where the program and the libraries are; searching all of an installation takes longer."""
    found = [str(_ROOT)]
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            place = str(Path(spec.origin).parents[1])
            if place not in found:
                found.append(place)
    return os.pathsep.join(found)


def _start() -> subprocess.Popen[bytes]:
    """A process that loads what it needs and waits for its page; it gets no secrets to lose."""
    return subprocess.Popen(
        [sys.executable, "-S", "-P", "-m", "printers.pdf.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": _paths(), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
        close_fds=True,
    )


def warm() -> None:
    """Have a process ready for the next page, where many are to come."""
    with _keeping:
        if not _spare or _spare[0].poll() is not None:
            for dead in _spare:
                _end(dead)
            _spare[:] = [_start()]


def cool() -> None:
    """Let the waiting process go."""
    with _keeping:
        for waiting in _spare:
            _end(waiting)
        _spare.clear()


atexit.register(cool)


def ask(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and bytes for one page.

    Raises Refusal: what is wrong with the PDF, ``pdf_too_slow``, or ``pdf_broken`` where the
    process ended without an answer.
    """
    with _keeping:
        waiting = _spare.pop() if _spare else None
    if waiting is not None:
        try:
            return _asked(waiting, request, content)
        except _Gone:
            pass  # it had waited too long; nothing of the page was looked at
    try:
        return _asked(_start(), request, content)
    except _Gone as gone:
        raise Refusal("pdf_broken") from gone


class _Gone(Exception):
    """The process ended without a word."""


def _asked(
    process: subprocess.Popen[bytes], request: dict[str, Any], content: bytes
) -> tuple[dict[str, Any], bytes]:
    began, late = time.monotonic(), threading.Event()

    def too_late() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(SECONDS + _GRACE_S, too_late)
    clock.daemon = True
    clock.start()
    writer = threading.Thread(target=_feed, args=(process, request, content), daemon=True)
    writer.start()
    said = b""
    try:
        if process.stdout is not None:
            said = process.stdout.read(_MOST)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)  # how it ended is only known once it has
    finally:
        clock.cancel()
        _end(process)
        writer.join()
    if late.is_set() or (process.returncode in _OUT_OF_TIME and _elapsed(began)):
        raise Refusal("pdf_too_slow", seconds=round(SECONDS))
    if not said:
        raise _Gone
    return _parse(said)


def _elapsed(began: float) -> bool:
    """Whether so much time is over that a limit ended the process; else somebody did."""
    return time.monotonic() - began > min(SECONDS, CPU_SECONDS) / 2


def _feed(process: subprocess.Popen[bytes], request: dict[str, Any], content: bytes) -> None:
    if process.stdin is None:
        return
    with contextlib.suppress(OSError):  # it ended early; what it said before says why
        process.stdin.write(json.dumps(request).encode() + b"\n" + content)
        process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdout, process.stdin):
        if stream is not None:
            with contextlib.suppress(OSError):  # the other end is gone, as it should
                stream.close()
    process.wait()


def _parse(said: bytes) -> tuple[dict[str, Any], bytes]:
    line, _newline, body = said.partition(b"\n")
    try:
        header = json.loads(line[:_LONGEST_HEADER])
        if "refusal" in header:
            raise Refusal(str(header["refusal"]), **dict(header["params"]))
        wide, high, alone = int(header["width"]), int(header["height"]), int(header["alone"])
        lists = [*header["codes"], *header["under"]]
        good = (
            0 < high <= MAX_ROWS * 2
            and len(lists) <= 2 * MAX_CODES
            and all(isinstance(part, str) for one in lists for part in one)
            and all(len(one) == 2 for one in lists)
            and len(body) == -(-wide // 8) * high + alone
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal("pdf_broken") from error
    if not good:
        raise Refusal("pdf_broken")
    return header, body
