"""A buyer's wish to cancel, decided where its order is stopped: at the table, or on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import BY_NAME
from tui.state import Verdict

if TYPE_CHECKING:
    from tui.app import KemasApp

WISH = "cancel_wish"
_OVER = frozenset({"order_open", "order_complete", "parcel_closed", "ok", "resumed"})
"""Verdicts after which other work goes on."""


def stopped(verdict: Verdict, before: str) -> str:
    """The order that a verdict stopped at the table; `before` until other work goes on."""
    if verdict.kind == "on_hold":
        return verdict.order
    return "" if verdict.kind in _OVER or verdict.work is not None else before


def decide(app: KemasApp) -> bool:
    """Ask what the buyer is told; the pane in front says of which order."""
    app.run_worker(app.deeds.do(BY_NAME[WISH]), exit_on_error=False)
    return True
