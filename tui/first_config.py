"""What every new configuration begins with: a station, and a printer that needs no hardware."""

from __future__ import annotations

FIRST = """\
[station]
name = "S1"
warehouse = "MAIN"

# Keeps what it would print, so that everything can be tried before a printer is connected.
[[printers]]
name = "virtual"
roles = ["label", "document", "receipt"]
transport = "virtual"
path = "printed"
width_dots = 576

[couriers]
default = "own"
"""
