"""Words for goods that come in by scans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _, ngettext
from core.text import fit, visible

_WIDEST = 200
_SENTENCES: dict[str, str] = {
    "received": N_("{units} × {sku} {name} to {bin}: {received} of {ordered} received."),
    "receive_undone": N_("{units} × {sku} {name} taken back: {received} of {ordered} received."),
    "receive_nothing_to_undo": N_("Nothing of this delivery was received yet."),
    "receive_into": N_("All that follows goes to {bin}."),
    "receive_damaged": N_("All that follows is damaged and goes to {bin}."),
    "receive_unreadable": N_("{scanned} could not be read. Scan it again."),
    "receive_no_meaning": N_("{scanned} means nothing here. Scan goods or a bin."),
    "receive_unknown": N_("{scanned} is not known here. Put it aside and tell the office."),
    "receive_not_ordered": N_("{sku} {name} was not ordered with {purchase}. Put it aside."),
    "receive_lot": N_("Nothing counted yet: of which lot is {sku} {name}? Scan or type the lot."),
    "receive_serial": N_(
        "Nothing counted yet: which {sku} {name} is it? Scan or type its serial number."
    ),
    "receive_day": N_(
        "Nothing counted yet: when does lot {lot} of {sku} expire? Type the day, such as "
        "31/01/2027."
    ),
    "receive_expired": N_(
        "Nothing counted yet: lot {lot} of {sku} expired on {day}. Put it aside, or scan KEMAS:OK "
        "to take it in all the same: it is promised to nobody."
    ),
    "receive_which": N_("{scanned} may be {skus}. Scan or type the SKU."),
    "purchase_whole": N_("All of {purchase} is here."),
    "purchase_left": N_("Still to come with {purchase}: {goods}."),
}
"""What a scan came to, by its detail."""


def said(detail: str, params: Mapping[str, Any], scanned: str) -> str:
    """The sentence for a scan, in the current language, harmless for the terminal."""
    shown = {name: fit(visible(str(value)), _WIDEST) for name, value in params.items()}
    shown["scanned"] = fit(visible(scanned), _WIDEST)
    if "goods" in params:
        some = [f"{units} × {sku} @{place}" for units, sku, place in params["goods"]]
        shown["goods"] = fit(visible(", ".join(some)), _WIDEST)
    return _(_SENTENCES[detail]).format_map(shown)


def can_go(ready: int) -> str:
    """How many orders wait no longer; empty for none."""
    if not ready:
        return ""
    return ngettext("{count} order can go now.", "{count} orders can go now.", ready).format(
        count=ready
    )
