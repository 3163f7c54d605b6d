"""Words for messages to buyers: texts, ways, states, and why one waits, failed or is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.clock import local
from core.i18n import N_, _
from core.message_settings import WhatsAppSettings
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.texts import Reason
from core.messages.troubles import Standstill
from core.orders.follow_up import Preview
from core.orders.states import OrderStatus
from core.text import clean

_TEXTS: dict[str, str] = {
    Reason.PAYMENT_REMINDER: N_("Payment reminder"),
    Reason.PAYMENT_REFUSED: N_("Payment not found"),
    Reason.ORDER_CONFIRMED: N_("Order confirmed"),
    Reason.SHIPPED: N_("Sent, with tracking number"),
    Reason.NOT_DELIVERED: N_("Could not be delivered"),
    Reason.DELIVERED: N_("Has arrived"),
    Reason.CANCELLED: N_("Order cancelled"),
    Reason.FREE: N_("Free words"),
    Reason.PURCHASE_ORDER: N_("Purchase order"),
    Reason.INVOICE_OVERDUE: N_("Invoices overdue, first reminder"),
    Reason.INVOICE_OVERDUE_2: N_("Invoices overdue, second reminder"),
    Reason.INVOICE_OVERDUE_3: N_("Invoices overdue, last reminder"),
    Reason.INVOICE: N_("Invoice"),
}
_WAYS: dict[str, str] = {
    Way.LINK: N_("chat link"),
    Way.WHATSAPP: N_("WhatsApp"),
    Way.EMAIL: N_("e-mail"),
}
_STATES: dict[str, str] = {
    MessageState.SHOWN: N_("link shown"),
    MessageState.QUEUED: N_("waits"),
    MessageState.SENT: N_("sent"),
    MessageState.FAILED: N_("failed"),
    MessageState.UNKNOWN: N_("unknown"),
}
_ERRORS: dict[str, str] = {
    "reminder_paid": N_("it was paid meanwhile"),
    "mail_unreachable": N_("the mail server is not reachable"),
    "mail_no_tls": N_("the mail server offers no safe line; look at security in [mail]"),
    "mail_certificate": N_("nobody vouches for the mail server; look at ca_file in [mail]"),
    "mail_login": N_("the mail server refuses the login; check user and password in [mail]"),
    "mail_sender": N_("the mail server refuses the sender's address; check sender in [mail]"),
    "mail_wants_more": N_(
        "the mail server wants a safe line or a login; look at security and user in [mail]"
    ),
    "mail_busy": N_("the mail server asks to try later"),
    "mail_recipient_busy": N_("the buyer's mailbox takes nothing at the moment"),
    "mail_recipient": N_("the mail server knows no such address; ask the buyer for another"),
    "mail_text": N_("the mail server refuses the message"),
    "mail_broke": N_("the line broke after the message was handed over; ask whether it arrived"),
    "whatsapp_unreachable": N_("WhatsApp is not reachable"),
    "whatsapp_url": N_("base_url in [whatsapp] leads nowhere"),
    "whatsapp_broke": N_("the line to WhatsApp broke before the answer; ask whether it arrived"),
    "whatsapp_answer": N_("WhatsApp's answer cannot be read; ask whether it arrived"),
    "whatsapp_token": N_("WhatsApp refuses the token or its rights; renew token in [whatsapp]"),
    "whatsapp_locked": N_("WhatsApp has locked the account or the number is not registered"),
    "whatsapp_busy": N_("too many messages; WhatsApp asks to try later"),
    "whatsapp_trouble": N_("WhatsApp has a trouble of its own"),
    "whatsapp_parameter": N_("WhatsApp does not take the request; check phone_number_id"),
    "whatsapp_self": N_("the number is the shop's own"),
    "whatsapp_undeliverable": N_("this number cannot be reached by WhatsApp; write an e-mail"),
    "whatsapp_test_list": N_("a test number writes only to numbers on its list at Meta"),
    "whatsapp_payment": N_("Meta cannot charge the account; see to its way of payment"),
    "whatsapp_window": N_(
        "the buyer's last message is more than 24 hours old: only an approved template goes; "
        "use the chat link"
    ),
    "whatsapp_limit": N_("WhatsApp limits such messages to this buyer; use the chat link"),
    "whatsapp_opted_out": N_("the buyer does not want such messages"),
    "whatsapp_country": N_("the account may not write to this country"),
    "whatsapp_template": N_(
        "the approved template does not fit; check its name, language and parameters"
    ),
    "whatsapp_refused": N_("WhatsApp refuses the message"),
    "way_gone": N_("this way is not set up any more"),
    "executor_gone": N_("the worker ended while sending; ask whether it arrived"),
    "broke_off": N_("it broke off before it went out"),
    "by_hand": N_("a person said that it did not arrive"),
    "taken_back": N_("taken back before it went out"),
    "message_too_old": N_("it waited for two days and is out of date"),
    "message_not_fitting": N_("the order has gone on, so it was not sent"),
    "message_paid": N_("the order was paid, so it was not sent"),
    "message_no_tracking": N_("the tracking number is gone, so it was not sent"),
}
EVENTS: dict[str, str] = {
    "message_queued": N_("{text} is to go by {way}"),
    "message_shown": N_("{text}: {way} shown"),
    "message_sent": N_("{text} sent by {way}"),
    "message_waits": N_("{text} waits to go by {way}: {why}"),
    "message_failed": N_("{text} by {way} failed: {why}"),
    "message_unknown": N_("{text} by {way}, nobody knows whether it arrived: {why}"),
    "message_arrived": N_("a person said that it arrived: {text} by {way}"),
    "message_not_arrived": N_("a person said that it did not arrive: {text} by {way}"),
    "message_again": N_("{text} is sent again by {way}"),
    "message_withdrawn": N_("{text} is not wanted any more: {why}"),
    "message_taken_back": N_("{text} by {way} taken back"),
}
"""Events of an order's history."""


