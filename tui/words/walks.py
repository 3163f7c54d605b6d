"""What walks, their states and ways are called, and the pieces of their sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fulfilment.walks.states import Mode, TaskState, WalkState
from core.i18n import N_, _, ngettext
from tui.words import verdicts_parts as parts
from tui.words.verdicts_lots import lot_until

_STATES = {
    WalkState.PLANNED: N_("planned"),
    WalkState.WALKING: N_("on the way"),
    WalkState.SORTING: N_("being sorted"),
    WalkState.DONE: N_("over"),
    WalkState.CANCELLED: N_("cancelled"),
}
_TASKS = {
    TaskState.OPEN: N_("to fetch"),
    TaskState.CLAIMED: N_("being fetched"),
    TaskState.DONE: N_("fetched"),
    TaskState.SHORT: N_("missing"),
    TaskState.CANCELLED: N_("dropped"),
}
_MODES = {
    Mode.SINGLE: N_("single order"),
    Mode.BATCH: N_("batch"),
    Mode.CLUSTER: N_("cluster"),
    Mode.ZONE: N_("zone"),
}
_WHY_NOT = {
    "warehouse": N_("it belongs to another warehouse"),
    "claimed": N_("somebody works on it"),
}


def walk_state(state: str) -> str:
    """A state of a walk."""
    return _(_STATES[WalkState(state)]) if state in set(WalkState) else state


def task_state(state: TaskState) -> str:
    """A state of a pick task."""
    return _(_TASKS[state])


def mode_name(mode: Mode) -> str:
    """How the orders of a walk share it."""
    return _(_MODES[mode])


def why_not(params: Mapping[str, object]) -> str:
    """Why an order cannot be put into a walk."""
    from core.orders.states import Fulfilment
    from tui.words.states import fulfilment_name

    why = str(params.get("why", ""))
    if why == "state":
        return _("it is {state}").format(state=fulfilment_name(Fulfilment(str(params["state"]))))
    if why in _WHY_NOT:
        return _(_WHY_NOT[why])
    return _("it is part of walk {walk}").format(walk=why)


def pieces(params: Mapping[str, Any]) -> dict[str, str]:
    """What comes next on a walk, and its numbers in words."""
    found = _ahead(params)
    if isinstance(params.get("orders"), int):
        count = params["orders"]
        found["orders_said"] = ngettext("{count} order", "{count} orders", count).format(
            count=count
        )
    if isinstance(params.get("bins"), int):
        count = params["bins"]
        found["bins_said"] = ngettext("{count} bin", "{count} bins", count).format(count=count)
    if isinstance(params.get("walks"), int):
        count = params["walks"]
        said = ngettext("{count} walk is planned.", "{count} walks are planned.", count)
        found["walks_said"] = said.format(count=count)
    for name in ("units", "left"):
        if isinstance(params.get(name), int):
            found[f"{name}_said"] = parts.units(params[name])
    if "walk_state" in params:
        found["walk_state"] = walk_state(str(params["walk_state"]))
    if "right_day" in params:
        found["lot_until"] = lot_until(params["lot"], params.get("day"))
        found["right_until"] = lot_until(params["right"], params["right_day"])
    return found


def _ahead(params: Mapping[str, Any]) -> dict[str, str]:
    if not params.get("next_bin"):
        nothing = _("Nothing is left to fetch on this walk.")
        return {"ahead": nothing, "ahead_goods": nothing}
    goods = f"{int(params['next_units'])} × " + parts.item(params["next_sku"], params["next_name"])
    if params.get("next_lot"):
        goods += ", " + _("lot {lot}").format(lot=parts.short(params["next_lot"], 40))
    place = parts.short(params["next_bin"])
    to = parts.short(params.get("next_to") or "")
    goods = f"{goods} → {to}" if to else goods
    return {"ahead": f"{place}: {goods}.", "ahead_goods": f"{place}: {goods}"}


def in_refusal(params: Mapping[str, object]) -> dict[str, str]:
    """The words that refusals about walks need beside their parameters."""
    found = {}
    if "why" in params:
        found["why_not"] = why_not(params)
    if "walk_state" in params:
        found["walk_state"] = walk_state(str(params["walk_state"]))
    if params.get("life") == WalkState.__name__:
        found["now"] = walk_state(str(params["now"]))
    return found
