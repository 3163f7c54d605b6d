"""What every new configuration begins with: a station, and a printer that needs no hardware."""

from __future__ import annotations

FIRST = """\
# The printer keeps what it would print, so that all can be tried before a real one is connected.
[station]
name = "S1"
warehouse = "MAIN"

[[printers]]
name = "virtual"
roles = ["label", "document", "receipt"]
transport = "virtual"
path = "printed"
width_dots = 576

[couriers]
default = "own"

[backup]
at = "03:00"
"""
