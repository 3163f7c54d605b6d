"""Words about e-invoices: where they stand, what goes wrong, what is refused, and for Coretax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.einvoice.states import CoretaxState, EKind, EState
from core.einvoice.troubles import Trouble
from core.errors import Refusal
from core.i18n import N_, _
from core.text import clean, fit
from tui.words.verdicts_parts import Words

EINVOICE_WORDS: dict[str, Words] = {
    "info/einvoice_drawn": Words(
        N_("{invoice}: the e-invoice is drawn up, series {series}; its preview is on the way."),
        next=N_("Enter shows it; F9 issues it."),
    ),
    "info/einvoice_queued": Words(
        N_("{invoice}: the e-invoice goes out now, series {series}."),
        next=N_("Its number comes by itself."),
    ),
    "info/einvoice_asked": Words(N_("{invoice}: the provider is asked now."), next=""),
    "info/einvoice_taken_back": Words(
        N_("{invoice}: the e-invoice is a draft again; nothing was issued."), next=""
    ),
    "info/einvoice_mailed": Words(N_("{invoice}: an e-mail with its files goes to {to}."), next=""),
}
EINVOICE_EVENTS: dict[str, str] = {
    "einvoice_queued": N_("e-invoice of {invoice} goes out, series {series}"),
    "einvoice_taken_back": N_("e-invoice of {invoice} taken back before it went"),
    "einvoice_issued": N_("e-invoice issued: {number}"),
    "einvoice_numbered": N_("the number of the e-invoice came: {number}"),
    "einvoice_accepted": N_("the tax authority took the e-invoice {number}: {code}"),
    "einvoice_refused": N_("the tax authority refused the e-invoice {number}"),
    "einvoice_rejected": N_("e-invoice of {invoice} refused by the provider"),
    "einvoice_unknown": N_("e-invoice of {invoice}: no answer came, it is looked up"),
    "einvoice_mailed": N_("e-invoice of {invoice} sent by e-mail"),
    "coretax_approved": N_("{invoice}: DJP gave the number {number}"),
    "coretax_rejected": N_("{invoice}: refused by Coretax: {why}"),
}
"""What is told in the history of an order."""

_STATES: dict[EState, str] = {
    EState.DRAFT: N_("draft"),
    EState.QUEUED: N_("waits to go out"),
    EState.SENDING: N_("goes out"),
    EState.UNKNOWN: N_("not known"),
    EState.REJECTED: N_("not issued"),
    EState.ISSUED: N_("issued"),
    EState.ACCEPTED: N_("at the tax office"),
    EState.REFUSED: N_("tax office refuses"),
}
_KINDS: dict[EKind, str] = {
    EKind.ORIGINAL: N_("invoice"),
    EKind.ADJUSTMENT: N_("adjustment"),
    EKind.REPLACEMENT: N_("replacement"),
}
_CORETAX: dict[CoretaxState, str] = {
    CoretaxState.EXPORTED: N_("in a file"),
    CoretaxState.UPLOADED: N_("uploaded"),
    CoretaxState.APPROVED: N_("approved"),
    CoretaxState.REJECTED: N_("refused"),
    CoretaxState.WITHDRAWN: N_("taken back"),
}
_TROUBLES: dict[Trouble, str] = {
    Trouble.UNREACHED: N_("the provider's server was not reached; Kemas tries again by itself"),
    Trouble.SILENT: N_("the provider did not answer in time; Kemas looks up what it did"),
    Trouble.UNREADABLE: N_(
        "the provider answered nothing that can be read; Kemas looks up what it did"
    ),
    Trouble.BROKEN: N_("the provider's server has a fault; Kemas looks up what it did"),
    Trouble.BUSY: N_("the provider was asked too often; Kemas tries again by itself"),
    Trouble.LOGIN: N_("the provider refuses the login; check it in the configuration"),
    Trouble.SERIES: N_(
        "the provider does not know template or series; look at: kemas einvoice series"
    ),
    Trouble.SELLER: N_("the provider does not know the shop's tax number; check tax_code"),
    Trouble.SIGNATURE: N_("the provider cannot sign; look at the certificate there"),
    Trouble.LICENCE: N_("the licence at the provider is used up or over; buy more there"),
    Trouble.AMOUNTS: N_("the provider reckons other amounts; compare prices and rates"),
    Trouble.DATE: N_("the provider does not take the date; choose that of its last or later"),
    Trouble.ORDER: N_("one before it is not through yet; Kemas tries again by itself"),
    Trouble.DATA: N_("something is missing or wrong in it; correct it and issue it again"),
    Trouble.TWICE: N_("the provider has it already; Kemas looks it up"),
    Trouble.NO_SUCH: N_("the provider has no such invoice"),
    Trouble.NO_FILE: N_("the provider has no file of it yet; Kemas asks again"),
    Trouble.REFUSED: N_("the provider refuses it"),
    Trouble.NUMBER_LATE: N_("it is issued; its number comes later"),
    Trouble.GONE: N_("Kemas ended while the provider was asked; it is looked up"),
}
_AUTHORITY = N_("the tax office refuses it; correct it by a replacement")
_NOTES: dict[str, str] = {
    "einvoice_cash_limit": N_(
        "In cash from 5,000,000 đ on the buyer cannot deduct the tax: better choose CK."
    ),
}


def einvoice_state(state: str) -> str:
    """Where an e-invoice stands."""
    return _(_STATES[EState(state)])


def einvoice_kind(kind: str) -> str:
    """What an e-invoice is to the one before it."""
    return _(_KINDS[EKind(kind)])


def coretax_state(state: str) -> str:
    """Where a tax invoice for Coretax stands."""
    return _(_CORETAX[CoretaxState(state)])


def note_words(code: str) -> str:
    """What to think of before it goes out."""
    return _(_NOTES[code])


def rate_words(rate: str) -> str:
    """A tax rate as it stands on an invoice."""
    return rate if rate.startswith("K") else f"{rate} %"


def trouble_words(reason: str) -> str:
    """Why something is not issued, unknown or incomplete; empty where nothing is wrong."""
    name, _colon, said = reason.removeprefix("!").partition(": ")
    if not name:
        return ""
    if name == "einvoice_authority":
        words = _(_AUTHORITY)
    elif name in set(Trouble):
        words = _(_TROUBLES[Trouble(name)])
    else:
        return fit(clean(reason), 200)
    if not said:
        return words
    return _("{trouble}. It says: {said}").format(trouble=words, said=fit(clean(said), 200))


def refused_in_words(code: str, params: Mapping[str, object]) -> dict[str, str]:
    """States and ways of a refusal in words."""
    found: dict[str, str] = {}
    if "state" in params:
        named = coretax_state if code.startswith("coretax_") else einvoice_state
        found["state"] = named(str(params["state"]))
    if "way" in params:
        found["way"] = einvoice_kind(str(params["way"]))
    if code in {"einvoice_preview_failed", "einvoice_series_unread"}:
        found["reason"] = trouble_words(str(params["reason"]))
    if code == "coretax_nothing":
        found["why"] = _reasons(params["why"])
    return found


def _reasons(why: object) -> str:
    """Why invoices cannot go into a file, one after the other."""
    from tui.words.refusals import sentence

    pairs: Any = why
    return "; ".join(sentence(Refusal(code, **params)) for code, params in pairs)


EINVOICE_REFUSALS: dict[str, str] = {
    "config_einvoice_login": N_("{path}, line {line}: {key} needs username and password."),
    "config_einvoice_provider": N_(
        "{path}, line {line}: {key} is {provider}, but there is no table [einvoice.{provider}]."
    ),
    "einvoice_not_set_up": N_(
        "No provider of e-invoices is set up. Fill in [einvoice.sinvoice] or [einvoice.misa] in "
        "the configuration."
    ),
    "einvoice_provider_unknown": N_("{provider} is not set up; there is: {known}."),
    "einvoice_there": N_("The invoice {invoice} has its e-invoice already: {state}."),
    "einvoice_not_found": N_(
        "There is no e-invoice of {invoice}. Issue it: kemas einvoice issue {invoice}"
    ),
    "einvoice_original_missing": N_(
        "{invoice} corrects an invoice that has no e-invoice. Issue that one first."
    ),
    "einvoice_original_not_out": N_(
        "The e-invoice of {invoice} is not issued yet; wait for its number, then correct it."
    ),
    "einvoice_original_replaced": N_(
        "{number} is replaced already. Correct the one that replaced it."
    ),
    "einvoice_same_way": N_(
        "{number} is corrected by {way} already: the law wants the same way again."
    ),
    "einvoice_cash_register": N_(
        "{number} is of a cash register: it can only be replaced, not adjusted."
    ),
    "einvoice_agreement_missing": N_(
        "{invoice}: a business has to agree in writing first. Say the number of the agreement: "
        "--agreement"
    ),
    "einvoice_series_shape": N_("{series} is no series; one looks like 1C26TAA."),
    "einvoice_buyer_tax": N_(
        "{invoice}: {number} is no tax number of Việt Nam. Correct the invoice."
    ),
    "einvoice_buyer_address": N_("{invoice}: the address of {buyer} is missing; the law wants it."),
    "einvoice_currency": N_(
        "{invoice} is in {currency}: say what one of it is in đồng, as in --rate 25450.00"
    ),
    "einvoice_line_amount": N_(
        "{invoice}, {line}: quantity, price and discount must not go against each other."
    ),
    "einvoice_rate_missing": N_(
        "{invoice}: a line has no tax rate. Give its product one, or KCT or KKKNT; that of "
        "shipping fees is shipping_tax in [invoices]."
    ),
    "einvoice_date_ahead": N_("{day} is still to come in Việt Nam; take today or before."),
    "einvoice_date_before": N_(
        "{day} is before {last}, the last day in series {series}. Say another: --date {last}"
    ),
    "einvoice_on_its_way": N_("{invoice}: the e-invoice is {state}; it cannot be taken back."),
    "einvoice_nothing_open": N_("{invoice}: the e-invoice is {state}; nothing is to be asked."),
    "einvoice_no_draft": N_("{invoice}: the e-invoice is {state}; a preview is for drafts."),
    "einvoice_not_out": N_("{invoice}: the e-invoice is {state}; only an issued one is sent."),
    "einvoice_no_files": N_("{invoice}: the provider has not drawn its PDF yet; wait a moment."),
    "einvoice_no_email": N_("{invoice}: no e-mail address of {buyer} is known. Say one."),
    "einvoice_email_wrong": N_("{invoice}: {email} is no e-mail address."),
    "einvoice_no_file_kept": N_("There is no file {file}. Fetch it: kemas einvoice look"),
    "einvoice_preview_failed": N_("{invoice}: there is no preview: {reason}."),
    "einvoice_series_unread": N_("The series could not be asked for: {reason}."),
    "coretax_seller": N_(
        "{number} is no tax number of 15 or 16 digits. Fill in [shop] tax_id in the configuration."
    ),
    "coretax_nothing": N_("No invoice can go into a file; left out: {left_out}. {why}"),
    "coretax_taken": N_("{invoice} is in the file {file} already."),
    "coretax_full": N_("a file has at most {most} invoices; it goes into the next one"),
    "coretax_file_unknown": N_("There is no file {file}. Look at: kemas einvoice coretax list"),
    "coretax_uploaded": N_(
        "{file} was uploaded, at least in part; only what Coretax refuses goes into another file."
    ),
    "coretax_currency": N_("{invoice} is in {currency}; Coretax takes rupiah"),
    "coretax_no_tax": N_("{invoice} has no tax"),
    "coretax_rate": N_(
        "{invoice}: the rate {rate} is none of 11 and 12; that of shipping fees is shipping_tax in "
        "[invoices]"
    ),
    "coretax_mixed": N_("{invoice} mixes rates that need two tax invoices"),
    "coretax_line": N_("{invoice}, {line}: quantity and amount must be above zero"),
    "coretax_country": N_("{invoice}: {buyer} is in {country}, a country that is not known"),
    "coretax_buyer_number": N_("{invoice}: {buyer} has no NPWP and no NIK"),
    "coretax_buyer_address": N_("{invoice}: {buyer} has no address"),
    "coretax_columns": N_(
        "{path} has not the columns {reference} and {number}. Take the list of Coretax as it is."
    ),
    "coretax_reference_unknown": N_("{reference} is in none of our files."),
    "coretax_number_wrong": N_("{reference}: {number} is no number of 17 digits."),
    "coretax_number_differs": N_("{reference} has the number {number} already."),
    "coretax_number_taken": N_("{number} is the number of {reference} already."),
    "coretax_step": N_("{reference} is {state}; it cannot be changed by a list."),
}
