"""The simulated couriers of a demonstration: they run while it does, and are set up in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.demo.couriers import biteship, ghn, viettelpost

_PACE_S = 45.0
"""How long a parcel stays where it is: a day's way in five minutes."""
_TABLES = """
# Simulated on this machine, for as long as the demonstration runs.
[couriers.ghn]
base_url = "{ghn.url}"
token = "{ghn_token}"
shop_id = {ghn_shop}
poll_minutes = 1

[couriers.viettelpost]
base_url = "{viettelpost.url}"
print_url = "{viettelpost.url}"
username = "{viettelpost_user}"
password = "{viettelpost_password}"
province_id = 2
ward_id = 51001
ask_status = true

[couriers.biteship]
base_url = "{biteship.url}"
api_key = "{biteship_key}"
services = ["jne/reg", "sicepat/reg"]
sender = {{ postcode = "12250" }}
"""


@contextmanager
def simulated() -> Iterator[str]:
    """Start them; gives their tables of the configuration."""
    with (
        ghn.SimulatedGhn() as one,
        viettelpost.SimulatedViettelPost() as two,
        biteship.SimulatedBiteship() as three,
    ):
        one.pace = two.pace = three.pace = _PACE_S
        one.any_phone = two.any_phone = True  # nobody can have the numbers of a demonstration
        yield _TABLES.format(
            ghn=one,
            ghn_token=ghn.TOKEN,
            ghn_shop=ghn.SHOP,
            viettelpost=two,
            viettelpost_user=viettelpost.USERNAME,
            viettelpost_password=viettelpost.PASSWORD,
            biteship=three,
            biteship_key=biteship.KEY,
        )
