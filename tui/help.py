"""The help page: the keys of a pane, how to scan, how to type; made from the registry."""

from __future__ import annotations

from textual.content import Content

from tui.keys import Where, available, key_name
from tui.speech import N_, _
from tui.text import cells, join, pad

SCANNING = (
    N_("Scan at any time, on any screen: an order, then its items."),
    N_("No scanner? Type the code and press Enter."),
    N_("6* and a scan means six. ? and Enter asks why."),
    N_("A red message stays until the right scan or Esc."),
)


def help_page(where: Where, *, demo: bool) -> Content:
    """What a person needs to know in this pane."""
    lines = [join((_(each), "")) for each in SCANNING]
    lines.append(Content(""))
    actions = available(where, demo=demo)
    width = max(cells(_(each.label)) for each in actions)
    for each in actions:
        key = pad(key_name(each.key), 8)
        label = pad(_(each.label), width)
        lines.append(join((key, "$accent bold"), (label + "  ", "bold"), (_(each.help), "")))
    return Content("\n").join(lines)
