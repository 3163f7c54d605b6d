"""An e-invoice as an e-mail to the buyer, with the very files that the provider made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from core.billing.queries import one_invoice
from core.billing.sending.mailing import how_to_pay
from core.einvoice.queries import EInvoice, file_bytes, files_of, one
from core.einvoice.states import OUT, EState, FileKind
from core.einvoice.steps import tell
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES
from core.messages import commands
from core.messages.commands import Draft
from core.messages.mail import is_address
from core.messages.outcome import File
from core.messages.placeholders import fill
from core.messages.queries import About, Message
from core.messages.states import Way
from core.messages.templates import cleaned, template
from core.messages.texts import Reason
from core.money import Money, show
from core.orders.follow_up import FollowUps
from core.people.permissions import Permission, require
from core.transaction import Transaction

_SENT = (FileKind.PDF, FileKind.XML)
_REF = re.compile(r"einvoice:(\d+):(pdf|xml)")


def send(
    tx: Transaction,
    settings: FollowUps,
    einvoice_id: int,
    *,
    to: str = "",
    language: str = "",
    again: bool = False,
) -> Message:
    """Write the e-mail down; it goes out after the commit, with the files as they are kept.

    Raises Refusal ``einvoice_not_out``, ``einvoice_no_files``, ``einvoice_no_email``,
    ``einvoice_email_wrong``, ``way_no_mail``, and ``message_already`` where it went a short time
    ago and nobody says `again`.
    """
    require(tx, Permission.MESSAGE_SEND)
    found = one(tx, einvoice_id, lock=True)
    recipient = to or found.email
    _check(tx, settings, found, recipient)
    spoken = next(
        one for one in (language, found.language, settings.sender.language) if one in LANGUAGES
    )
    start = template(tx, Reason.INVOICE, spoken)
    values = _values(tx, settings, found, spoken)
    said = cleaned(fill(start.subject, values), fill(start.body, values))
    files = tuple(
        File(file.name, kind=file.kind.value, ref=f"einvoice:{found.id}:{file.kind.value}")
        for file in files_of(tx, found.id)
        if file.kind in _SENT
    )
    draft = Draft(
        about=About(invoice_id=found.invoice_id),
        number=found.internal_no,
        customer_id=None,
        way=Way.EMAIL,
        reason=Reason.INVOICE,
        language=spoken,
        recipient=recipient,
        subject=said.subject,
        body=said.body[: commands.LONGEST],
        zone=settings.sender.zone,
        files=files,
    )
    made = commands.write(tx, draft, again_after=settings.again_after, again=again)
    tell(tx, found, "mailed", message=made.id)
    return made


def attached(tx: Transaction, ref: str) -> bytes:
    """The bytes of a file that goes along; raises NotFound ``einvoice_no_file_kept``."""
    named = _REF.fullmatch(ref)
    data = file_bytes(tx, int(named[1]), FileKind(named[2])) if named else None
    if data is None:
        raise NotFound("einvoice_no_file_kept", file=ref)
    return data


def _check(tx: Transaction, settings: FollowUps, found: EInvoice, recipient: str) -> None:
    told = {"invoice": found.internal_no, "buyer": found.buyer}
    if not settings.mail.configured:
        raise Refusal("way_no_mail")
    if found.state not in OUT or found.state is EState.REFUSED:
        raise Refusal("einvoice_not_out", state=found.state.value, **told)
    if FileKind.PDF not in {file.kind for file in files_of(tx, found.id)}:
        raise Refusal("einvoice_no_files", **told)
    if not recipient:
        raise Refusal("einvoice_no_email", **told)
    if not is_address(recipient):
        raise Refusal("einvoice_email_wrong", email=recipient, **told)


def _values(
    tx: Transaction, settings: FollowUps, found: EInvoice, language: str
) -> Mapping[str, str]:
    return {
        "customer": found.buyer,
        "order": found.reference,
        "invoice": f"{found.written} ({found.internal_no})",
        "date": date.strftime(found.day, "%d/%m/%Y"),
        "total": show(Money(found.total, found.currency), language),
        "lookup": found.lookup_code,
        "pay": how_to_pay(tx, one_invoice(tx, found.invoice_id)),
        "shop": settings.sender.name,
        "phone": settings.sender.phone,
    }
