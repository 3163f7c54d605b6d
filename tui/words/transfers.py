"""Words for goods of a transfer that arrive by scans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _
from core.text import fit, visible
from core.transfers.states import StepKind
from tui.words import receiving

_WIDEST = 200
_SENTENCES: dict[str, str] = {
    "transfer_arrived": N_("{units} × {sku} {name} to {bin}: {received} of {sent} received."),
    "transfer_undone": N_("{units} × {sku} {name} taken back: {received} of {sent} received."),
    "transfer_not_sent": N_("{sku} {name} was not sent with {transfer}. Put it aside."),
    "transfer_whole": N_("All of {transfer} is here."),
    "transfer_left": N_("Still on its way with {transfer}: {goods}."),
}
"""What a scan came to, by its detail; those of goods receipts stand beside it."""
_STEPS: dict[StepKind, str] = {
    StepKind.SENT: N_("sent"),
    StepKind.RECEIVED: N_("received"),
    StepKind.DAMAGED: N_("damaged"),
    StepKind.MISSING: N_("missing"),
    StepKind.RETURNED: N_("put back"),
}


def said(detail: str, params: Mapping[str, Any], scanned: str) -> str:
    """The sentence for a scan, in the current language, harmless for the terminal."""
    if detail not in _SENTENCES:
        return receiving.said(detail, params, scanned)
    shown = {name: fit(visible(str(value)), _WIDEST) for name, value in params.items()}
    if "goods" in params:
        some = [f"{units} × {sku} @{place}" for units, sku, place in params["goods"]]
        shown["goods"] = fit(visible(", ".join(some)), _WIDEST)
    return _(_SENTENCES[detail]).format_map(shown)


def step_name(kind: StepKind) -> str:
    """What happened to goods of a transfer."""
    return _(_STEPS[kind])
