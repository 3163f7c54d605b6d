"""MISA meInvoice (Việt Nam): how e-invoices are issued, looked up, previewed and fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from core.couriers.readings import text, whole
from core.einvoice.base import (
    Absent,
    Fetched,
    Found,
    Issue,
    Known,
    NotYet,
    Rejected,
    Series,
    Unknown,
)
from core.einvoice.document import Stamped
from core.einvoice.misa_session import Denied, Fine, Session, entries
from core.einvoice.misa_words import body_of, invoice_of, issued_of, of_cash_register, with_code
from core.einvoice.states import FileKind
from core.einvoice.troubles import Trouble, because
from core.einvoice.unpacking import decoded, is_pdf, xml_in
from core.einvoice_settings import MisaSettings
from core.trying import Later
from core.wire import Answer, Wire, is_address

_READ_S = 30.0
_GAP_S = 3.0
"""Between two invoices of a series: it numbers them one after the other."""
_AT_ONCE = 30
"""Invoices of one question; it takes fifty."""
_ALONE_S = 300.0
_BY_REF = 2
_PUBLISHED = 1
_KINDS = {FileKind.PDF: "Pdf", FileKind.XML: "Xml"}
_PERHAPS = (Trouble.TWICE, Trouble.ORDER, Trouble.DATE, Trouble.BROKEN)
"""What it may say although the invoice is there: asked for by our key first."""
_STOPS = (Trouble.LICENCE, Trouble.LOGIN, Trouble.SIGNATURE)
"""What no invoice gets through with, until a person has done something."""


class Misa:
    """MISA meInvoice, asked in its own words."""

    code = "misa"
    name = "MISA meInvoice"
    template = ""

    def __init__(
        self, settings: MisaSettings, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._of = settings
        self._pause = pause
        self._free_at = 0.0
        self._alone_until = 0.0
        self.series = settings.series
        self.seller = settings.tax_code
        self._wire = Wire(
            self.code, settings.base_url, float(settings.timeout_seconds), secrets=self._secrets
        )
        self._session = Session(
            self._wire,
            settings.appid.get_secret_value(),
            settings.tax_code,
            settings.username,
            settings.password.get_secret_value(),
        )

    def _secrets(self) -> tuple[str, ...]:
        return self._session.secrets

    @property
    def at_once(self) -> int:
        """Thirty of a series; one after a question about many was refused as a whole."""
        return 1 if time.monotonic() < self._alone_until else _AT_ONCE

    def issue(self, document: Stamped) -> Issue:
        """Ask once; that the envelope says success says nothing of the invoice in it."""
        told = self._publish([document])
        if isinstance(told, Denied):
            return _denied(told)
        return _of_entry(told.data, document) if isinstance(told, Fine) else told

    def issue_many(self, documents: Sequence[Stamped]) -> tuple[Issue, ...]:
        """Ask once for all; each succeeds or fails alone.

        Where all are refused as one, one of them may be why: each is asked for alone then.
        """
        told = self._publish(documents)
        if isinstance(told, Fine):
            return tuple(_of_entry(told.data, one) for one in documents)
        if not isinstance(told, Denied):
            return (told,) * len(documents)
        said = _denied(told)
        if isinstance(said, Rejected):
            self._alone_until = time.monotonic() + _ALONE_S
            said = Later(told.reason)
        return (said,) * len(documents)

    def _publish(self, documents: Sequence[Stamped]) -> Fine | Denied | Later | Unknown:
        left = self._free_at - time.monotonic()
        if left > 0:
            self._pause(left)
        told = self._session.ask("POST", "/invoice", body_of(documents, self._of.sign_type))
        self._free_at = time.monotonic() + _GAP_S
        return told

    def lookup(self, key: str, series: str) -> Found:
        """Ask for its status by our own key."""
        told = self._session.ask(
            "POST",
            "/invoice/status",
            [key],
            _query(series) | {"inputType": _BY_REF},
            min(_READ_S, self._of.timeout_seconds),
        )
        if isinstance(told, Denied | Later):
            return Unknown(told.reason)
        if isinstance(told, Unknown):
            return told
        found = _of_key(entries(told.data.get("data")), key)
        if found is None or whole(found.get("publishstatus")) != _PUBLISHED:
            return Absent()
        return issued_of(found)

    def preview(self, document: Stamped) -> Fetched | Rejected | NotYet:
        """It answers with an address that lives for a moment: fetched at once."""
        told = self._session.ask("POST", "/invoice/unpublishview", invoice_of(document))
        if isinstance(told, Denied):
            return Rejected(told.reason, told.field)
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        address = text(told.data.get("data"), 1000)
        if not is_address(address):
            return NotYet(because(Trouble.UNREADABLE))
        parts = urlsplit(address)
        where = f"{parts.path}?{parts.query}" if parts.query else parts.path
        wire = Wire(self.code, f"{parts.scheme}://{parts.netloc}", _READ_S)
        page = wire.ask("GET", where, hushed=True)
        if not isinstance(page, Answer) or page.status != 200 or not is_pdf(page.body):
            return NotYet(because(Trouble.NO_FILE))
        return Fetched(page.body)

    def fetch(self, known: Known, kind: FileKind) -> Fetched | NotYet:
        """The file of an invoice by the number that the provider gave it."""
        told = self._session.ask(
            "POST",
            "/invoice/Download",
            [known.provider_id],
            _query(known.series) | {"downloadDataType": _KINDS[kind]},
        )
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        value = told.data.get("data")
        for entry in entries(value):
            value = entry.get("data")
        data = decoded(value)
        if data is not None and kind is FileKind.XML:
            data = xml_in(data)
        if data is None or (kind is FileKind.PDF and not is_pdf(data)):
            return NotYet(because(Trouble.NO_FILE))
        return Fetched(data)

    def all_series(self) -> tuple[Series, ...] | NotYet:
        """What is registered for this year."""
        query = {
            "invoiceWithCode": str(with_code(self.series)).lower(),
            "ticket": "false",
            "year": date.today().year,
        }
        told = self._session.ask("GET", "/invoice/templates", query=query, seconds=_READ_S)
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        return tuple(
            Series(
                text(one.get("invseries"), 20),
                text(one.get("invtemplateno"), 20),
                text(one.get("templatename"), 100),
                active=not one.get("inactive"),
            )
            for one in entries(told.data.get("data"))
            if text(one.get("invseries"), 20)
        )


def _of_entry(told: Mapping[str, Any], document: Stamped) -> Issue:
    """What the answer says of one invoice; issued only with a number and without an error."""
    found = _entry(told, "publishinvoiceresult", document.document.key)
    made = _entry(told, "createinvoiceresult", document.document.key)
    for entry in (made, found):
        code = text(entry.get("errorcode"), 100) if entry else ""
        if entry and code:
            return _denied(Denied(code, text(entry.get("description"), 300)))
    if found is None or not text(found.get("invno"), 20):
        return Unknown(because(Trouble.UNREADABLE))
    return issued_of(found)


def _denied(told: Denied) -> Issue:
    """What it means that it says no: some of it does not say that the invoice is not there."""
    if told.trouble in _PERHAPS:
        return Unknown(told.reason, said_no=told.trouble is not Trouble.TWICE)
    if told.trouble in _STOPS:
        return Later(told.reason, stops=True)
    return Rejected(told.reason, told.field)


def _entry(told: Mapping[str, Any], name: str, key: str) -> Mapping[str, Any] | None:
    return _of_key(entries(told.get(name)), key)


def _of_key(found: list[Mapping[str, Any]], key: str) -> Mapping[str, Any] | None:
    """The entry of our key; the answer may be about others as well."""
    wanted = key.casefold()
    return next((one for one in found if text(one.get("refid"), 40).casefold() == wanted), None)


def _query(series: str) -> dict[str, object]:
    return {
        "invoiceWithCode": str(with_code(series)).lower(),
        "invoiceCalcu": str(of_cash_register(series)).lower(),
    }
