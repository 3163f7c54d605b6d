"""A station that starts no worker: what is to go out waits until the test does it."""

from __future__ import annotations

from tui.live.backend import LiveBackend


class Alone(LiveBackend):
    """Without a worker."""

    def _ensure_worker(self) -> None:
        """None."""
