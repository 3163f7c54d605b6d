"""Words about links to pay by: where they stand, what goes wrong, what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from core.billing.pay_links.states import Ended, LinkState, Waits
from core.i18n import N_, _
from core.paylinks.registry import NAMES
from core.paylinks.troubles import Trouble
from core.text import clean, fit
from tui.words.doctor_goods import Said
from tui.words.verdicts_parts import Words

PAY_LINK_WORDS: dict[str, Words] = {
    "info/pay_link_wanted": Words(
        N_("{invoice}: a link to pay by is made at {gateway}."), next=N_("It comes by itself.")
    ),
    "info/pay_link_closing": Words(N_("{invoice}: the link of {gateway} is closed."), next=""),
    "info/pay_link_asked": Words(N_("{invoice}: {gateway} is asked now."), next=""),
}
PAY_LINK_EVENTS: dict[str, str] = {
    "pay_link_wanted": N_("{invoice}: link to pay by wanted at {gateway}"),
    "pay_link_live": N_("{invoice} can be paid by a link of {gateway}"),
    "pay_link_rejected": N_("{invoice}: {gateway} made no link"),
    "pay_link_unknown": N_("{invoice}: {gateway} did not answer, the link is looked up"),
    "pay_link_paid": N_("{invoice}: {amount} {currency} came through {gateway}"),
    "pay_link_waits": N_("{amount} {currency} through {gateway} for {invoice}: somebody decides"),
    "pay_link_ended": N_("{invoice}: the link of {gateway} is over"),
}
"""What is told in the history of an order."""

_STATES: dict[LinkState, str] = {
    LinkState.QUEUED: N_("is being made"),
    LinkState.ASKING: N_("is being made"),
    LinkState.UNKNOWN: N_("not known"),
    LinkState.REJECTED: N_("not made"),
    LinkState.LIVE: N_("can be paid"),
    LinkState.CLOSING: N_("is closed"),
    LinkState.PAID: N_("paid"),
    LinkState.CANCELLED: N_("closed"),
    LinkState.EXPIRED: N_("expired"),
}
_WHY: dict[Ended, str] = {
    Ended.SETTLED: N_("the invoice is paid"),
    Ended.CHANGED: N_("the invoice asks for another amount"),
    Ended.BY_HAND: N_("closed by hand"),
    Ended.RENEWED: N_("another one takes its place"),
    Ended.EXPIRED: N_("its time was over"),
    Ended.AT_GATEWAY: N_("closed at the gateway"),
}
_WAITS: dict[Waits, str] = {
    Waits.MORE: N_("more came through its link than the invoice asks for"),
    Waits.LESS: N_("less came through its link than the invoice asks for"),
    Waits.CURRENCY: N_("another currency came through its link"),
    Waits.SETTLED: N_("it came through the link of an invoice that was paid otherwise"),
    Waits.LATE: N_("it came through a link that was closed"),
}
_TROUBLES: dict[Trouble, str] = {
    Trouble.UNREACHED: N_("the gateway's server was not reached; Kemas tries again by itself"),
    Trouble.SILENT: N_("the gateway did not answer in time; Kemas looks up what it did"),
    Trouble.UNREADABLE: N_(
        "the gateway answered nothing that can be read; Kemas looks up what it did"
    ),
    Trouble.BROKEN: N_("the gateway's server has a fault; Kemas looks up what it did"),
    Trouble.FORGED: N_("the answer is not signed with the shop's key; check the keys"),
    Trouble.OTHER: N_("the answer is about something else; ask the gateway"),
    Trouble.BUSY: N_("the gateway was asked too often; Kemas tries again by itself"),
    Trouble.LOGIN: N_("the gateway refuses the keys; check them in the configuration"),
    Trouble.SIGNATURE: N_("the gateway refuses the signature; check checksum_key"),
    Trouble.CHANNEL: N_("the account at the gateway is closed or may not do this"),
    Trouble.AMOUNT: N_("the gateway does not take this amount"),
    Trouble.DATA: N_("the gateway does not take what it was told"),
    Trouble.TAKEN: N_("the gateway has such a key already; another link is made"),
    Trouble.REFUSED: N_("the gateway refuses it"),
    Trouble.GIVEN_BACK: N_("the money was given back at the gateway; reverse its payment"),
    Trouble.TWICE: N_("the gateway had several links of it; the others are closed"),
    Trouble.GONE: N_("Kemas ended while the gateway was asked; it is looked up"),
}
PAY_LINK_REFUSALS: dict[str, str] = {
    "config_gateway": N_(
        "{path}, line {line}: {key} is {gateway}, but there is no table [payments.{gateway}]."
    ),
    "config_gateway_keys": N_("{path}, line {line}: {key} needs all of its keys."),
    "config_gateway_limits": N_(
        "{path}, line {line}: in {key}, least is {least} and most is {most}: nothing fits."
    ),
    "pay_link_not_found": N_("There is no link {link} to pay by."),
    "pay_link_no_gateway": N_(
        "No gateway that takes {currency} is set up. Fill in [payments.payos], "
        "[payments.midtrans] or [payments.xendit] in the configuration."
    ),
    "pay_link_gateway_unknown": N_("{gateway} is not set up; there is: {known}."),
    "pay_link_amount": N_("{gateway} takes from {least} to {most} {currency}, not {amount}."),
    "pay_link_there": N_("{invoice} has a link already: {state}. Close it first."),
    "pay_link_on_its_way": N_(
        "The link of {invoice} is on its way: {state}. Wait until that is known."
    ),
    "pay_link_none": N_("{invoice} has no link that could be closed."),
    "pay_link_nothing_open": N_("{invoice} has no link of which anything could be asked."),
}
_ASKS = N_("Look whether a worker runs, or start one with: kemas worker")
_LINK = N_("Look at it with: kemas invoices link {invoice}")
LINK_FOUND: Mapping[str, Said] = {
    "link_unbooked": Said(
        N_("{gateway} says that {invoice} was paid, and no payment is written down."),
        N_("Have it asked anew with: kemas invoices link {invoice} --ask"),
    ),
    "link_settled": Said(
        N_("{invoice} asks for nothing and can still be paid by a link of {gateway}."), _ASKS
    ),
    "link_unknown": Said(
        N_("Nobody knows whether {gateway} made a link for {invoice}: {why}"), _LINK
    ),
    "link_left": Said(N_("{gateway} was not asked about {invoice} for long."), _ASKS),
}
"""What `kemas doctor` says of links."""


def link_state(state: str) -> str:
    """Where a link stands."""
    return _(_STATES[LinkState(state)])


def why_closed(why: Ended | None) -> str:
    """Why a link is closed; empty while it is not."""
    return _(_WHY[why]) if why is not None else ""


def waits_words(note: str) -> str:
    """Why money waits for a person, from the note of its line; any other note as it is."""
    _head, mark, why = note.partition("paylink_waits:")
    return _(_WAITS[Waits(why)]) if mark and why in set(Waits) else note


def link_trouble(reason: str) -> str:
    """Why there is no link, or nothing is known of it; empty where nothing is wrong."""
    name, _colon, said = reason.partition(": ")
    if not name:
        return ""
    if name not in set(Trouble):
        return fit(clean(reason), 200)
    words = _(_TROUBLES[Trouble(name)])
    if not said:
        return words
    return _("{trouble}. It says: {said}").format(trouble=words, said=fit(clean(said), 200))


def refused_in_words(params: Mapping[str, object]) -> dict[str, str]:
    """States of a refusal in words."""
    return {"state": link_state(str(params["state"]))} if "state" in params else {}


def found_in_words(told: Mapping[str, object]) -> dict[str, str]:
    """Gateway and trouble of a finding in words."""
    gateway = str(told.get("gateway", ""))
    why = link_trouble(str(told.get("why") or ""))
    return {"gateway": NAMES.get(gateway, gateway), "why": why or "-"}
