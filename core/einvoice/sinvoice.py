"""Viettel S-Invoice (Việt Nam): how e-invoices are issued, looked up, previewed and fetched."""

from __future__ import annotations

import re
from datetime import timedelta

from core import clock
from core.couriers.readings import part, rows, text
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
from core.einvoice.sinvoice_session import Denied, Fine, Session
from core.einvoice.sinvoice_words import body_of, found_in, issued_of
from core.einvoice.states import FileKind
from core.einvoice.troubles import Trouble, because
from core.einvoice.unpacking import decoded, is_pdf, xml_in
from core.einvoice_settings import SinvoiceSettings
from core.trying import Later
from core.wire import Wire

_READ_S = 30.0
_OVERTAKEN = "START_DATE_INVALID"
"""It has one of a later second: no fault where two workers issue, it gets the next second then."""
_JUST_NOW = timedelta(minutes=2)
_SIGN = re.compile(r"[CK]\d{2}[TDLMNBGHXF][A-Z]{2}")


class Sinvoice:
    """Viettel S-Invoice, asked in its own words."""

    code = "sinvoice"
    name = "Viettel S-Invoice"

    def __init__(self, settings: SinvoiceSettings) -> None:
        self._of = settings
        self.template = settings.template
        self.series = f"{settings.template[0]}{settings.series}"
        self.seller = settings.tax_code
        wire = Wire(
            self.code, settings.base_url, float(settings.timeout_seconds), secrets=self._secrets
        )
        self._session = Session(wire, settings.username, settings.password.get_secret_value())

    def _secrets(self) -> tuple[str, ...]:
        return self._session.secrets

    def issue(self, document: Stamped) -> Issue:
        """Ask once: whatever is not certain is looked up by our key before it is asked again."""
        path = f"/InvoiceWS/createInvoice/{self.seller}"
        told = self._session.tell(path, body_of(document))
        if isinstance(told, Denied):
            if told.trouble is Trouble.TWICE:
                return Unknown(told.reason)  # some accounts answer a repeated key like this
            if told.symbol == _OVERTAKEN and clock.now() - document.moment < _JUST_NOW:
                return Later(told.reason)
            return Rejected(told.reason, told.symbol)
        if not isinstance(told, Fine):
            return told
        result = part(told.data, "result")
        if not isinstance(result, dict):
            return Unknown(because(Trouble.UNREADABLE))
        return issued_of(result, document.document.series)

    def lookup(self, key: str, series: str) -> Found:
        """Search by our key; it is not found also while it is still being made there."""
        told = self._session.read(
            "/InvoiceWS/searchInvoiceByTransactionUuid",
            form={"supplierTaxCode": self.seller, "transactionUuid": key},
            seconds=min(_READ_S, self._of.timeout_seconds),
        )
        if isinstance(told, Denied):
            missing = told.trouble is Trouble.NO_SUCH
            return Absent() if missing else Unknown(told.reason)
        if isinstance(told, Later):
            return Unknown(told.reason)
        if isinstance(told, Unknown):
            return told
        found = found_in(told.data)
        return Absent() if found is None else issued_of(found, series)

    def preview(self, document: Stamped) -> Fetched | Rejected | NotYet:
        """A PDF of what it would be; stored nowhere."""
        path = f"/InvoiceUtilsWS/createInvoiceDraftPreview/{self.seller}"
        told = self._session.read(path, body_of(document))
        if isinstance(told, Denied):
            return Rejected(told.reason, told.symbol)
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        return _file(told.data, FileKind.PDF)

    def fetch(self, known: Known, kind: FileKind) -> Fetched | NotYet:
        """The PDF, or the ZIP in which a ZIP holds the XML."""
        said = {
            "supplierTaxCode": self.seller,
            "invoiceNo": f"{known.series[1:]}{known.number}",
            "templateCode": known.template,
            "transactionUuid": known.key,
            "fileType": "PDF" if kind is FileKind.PDF else "ZIP",
        }
        told = self._session.read("/InvoiceUtilsWS/getInvoiceRepresentationFile", said)
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        return _file(told.data, kind)

    def all_series(self) -> tuple[Series, ...] | NotYet:
        """What is registered for the tax number."""
        said = {"taxCode": self.seller, "invoiceType": "all"}
        told = self._session.read("/InvoiceUtilsWS/getAllInvoiceTemplates", said, seconds=_READ_S)
        if not isinstance(told, Fine):
            return NotYet(told.reason)
        found = []
        for one in rows(part(told.data, "template")):
            template, sign = text(one.get("templateCode"), 20), text(one.get("invoiceSeri"), 20)
            if template and _SIGN.fullmatch(sign):
                found.append(Series(f"{template[0]}{sign}", template))
        return tuple(found)


def _file(told: object, kind: FileKind) -> Fetched | NotYet:
    data = decoded(part(told, "fileToBytes"))
    if data is not None and kind is FileKind.XML:
        data = xml_in(data)
    if data is None or (kind is FileKind.PDF and not is_pdf(data)):
        return NotYet(because(Trouble.NO_FILE))
    return Fetched(data)
