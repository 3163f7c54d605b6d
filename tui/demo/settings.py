"""The configuration of the demonstration: a shop, a virtual printer, couriers that leave soon."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from core.config import Config, parse
from tui.demo.orders import Clock
from tui.first_config import FIRST

ZONE = "Asia/Jakarta"
_TEMPLATE = """\
# A demonstration of Kemas. Everything in this folder may be thrown away.

[database]
url = "sqlite:///kemas.sqlite3"

[shop]
name = "Toko Kemas Demo"
phone = "+62 000 000 0000"
address = "Jl. Gudang Contoh No. 1"
district = "Tebet"
city = "Jakarta Selatan"
province = "DKI Jakarta"
postcode = "12810"
country = "ID"
currency = "IDR"
language = {language}
timezone = "{zone}"

{first}
[couriers.own]
name = "Kurir Toko"
services = ["standard", "express"]
cutoff = "{own}"

[[couriers.own.tariff]]
services = ["express"]
provinces = ["DKI Jakarta"]
fee = 18000
per_kg = 6000
max_g = 10000
hours = "3-6"

[[couriers.own.tariff]]
services = ["standard"]
provinces = ["DKI Jakarta", "Banten", "Jawa Barat"]
fee = 9000
per_kg = 4000
free_from = 300000
days = "1-2"

[couriers.manual]
name = "Ekspedisi"
services = ["standard"]
cutoff = "{manual}"

[[couriers.manual.tariff]]
fee = 22000
per_kg = 20000
days = "2-4"

[[packing.boxes]]
name = "S"
length_cm = 20
width_cm = 15
height_cm = 10
weight_g = 60

[[packing.boxes]]
name = "M"
length_cm = 30
width_cm = 22
height_cm = 15
weight_g = 120

[[packing.boxes]]
name = "L"
length_cm = 45
width_cm = 35
height_cm = 30
weight_g = 260
"""


def configure(folder: Path, language: str, times: Clock, couriers: str = "") -> Config:
    """Write the configuration file of a demonstration and read it; `couriers` are tables of it."""
    manual = times.leaves + timedelta(minutes=90)
    text = _TEMPLATE.format(
        first=FIRST,
        language=json.dumps(language),
        zone=ZONE,
        own=f"{times.leaves:%H:%M}",
        manual=f"{manual:%H:%M}",
    )
    path = folder / "config.toml"
    text += couriers
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)  # the keys of its couriers, though they are invented
    return parse(text, path)
