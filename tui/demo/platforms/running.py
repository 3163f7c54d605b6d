"""The simulated platforms of a demonstration: they run while it does, and are set up in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.demo.platforms import tiktok

_TABLES = """
# Simulated on this machine, for as long as the demonstration runs.
[[platform_bills]]
name = "TikTok Ads"
kind = "tiktok"
base_url = "{server.url}/open_api/v1.3"
access_token = "{token}"
bc_id = "{bc_id}"
"""


@contextmanager
def simulated() -> Iterator[str]:
    """Start them; gives their tables of the configuration."""
    with tiktok.SimulatedTikTok() as server:
        yield _TABLES.format(server=server, token=tiktok.TOKEN, bc_id=tiktok.BC_ID)
