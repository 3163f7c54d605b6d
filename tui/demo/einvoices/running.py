"""The simulated providers of a demonstration: they run while it does, and are set up in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from tui.demo.einvoices import misa, sinvoice

_TABLES = """
# Simulated on this machine, for as long as the demonstration runs.
[einvoice.sinvoice]
base_url = "{sinvoice.url}"
username = "{username}"
password = "{password}"
tax_code = "{tax_code}"
template = "{template}"
series = "{series}"

[einvoice.misa]
base_url = "{misa.address}"
appid = "{appid}"
username = "{misa_username}"
password = "{misa_password}"
tax_code = "{misa_tax_code}"
series = "{misa_series}"
"""


@contextmanager
def simulated() -> Iterator[str]:
    """Start them; gives their tables of the configuration."""
    year = f"{date.today():%y}"
    with sinvoice.SimulatedSinvoice() as one, misa.SimulatedMisa() as two:
        series, misa_series = f"C{year}TAA", f"1C{year}TYY"
        one.series, two.series = {series: sinvoice.TEMPLATE}, {misa_series}
        one.code_after = two.code_after = 3  # the tax office takes its time
        yield _TABLES.format(
            sinvoice=one,
            username=sinvoice.USERNAME,
            password=sinvoice.PASSWORD,
            tax_code=sinvoice.TAX_CODE,
            template=sinvoice.TEMPLATE,
            series=series,
            misa=two,
            appid=misa.APPID,
            misa_username=misa.USERNAME,
            misa_password=misa.PASSWORD,
            misa_tax_code=misa.TAX_CODE,
            misa_series=misa_series,
        )
