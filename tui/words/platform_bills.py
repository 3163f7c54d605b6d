"""Words for the bills of platforms: what they are, how far they are paid, how accounts stand."""

from __future__ import annotations

from core.i18n import N_, _
from core.platform_bills.queries import AccountStanding, PlatformBill
from core.platform_bills.states import BillKind, PayState, Standing

_KINDS: dict[BillKind, str] = {
    BillKind.BILL: N_("bill"),
    BillKind.CREDIT: N_("credit note"),
    BillKind.AUTO_PAY: N_("paid by itself"),
}
_PAID: dict[PayState, str] = {
    PayState.UNPAID: N_("unpaid"),
    PayState.PART: N_("partly paid"),
    PayState.PAID: N_("paid"),
    PayState.NOT_DUE: N_("nothing to pay"),
}
_STANDINGS: dict[Standing, str] = {
    Standing.NEVER: N_("was not asked yet"),
    Standing.FINE: N_("all bills came"),
    Standing.EMPTY: N_(
        "It has neither bills nor billing groups: it pays by another method, such as in advance or "
        "by card. Look at Finance there."
    ),
    Standing.NO_FINANCE: N_(
        "Whoever gave the access may not see its finances. Have a Finance Manager or Finance "
        "Analyst of the account give it."
    ),
    Standing.NO_ACCESS: N_(
        "The access token is wrong or was taken back. Make a new one there, and write it into the "
        "configuration."
    ),
    Standing.BUSY: N_("It was asked too often. It is asked again later."),
    Standing.AWAY: N_("It was not reached, or did not answer as it should. It is asked again."),
}


def bill_kind(kind: BillKind) -> str:
    """What a bill is."""
    return _(_KINDS[kind])


def pay_state(bill: PlatformBill) -> str:
    """How far it is paid; the platform's own word where ours has none."""
    if bill.pay_state is PayState.UNKNOWN:
        return bill.raw_pay_state or "?"
    said = _(_PAID[bill.pay_state])
    return _("{state}, overdue").format(state=said) if bill.overdue and bill.unpaid else said


def standing_words(standing: Standing, said: str) -> str:
    """What was heard when an account was asked, with its own words behind."""
    words = _(_STANDINGS[standing])
    return f"{words} ({said})" if said else words


def account_words(one: AccountStanding) -> str:
    """How an account stands."""
    return standing_words(one.standing, one.said)