def text_name(reason: str) -> str:
    """What a text of the shop is called."""
    return _(_TEXTS[reason]) if reason in _TEXTS else clean(reason, 60)


def way_name(way: str) -> str:
    """What a way is called."""
    return _(_WAYS[way]) if way in _WAYS else clean(way, 60)


def state_name(state: str) -> str:
    """Where a message stands."""
    return _(_STATES[state]) if state in _STATES else clean(state, 60)


def error_words(code: str) -> str:
    """Why a message waits, failed or is unknown."""
    return _(_ERRORS[code]) if code in _ERRORS else clean(code, 60)


def state_words(message: Message, zone: str) -> str:
    """Where a message stands and why, in one line: ``waits: … since 22/11 10:41``."""
    said = state_name(message.state.value)
    if message.error:
        said = f"{said}: {error_words(message.error)}"
        if message.since is not None and message.state is MessageState.QUEUED:
            since = moment(message.since, zone)
            said = _("{state}, since {when}").format(state=said, when=since)
    return f"{said} ({message.said})" if message.said and message.error else said


def last_words(message: Message, zone: str) -> str:
    """When, by whom and how the last one went."""
    return _("Went already on {when} by {way}, sent by {who}: {state}.").format(
        when=moment(message.created_at, zone),
        way=way_name(message.way.value),
        who=message.operator or "kemas",
        state=state_name(message.state.value),
    )


def standstill_words(one: Standstill, zone: str) -> str:
    """Which way stands still, since when and why, and what becomes of what waits."""
    said = f" ({one.said})" if one.said else ""
    return _("Nothing goes by {way}: {why}. Waiting since {when}: {count}.").format(
        way=way_name(one.way),
        when=moment(one.since, zone),
        why=error_words(one.code) + said,
        count=one.count,
    )


def overdue_words(count: int) -> str:
    """Messages wait for nothing but somebody who sends them."""
    said = _("Messages to buyers wait ({count}) and nobody sends them. Does `kemas worker` run?")
    return said.format(count=count)


def unknown_words(count: int, key: str) -> str:
    """How many messages nobody knows of, and where a person answers."""
    return _(
        "Messages that may have arrived or not: {count}. Ask the buyers, then {key} on an order, "
        "All messages, and answer."
    ).format(count=count, key=key)


def notes(shown: Preview, settings: WhatsAppSettings) -> str:
    """What to know before a message goes: the buyer is blocked, WhatsApp has its own rules."""
    said = [whatsapp_note(shown, settings)]
    if shown.standing.blocked:
        told = _("The buyer is blocked: {reason}")
        said.insert(0, told.format(reason=clean(shown.standing.reason, 200) or "-"))
    return " ".join(part for part in said if part)


def whatsapp_note(shown: Preview, settings: WhatsAppSettings) -> str:
    """What WhatsApp makes of a message: its own template, or words that go for a day only."""
    if shown.route.way is not Way.WHATSAPP or shown.route.problem is not None:
        return ""
    approved = settings.template(shown.reason) if shown.values else None
    if approved is None:
        return _("Without an approved template it goes within 24 hours of the buyer's words only.")
    values = ", ".join(
        shown.values.get(name, "").replace("\n", ", ") for name in approved.parameters
    )
    return _("WhatsApp sends its own template {name}, filled with: {values}").format(
        name=approved.name, values=clean(values, 200) or "-"
    )


def moment(when: datetime, zone: str) -> str:
    """A moment on the shop's clock, short."""
    return local(when, zone).strftime("%d/%m %H:%M")


def in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """The names of text, way and state in the parameters of a refusal or an event, in words."""
    from tui.words.states import status_name

    made = {}
    for name, words in (("text", text_name), ("way", way_name), ("state", state_name)):
        if isinstance(params.get(name), str):
            made[name] = words(params[name])
    if params.get("why") in _ERRORS:
        made["why"] = error_words(params["why"])
    if params.get("status") in set(OrderStatus):
        made["status"] = status_name(OrderStatus(params["status"]))
    return made
