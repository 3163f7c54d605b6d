"""Words about invoices that go out: ways, how they fare, what is odd, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.billing.sending.queries import Delivery
from core.billing.sending.states import Fate, Oddity, OutWay
from core.i18n import N_, _
from tui.words.messages import error_words
from tui.words.verdicts_parts import Words

_WAYS = {OutWay.EMAIL: N_("e-mail"), OutWay.PRINT: N_("paper")}
_FATES = {
    Fate.HELD: N_("held"),
    Fate.WAITING: N_("ready"),
    Fate.ON_ITS_WAY: N_("on its way"),
    Fate.OUT: N_("went out"),
    Fate.FAILED: N_("did not go out"),
    Fate.UNKNOWN: N_("nobody knows"),
    Fate.TAKEN_OUT: N_("taken out"),
}
_ODD = {
    Oddity.NO_MAIL: N_("no e-mail"),
    Oddity.BAD_MAIL: N_("wrong e-mail"),
    Oddity.BOUNCED: N_("e-mail refused"),
    Oddity.NO_ADDRESS: N_("no address"),
    Oddity.NEGATIVE: N_("below zero"),
    Oddity.NOTHING: N_("comes to nothing"),
    Oddity.TAX: N_("no tax number"),
    Oddity.TWICE: N_("twice the same"),
    Oddity.HIGH: N_("unusually high"),
    Oddity.FIRST: N_("new buyer"),
}
_ENVELOPES = {"dl": "DL", "c5": "C5", "c6": "C6", "c4": "C4", "no10": "#10"}
SENDING_EVENTS: dict[str, str] = {
    "delivery_released": N_("invoice {invoice} released to go out"),
    "deliveries_released": N_("{count} invoices released to go out"),
    "delivery_taken_out": N_("invoice {invoice} taken out: it does not go out"),
    "delivery_wanted": N_("invoice {invoice} sent once more"),
    "invoice_batch": N_("{count} invoices given to {printer} as one batch"),
}
SENDING_REFUSALS: dict[str, str] = {
    "delivery_not_found": N_("There is nothing like that among what goes out: {delivery}."),
    "delivery_over": N_("{invoice} is not waiting any more: {state}."),
    "delivery_no_way": N_(
        "The profile of the buyer of {invoice} has it go out by no way. Say by which: "
        "e-mail or on paper."
    ),
    "delivery_went": N_("{invoice} went out by {way} before. Send it again if you want that."),
    "delivery_on_its_way": N_("{invoice} is on its way by {way} already."),
    "delivery_unknown": N_(
        "Nobody knows whether {invoice} arrived by {way}. Find out and say so first: "
        "a second one would be blind."
    ),
    "delivery_no_mail": N_("{invoice}: there is no e-mail address of the buyer."),
    "delivery_bad_mail": N_("{invoice}: {email} is no e-mail address."),
    "delivery_none_held": N_("Nothing is held that can go out as it is."),
    "delivery_known": N_("There is nothing about {invoice} that nobody knows."),
    "invoice_no_file_kept": N_("The file {file} of an invoice is not kept."),
    "envelope_none": N_("No envelopes are set up: [invoices.sending] envelope."),
    "envelope_size": N_("There is no envelope {size}. There are: {known}"),
    "batch_not_found": N_("There is no batch {batch}."),
    "export_where": N_("Say where to: --pdf FILE for one invoice, --folder for many."),
    "batch_nothing": N_("No invoice waits to be printed."),
    "config_printer_pdf": N_(
        "{path}, line {line}: printer {printer}: PDF pages go through CUPS or into a folder "
        'only: transport "cups", "file" or "virtual".'
    ),
    "config_sending_printer": N_(
        "{path}, line {line}: there is no printer {printer} for invoices. There are: {known}"
    ),
}

SENDING_WORDS: dict[str, Words] = {
    "info/out_released": Words(N_("{invoice} to {buyer} goes out."), "", ""),
    "info/out_released_all": Words(N_("{n} go out, {left} stay held."), "", ""),
    "info/out_taken": Words(N_("{invoice} to {buyer} is taken out."), "", ""),
    "info/out_sent": Words(N_("{invoice} goes out again: {out_way}. {to}"), "", ""),
    "info/out_arrived": Words(N_("{invoice} arrived: noted."), "", ""),
    "info/out_lost": Words(
        N_("{invoice} did not arrive: noted."), "", N_("F7 sends it again; paper is printed anew.")
    ),
    "info/out_batch": Words(
        N_("Batch {batch}: {n} invoices go to {printer}."),
        "",
        N_("Its envelopes come last, in the same order."),
    ),
}
"""Message ids by ``kind/detail``."""


def out_way(way: OutWay) -> str:
    """How an invoice reaches its buyer."""
    return _(_WAYS[way])


def fate_name(fate: Fate) -> str:
    """What became of a delivery."""
    return _(_FATES[fate])


def odd_name(odd: Oddity) -> str:
    """What somebody should see."""
    return _(_ODD[odd])


def envelope_name(size: str) -> str:
    """What an envelope is called everywhere."""
    return _ENVELOPES.get(size, "")


def in_refusal(params: Mapping[str, Any]) -> dict[str, str]:
    """What a refusal names, in words."""
    shown: dict[str, str] = {}
    if "way" in params:
        shown["way"] = out_way(OutWay(params["way"]))
    if "state" in params:
        shown["state"] = fate_name(Fate(params["state"]))
    return shown


def in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """What a verdict names, in words."""
    return {"out_way": out_way(OutWay(params["out_way"]))} if "out_way" in params else {}


def why_words(one: Delivery) -> str:
    """What is odd about a delivery, or why it does not go on."""
    if one.error and one.message_id is not None:
        words = error_words(one.error)
        return f"{words} ({one.said})" if one.said else words
    if one.fate in {Fate.HELD, Fate.WAITING}:
        return ", ".join(odd_name(odd) for odd in one.odd)
    return one.error or one.note
