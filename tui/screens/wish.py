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


def is_stopped(app: KemasApp, order: str) -> bool:
    """Whether an order is the open one, but for a stop that was told and not acted on yet."""
    told = app.frame.banner.verdict
    return told.kind == "on_hold" and told.order == order


def decide(app: KemasApp) -> bool:
    """Ask what the buyer is told; the pane in front says of which order.

    Whoever decides has seen why the order was stopped: the table is cleared of it first, as its
    next scan would do.
    """
    if app.work is not None:
        app.command("ack", {"where": app.where.value})
    app.run_worker(app.deeds.do(BY_NAME[WISH]), exit_on_error=False)
    return True
