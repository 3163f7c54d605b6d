"""The buyer gets the very files that the provider made, by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest

from core.billing.rules import Sides
from core.draining import drain
from core.einvoice import commands, letters
from core.einvoice.queries import file_bytes, of_invoice
from core.einvoice.states import FileKind
from core.errors import NotFound, Refusal
from core.message_settings import MailSettings, MessagesSettings, WhatsAppSettings
from core.messages.commands import last_try
from core.messages.mail import MailSender
from core.messages.outcome import Letter, Outcome, Sent
from core.messages.queries import of_invoice as messages_of
from core.messages.sending import Messages
from core.messages.states import MessageState
from core.messages.troubles import MESSAGE
from core.orders.follow_up import FollowUps
from core.orders.follow_up_facts import Sender
from core.transaction import reading, writing

MAIL = MailSettings(host="127.0.0.1", sender="toko@example.vn", security="none", allow_plain=True)
SETTINGS = FollowUps(
    sender=Sender("Toko Mẫu", "0901", "vi", "Asia/Ho_Chi_Minh", ()),
    messages=MessagesSettings(),
    mail=MAIL,
    whatsapp=WhatsAppSettings(),
    waybills=lambda tx, order: (),
)
Bill = Callable[..., int]


class Box:
    """A way out that keeps what it is given, as it would be on the wire."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> Outcome:
        self.letters.append(letter)
        return Sent("1")


def test_the_files_go_along_byte_by_byte(office: Any, bill_of: Bill) -> None:
    with office.hour(), writing(office.db) as tx:
        made = bill_of(tx, 1)
        one = commands.issue(tx, office.book, made)
    office.work()
    with office.hour(), pytest.raises(Refusal, match="einvoice_no_files"), writing(office.db) as tx:
        letters.send(tx, SETTINGS, one.id)
    office.later(5)
    office.follow(ready=lambda tx, found: letters.send(tx, SETTINGS, found.id))
    box = Box()
    mails = Messages(lambda way: box, lambda tx, message: "", letters.attached)
    with office.hour():
        drain(office.db, {MESSAGE: mails})
    (letter,) = box.letters
    assert "1C26TAA 1 (INV/1)" in letter.subject
    assert "RC00000001" in letter.body
    made_up = MailSender(MAIL, "Toko").drawn_up(letter).as_bytes()
    parts = list(message_from_bytes(made_up).walk())
    names = [part.get_filename() for part in parts if part.get_filename()]
    assert names == ["1C26TAA-1.pdf", "1C26TAA-1.xml"]
    with reading(office.db) as tx:
        kept = {kind: file_bytes(tx, one.id, kind) for kind in (FileKind.PDF, FileKind.XML)}
        (message,) = messages_of(tx, made)
        row = last_try(tx, message)
    assert [part.get_payload(decode=True) for part in parts[2:]] == list(kept.values())
    assert message.state is MessageState.SENT
    assert row is not None
    assert len(str(row.payload)) < 2_000  # the bytes are kept once
    with office.hour(), pytest.raises(Refusal, match="message_already"), writing(office.db) as tx:
        letters.send(tx, SETTINGS, one.id)
    with office.hour(), writing(office.db) as tx:
        letters.send(tx, SETTINGS, one.id, to="khac@example.vn", again=True)
        assert of_invoice(tx, made) is not None


def test_without_files_address_or_server_nothing_is_written_down(
    office: Any, bill_of: Bill
) -> None:
    silent = Sides("An", address="1", city="Huế")
    with office.hour(), writing(office.db) as tx:
        one = commands.issue(tx, office.book, bill_of(tx, 1, buyer=silent))
    office.work()
    office.later(5)
    cases: list[tuple[FollowUps, str, str]] = [
        (replace(SETTINGS, mail=MailSettings()), "a@example.vn", "way_no_mail"),
        (SETTINGS, "a@example.vn", "einvoice_no_files"),
    ]
    after: list[tuple[FollowUps, str, str]] = [
        (SETTINGS, "", "einvoice_no_email"),
        (SETTINGS, "nobody", "einvoice_email_wrong"),
    ]
    for some in (cases, after):
        for settings, to, code in some:
            with office.hour(), pytest.raises(Refusal, match=code), writing(office.db) as tx:
                letters.send(tx, settings, one.id, to=to)
        office.follow()
    with reading(office.db) as tx, pytest.raises(NotFound):
        letters.attached(tx, "einvoice:99:pdf")
