"""The simulated couriers of a demonstration: they run while it does, and are set up in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.demo.couriers import ghn

_PACE_S = 45.0
"""How long a parcel stays where it is: a day's way in five minutes."""
_GHN = """
# Simulated on this machine, for as long as the demonstration runs.
[couriers.ghn]
base_url = "{url}"
token = "{token}"
shop_id = {shop}
poll_minutes = 1
"""


@contextmanager
def simulated() -> Iterator[str]:
    """Start them; gives their tables of the configuration."""
    with ghn.SimulatedGhn() as far:
        far.pace, far.any_phone = _PACE_S, True
        yield _GHN.format(url=far.url, token=ghn.TOKEN, shop=ghn.SHOP)
