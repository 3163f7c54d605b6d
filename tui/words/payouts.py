"""Words for what marketplaces pay out: what amounts are for, how far payouts and orders are."""

from __future__ import annotations

from core.fee_kinds import FeeKind
from core.i18n import N_, _, language
from core.money import Money, show
from core.payouts.queries import OrderPart, Payout
from core.payouts.states import Part, PayoutState

_KINDS: dict[FeeKind, str] = {
    FeeKind.SALE: N_("sale"),
    FeeKind.SHIPPING_PAID: N_("shipping paid by the buyer"),
    FeeKind.VOUCHER: N_("voucher of the shop"),
    FeeKind.REFUND: N_("refund"),
    FeeKind.COMMISSION: N_("commission"),
    FeeKind.PAYMENT_FEE: N_("payment fee"),
    FeeKind.SERVICE_FEE: N_("service fee"),
    FeeKind.AFFILIATE: N_("affiliate commission"),
    FeeKind.SHIPPING_CHARGED: N_("shipping taken off"),
    FeeKind.TAX: N_("tax withheld"),
    FeeKind.ADJUSTMENT: N_("adjustment"),
    FeeKind.OTHER: N_("other"),
}
_STATES: dict[PayoutState, str] = {
    PayoutState.WAITING: N_("on its way"),
    PayoutState.PAID: N_("paid"),
    PayoutState.FAILED: N_("failed"),
}
_PARTS: dict[Part, str] = {
    Part.UNKNOWN: N_("no order here has this number"),
    Part.CURRENCY: N_("another currency than the order"),
    Part.WAITING: N_("not paid out yet"),
    Part.DIFFERS: N_("not what the order asks for"),
    Part.STOPPED: N_("the order is cancelled here"),
    Part.NOTHING: N_("was paid before"),
    Part.PAID: N_("paid by the payout"),
    Part.ACCEPTED: N_("taken by a person"),
    Part.SEEN: N_("looked at"),
}


def kind_word(kind: FeeKind) -> str:
    """What an amount is for."""
    return _(_KINDS[kind])


def payout_state(one: Payout) -> str:
    """How far a payout is; the platform's own word where ours has none."""
    if one.arrived_on is not None:
        return _("in the bank")
    if one.state is PayoutState.UNKNOWN:
        return one.raw_state or "?"
    return _(_STATES[one.state])


def part_word(state: Part) -> str:
    """What became of an order's part."""
    return _(_PARTS[state])


def part_words(one: OrderPart) -> str:
    """The same with what it is about."""
    said = part_word(one.state)
    if one.state is Part.DIFFERS and one.due is not None:
        both = _("{why}: {brought} came, {due} is due")
        brought, due = money(one.brought, one.currency), money(one.due, one.currency)
        return both.format(why=said, brought=brought, due=due)
    return said


def missing_words(one: Payout, missed: int = 0) -> str:
    """What is odd about a payout; empty where nothing is.

    `missed` are the days for which the bank should have had it.
    """
    if missed:
        return _("not in the bank for {days} days").format(days=missed)
    if not one.whole:
        return _("its lines are still read")
    if one.differs:
        comes_to = money(one.comes_to, one.currency)
        return _("its lines come to {amount}").format(amount=comes_to)
    if one.waiting:
        return _("to look at: {count}").format(count=one.waiting)
    return ""


def bank_words(one: Payout) -> str:
    """When and where a payout came, and by how much it was another amount; empty before."""
    if one.arrived_on is None:
        return ""
    said = f"{one.arrived_on:%d/%m/%Y}  {one.account}".rstrip()
    if not (other := one.came - one.expected):
        return said
    words = _("{amount} more came") if other > 0 else _("{amount} less came")
    return f"{said}  {words.format(amount=money(abs(other), one.currency))}"


def money(minor: int, currency: str) -> str:
    """An amount as people read it."""
    return show(Money(minor, currency), language()) if currency else ""
