"""Words for what is looked up: things, facts, and why goods moved."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import local
from core.counting.states import TaskState as CountTask
from core.fulfilment.states import ParcelState
from core.fulfilment.walks.states import TaskState as PickState
from core.i18n import N_, _
from core.lookup.found import Fact, Found, Thing, Topic
from core.orders.states import Fulfilment, OrderStatus
from tui.words import counting, walks
from tui.words.permissions import ROLES
from tui.words.purchases import purchase_state
from tui.words.returns import return_state
from tui.words.states import fulfilment_name, parcel_state, status_name

_THINGS: dict[Thing, str] = {
    Thing.PRODUCT: N_("Product"),
    Thing.BIN: N_("Bin"),
    Thing.ORDER: N_("Order"),
    Thing.PARCEL: N_("Parcel"),
    Thing.PURCHASE: N_("Purchase order"),
    Thing.TRANSFER: N_("Transfer"),
    Thing.RETURN: N_("Return"),
    Thing.OPERATOR: N_("Operator"),
    Thing.STATION: N_("Station"),
    Thing.WALK: N_("Walk"),
    Thing.COUNT: N_("Count"),
}
_TOPICS: dict[Topic, str] = {
    Topic.LIES: N_("lies here"),
    Topic.LOT: N_("lot"),
    Topic.PROMISED: N_("promised"),
    Topic.BLOCKED: N_("blocked"),
    Topic.COMING: N_("coming"),
    Topic.WAITS: N_("waits for it"),
    Topic.HOME: N_("pick bin"),
    Topic.BRING: N_("to bring"),
    Topic.PUT_BACK: N_("to put back"),
    Topic.COUNT: N_("to count"),
    Topic.WALK: N_("walk"),
    Topic.FETCH: N_("to fetch"),
    Topic.TOTE: N_("tote"),
    Topic.LINE: N_("goods"),
    Topic.PARCEL: N_("parcel"),
    Topic.RETURN: N_("return"),
    Topic.CLAIM: N_("in work"),
    Topic.PACKED: N_("packed"),
    Topic.HELD: N_("stands still"),
    Topic.MOVE: N_("moved"),
}
_MOVES: dict[str, str] = {
    "opening": N_("opening stock"),
    "pick": N_("picked"),
    "pack": N_("packed"),
    "unpack": N_("unpacked"),
    "hand_over": N_("handed over"),
    "receipt": N_("received"),
    "receipt_back": N_("receipt taken back"),
    "put_away": N_("put back"),
    "lost": N_("written off"),
    "short": N_("not found"),
    "found": N_("found again"),
    "count": N_("counted"),
    "return": N_("came back"),
    "cancel": N_("order cancelled"),
    "edit": N_("order changed"),
    "order_edited": N_("order changed"),
    "replenish": N_("pick bin filled"),
    "transfer_out": N_("sent to another warehouse"),
    "transfer_in": N_("came from another warehouse"),
    "transfer_undone": N_("transfer taken back"),
    "expired": N_("expired"),
    "least": N_("runs low"),
    "orders": N_("for orders"),
}
_BINS: dict[str, str] = {
    "shelf": N_("shelf"),
    "tote": N_("tote"),
    "packed": N_("packed goods"),
    "damaged": N_("damaged goods"),
    "transit": N_("in transit"),
    "supplier": N_("suppliers"),
    "adjust": N_("corrections"),
    "out": N_("handed over"),
}


def thing_name(thing: Thing) -> str:
    """What kind of thing it is."""
    return _(_THINGS[thing])


def topic_name(topic: Topic) -> str:
    """What a fact is about."""
    return _(_TOPICS[topic])


def units_text(fact: Fact) -> str:
    """How many: of what lies somewhere those that are free too, of a bin its bounds."""
    if fact.units is None:
        return ""
    if fact.topic is Topic.HOME:
        return f"{fact.units}–{fact.of}"
    if fact.topic is Topic.LIES and fact.of is not None and fact.of != fact.units:
        return _("{units} ({free} free)").format(units=fact.units, free=fact.of)
    if fact.topic in {Topic.LINE, Topic.COMING, Topic.FETCH} and fact.of is not None:
        return f"{fact.units}/{fact.of}"
    return str(fact.units)


def where_text(fact: Fact) -> str:
    """Where it is, and where it goes."""
    if fact.to:
        return f"{fact.bin} → {fact.to}"
    return fact.bin


def what_text(fact: Fact) -> str:
    """What it is about: number, name and lot."""
    lot = _("lot {lot}").format(lot=fact.lot) if fact.lot else ""
    return "  ".join(part for part in (fact.code, fact.name, lot) if part)


def why_text(fact: Fact) -> str:
    """Why, who and in which state."""
    state = _state(fact)
    return " · ".join(part for part in (state, fact.why, fact.who) if part)


def when_text(moment: date | datetime | None, zone: str) -> str:
    """A day, or a moment on the shop's clock."""
    if isinstance(moment, datetime):
        return local(moment, zone).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat() if moment else ""


def state_text(found: Found) -> str:
    """In which state a thing is, or of which kind."""
    return _thing_state(found.ref.thing, found.state) if found.state else ""


def numbers_text(found: Found) -> str:
    """The figures of a thing in one line."""
    n = found.numbers
    match found.ref.thing:
        case Thing.PRODUCT:
            said = _("{on_hand} on hand, {free} free, {promised} promised")
            parts = [said.format(**n)]
            if n["blocked"]:
                parts.append(_("{count} blocked").format(count=n["blocked"]))
            if n["coming"]:
                parts.append(_("{count} coming").format(count=n["coming"]))
            return ", ".join(parts)
        case Thing.BIN if n:
            return _("{on_hand} units of {goods} goods, {free} free").format(**n)
        case Thing.ORDER:
            return _("{units} units in {lines} lines").format(**n)
        case Thing.PURCHASE:
            return _("{received} of {ordered} received").format(**n)
        case Thing.RETURN:
            return _("{good} good, {damaged} damaged of {expected}").format(**n)
        case Thing.WALK:
            return _("{picked} of {units} units fetched, for {orders} orders").format(**n)
        case Thing.COUNT:
            return _("{left} of {bins} bins to count").format(**n)
    return ""


def _thing_state(thing: Thing, state: str) -> str:
    match thing:
        case Thing.ORDER:
            return status_name(OrderStatus(state))
        case Thing.PARCEL:
            return parcel_state(ParcelState(state))
        case Thing.PURCHASE:
            return purchase_state(state)
        case Thing.RETURN:
            return return_state(state)
        case Thing.BIN:
            return _(_BINS[state]) if state in _BINS else state
        case Thing.OPERATOR:
            return _(ROLES[state]) if state in ROLES else _("has left")
        case Thing.WALK:
            return walks.walk_state(state)
        case Thing.COUNT:
            return counting.count_state(state)
    return state.replace("_", " ")


def _state(fact: Fact) -> str:
    state = fact.state
    if not state:
        return ""
    match fact.topic:
        case Topic.PROMISED:
            return fulfilment_name(Fulfilment(state))
        case Topic.PARCEL:
            return parcel_state(ParcelState(state))
        case Topic.RETURN:
            return return_state(state)
        case Topic.LIES:
            return "" if state == "shelf" else _(_BINS.get(state, state))
        case Topic.WALK:
            return walks.walk_state(state)
        case Topic.FETCH:
            return walks.task_state(PickState(state))
        case Topic.COUNT if state in set(CountTask):
            return counting.task_state(state)
    return _(_MOVES[state]) if state in _MOVES else state.replace("_", " ")
