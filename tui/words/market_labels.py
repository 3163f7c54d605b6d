"""Words for labels of marketplaces that are made ahead of packing."""

from __future__ import annotations

from collections.abc import Sequence

from core.channels.adapter import Fault
from core.channels.label_stands import Stand
from core.errors import Refusal
from core.i18n import N_, _
from core.shipping.ahead.states import AheadState

_STATES: dict[AheadState, str] = {
    AheadState.WANTED: N_("being arranged"),
    AheadState.ARRANGED: N_("being drawn"),
    AheadState.FETCHED: N_("waits its turn"),
    AheadState.PRINTED: N_("printed"),
    AheadState.TAKEN: N_("at the table"),
    AheadState.FAILED: N_("failed"),
    AheadState.LEFT_OUT: N_("left out"),
}
_WHY = {
    "order_short": N_("goods are missing"),
    "order_held": N_("the order is on hold"),
    "order_cancelled": N_("the order is cancelled"),
    "order_gone": N_("it has left already"),
    "label_not_ready": N_("the marketplace did not finish the label in time"),
    "label_unreadable": N_("what came is no label"),
    "executor_gone": N_("Kemas ended while the marketplace was asked"),
}


def ahead_state(state: AheadState) -> str:
    """How far a label is."""
    return _(_STATES[state])


def label_why(why: str, shop: str) -> str:
    """Why there is no paper of a label."""
    if why in _WHY:
        return _(_WHY[why])
    name, sign, said = why.partition(": ")
    if sign and name in set(Fault):
        from tui.words.channels import trouble_words

        return trouble_words(shop, Fault(name), said)
    if not why:
        return ""
    from tui.words.refusals import sentence

    return sentence(Refusal(why))


def label_rows(labels: Sequence[Stand]) -> tuple[tuple[str, ...], ...]:
    """The labels of marketplaces that were asked for ahead, and why there is no paper of some."""
    return tuple(
        (
            one.order_no,
            ahead_state(one.state),
            " · ".join(filter(None, (one.tracking, label_why(one.why, one.shop)))),
        )
        for one in labels
    )
