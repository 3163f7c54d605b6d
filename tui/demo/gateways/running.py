"""The simulated gateways of a demonstration: they run while it does, and are set up in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.demo.gateways import midtrans, payos, xendit

_PAYS_AFTER_S = 120.0
_TABLES = """
# Simulated on this machine, for as long as the demonstration runs. Who opens a link in a browser
# and presses the button has paid; others pay after two minutes, or never.
[payments]
gateway = "xendit"

[payments.payos]
base_url = "{payos.url}"
pay_url = "{payos.url}/web"
client_id = "{client}"
api_key = "{key}"
checksum_key = "{checksum}"

[payments.midtrans]
base_url = "{midtrans.url}"
api_url = "{midtrans.url}"
server_key = "{server_key}"

[payments.xendit]
base_url = "{xendit.url}"
secret_key = "{secret_key}"
"""


@contextmanager
def simulated() -> Iterator[str]:
    """Start them; gives their tables of the configuration."""
    with (
        payos.SimulatedPayos() as one,
        midtrans.SimulatedMidtrans() as two,
        xendit.SimulatedXendit() as three,
    ):
        one.pays_after = two.pays_after = three.pays_after = _PAYS_AFTER_S
        yield _TABLES.format(
            payos=one,
            client=payos.CLIENT,
            key=payos.KEY,
            checksum=payos.CHECKSUM,
            midtrans=two,
            server_key=midtrans.SERVER_KEY,
            xendit=three,
            secret_key=xendit.SECRET_KEY,
        )
