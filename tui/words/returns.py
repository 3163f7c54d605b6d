"""Words for returns: their states, wishes, and what happened to them."""

from __future__ import annotations

from core.i18n import N_, _
from core.orders.payments.states import Method
from core.returns.states import BillingLink, ReturnState, Wish

_STATES: dict[ReturnState, str] = {
    ReturnState.ANNOUNCED: N_("expected"),
    ReturnState.ARRIVED: N_("here, to inspect"),
    ReturnState.INSPECTED: N_("to settle"),
    ReturnState.SETTLED: N_("settled"),
    ReturnState.REFUSED: N_("refused"),
}
_WISHES: dict[Wish, str] = {
    Wish.REFUND: N_("money back"),
    Wish.EXCHANGE: N_("other goods"),
    Wish.NOTHING: N_("nothing: it was not paid"),
}
_BILLING: dict[BillingLink, str] = {
    BillingLink.NONE: "",
    BillingLink.CREDIT: N_("a credit note is due"),
    BillingLink.REPLACEMENT: N_("a replacement invoice is due"),
}
_METHODS: dict[Method, str] = {
    Method.TRANSFER: N_("bank transfer"),
    Method.CASH: N_("cash"),
    Method.CARD: N_("card"),
    Method.WALLET: N_("e-wallet"),
    Method.QR: N_("QR payment"),
    Method.COD: N_("on delivery"),
    Method.CHANNEL: N_("the marketplace"),
    Method.OTHER: N_("otherwise"),
}
RETURN_EVENTS: dict[str, str] = {
    "return_registered": N_("return {code}: {units} units ({reason})"),
    "return_arrived": N_("return {code} is here"),
    "return_inspected": N_("return {code}: {units} × {sku} to {bin}"),
    "return_undone": N_("return {code}: {units} × {sku} taken back"),
    "return_closed": N_("return {code} inspected: {good} good, {damaged} damaged"),
    "return_settled": N_("return {code} settled"),
    "return_refused": N_("return {code} refused: {reason}"),
    "returned": N_("all of it came back"),
    "channel_return": N_("{shop} says {status}: return {number}, here {code}"),
    "shipment_returning": N_("parcel {parcel} was not delivered and comes back"),
}
"""Events of an order's history by kind."""


def return_state(state: str) -> str:
    """Where a return stands."""
    return _(_STATES[ReturnState(state)]) if state in set(ReturnState) else state


def method_name(method: Method) -> str:
    """How money goes back."""
    return _(_METHODS[method])


def wish_name(wish: Wish) -> str:
    """What the buyer wants."""
    return _(_WISHES[wish])


def billing_name(link: BillingLink) -> str:
    """What billing owes; empty for nothing."""
    return _(_BILLING[link]) if _BILLING[link] else ""
