"""A flag for ending is raised by a signal handler whatever the main thread does just then."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui.ending import Ending

STORM = """
import os, signal, sys, threading
from tui.ending import Ending

made = [Ending()]
signal.signal(signal.SIGUSR1, lambda *told: made[0].say())
over = threading.Event()


def storm():
    while not over.is_set():
        os.kill(os.getpid(), signal.SIGUSR1)


threading.Thread(target=storm, daemon=True).start()
said = 0
for _ in range(400):
    made[0] = Ending()
    made[0].wait(0.0005)
    said += made[0].is_said()
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
over.set()
print(said)
"""


def test_it_waits_no_longer_than_until_it_is_said() -> None:
    ending = Ending()
    ending.wait(0.01)
    assert not ending.is_said()
    ending.say()
    ending.say()
    began = time.monotonic()
    for _ in range(5):
        ending.wait(60)
    assert time.monotonic() - began < 30
    assert ending.is_said()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a process")
def test_a_handler_raises_it_in_the_middle_of_the_wait() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", STORM],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
