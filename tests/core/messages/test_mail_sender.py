"""E-mail goes out over a real line: taken, refused, later, or nobody knows; never two for one."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.mail_server import MailServer
from pydantic import SecretStr

from core.message_settings import MailSettings
from core.messages.mail import MailSender, is_address
from core.messages.outcome import Later, Letter, Lost, Refused, Sent

BODY = (
    "Halo Siti,\n\nPesanan W-1: 2 × Kopi Gayo\n.titik di depan\nTerima kasih! Đỗ ắ ằ\n" + "x" * 1500
)
LETTER = Letter(
    "1-payment_reminder-1",
    "siti@buyer.test",
    "Pesanan W-1: Rp 50.000 đơn hàng",
    BODY,
    "id",
    datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
)


GREY = Later("mail_recipient_busy", "450 4.2.1 try later", wait=timedelta(minutes=5))


def sender(server: MailServer, **how: Any) -> MailSender:
    usual: dict[str, Any] = {
        "host": "localhost",
        "port": server.port,
        "security": "none",
        "sender": "toko@shop.test",
        "timeout_seconds": 5,
    }
    return MailSender(MailSettings(**usual | how), "Toko Contoh")


def test_a_message_arrives_as_it_was_written(mail: MailServer) -> None:
    outcome = sender(mail, sender_name="Tôkô ☕", reply_to="answers@shop.test").send(LETTER)
    assert outcome == Sent("250 2.0.0 queued as 42")
    ((of, to, _raw),) = mail.post.taken
    assert (of, to) == ("toko@shop.test", "siti@buyer.test")
    (found,) = mail.post.messages
    assert found["Subject"] == LETTER.subject
    assert found["From"] == "Tôkô ☕ <toko@shop.test>"
    assert found["Reply-To"] == "answers@shop.test"
    assert found["Message-ID"] == "<kemas.1-payment_reminder-1.1772420400@shop.test>"
    assert found.get_content().replace("\r\n", "\n") == BODY + "\n"
    assert mail.post.faults == []


def test_the_same_message_tried_again_has_the_same_id(mail: MailServer) -> None:
    for _time in range(2):
        sender(mail).send(LETTER)
    one, other = (found["Message-ID"] for found in mail.post.messages)
    assert one == other


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_the_line_is_made_safe_and_the_shop_signs_in(mail: MailServer, tls: str) -> None:
    mail.post.tls, mail.post.login = tls, ("toko", "rahasia")
    how = {
        "security": tls,
        "user": "toko",
        "password": SecretStr("rahasia"),
        "ca_file": mail.certificate,
    }
    assert isinstance(sender(mail, **how).send(LETTER), Sent)
    assert mail.post.faults == []


def test_a_server_that_nobody_vouches_for_gets_nothing(mail: MailServer) -> None:
    mail.post.tls = "starttls"
    outcome = sender(mail, security="starttls").send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("mail_certificate", True)
    assert not any(line.startswith(("AUTH", "MAIL")) for line in mail.post.said)


def test_without_a_safe_line_neither_password_nor_message_goes_out(mail: MailServer) -> None:
    how = {"security": "starttls", "user": "toko", "password": SecretStr("rahasia")}
    outcome = sender(mail, **how).send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("mail_no_tls", True)
    assert not any(line.startswith(("AUTH", "MAIL")) for line in mail.post.said)


def test_a_server_that_demands_a_safe_line_or_a_login_is_told_apart(mail: MailServer) -> None:
    mail.post.tls = "starttls"
    outcome = sender(mail, security="none").send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("mail_wants_more", True)
    assert "STARTTLS" in outcome.said


def test_a_wrong_password_stops_the_way_and_shows_no_secret(mail: MailServer) -> None:
    mail.post.login = ("toko", "rahasia")
    how = {"user": "toko", "password": SecretStr("salah-sekali")}
    outcome = sender(mail, **how).send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("mail_login", True)
    assert outcome.wait is not None
    assert "535" in outcome.said
    assert "salah-sekali" not in repr(outcome)


def test_a_server_that_is_down_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        settings = MailSettings(host="127.0.0.1", port=port, security="none", sender="a@b.test")
        outcome = MailSender(settings, "Toko").send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("mail_unreachable", True)


@pytest.mark.parametrize("where", ["connect", "ehlo", "data"])
def test_a_line_that_breaks_before_the_message_left_is_tried_later(
    mail: MailServer, where: str
) -> None:
    mail.post.cuts = {where}
    outcome = sender(mail).send(LETTER)
    assert isinstance(outcome, Later)
    assert outcome.code == "mail_unreachable"
    assert mail.post.taken == []


@pytest.mark.parametrize(("where", "taken"), [("content", 0), ("end", 1)])
def test_a_line_that_breaks_after_that_leaves_it_unknown(
    mail: MailServer, where: str, taken: int
) -> None:
    mail.post.cuts = {where}
    outcome = sender(mail).send(LETTER)
    assert isinstance(outcome, Lost)
    assert len(mail.post.taken) == taken


def test_a_server_that_is_too_slow_with_its_last_answer_leaves_it_unknown(
    mail: MailServer,
) -> None:
    mail.post.slow = {"end": 1.6}
    assert isinstance(sender(mail, timeout_seconds=1).send(LETTER), Lost)
    assert len(mail.post.taken) == 1


def test_a_server_that_is_slow_before_is_tried_later(mail: MailServer) -> None:
    mail.post.slow = {"mail": 1.6}
    outcome = sender(mail, timeout_seconds=1).send(LETTER)
    assert isinstance(outcome, Later)


def test_what_was_taken_stays_taken_though_the_goodbye_is_cut(mail: MailServer) -> None:
    mail.post.cuts = {"quit"}
    assert isinstance(sender(mail).send(LETTER), Sent)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("450 4.2.1 try later", GREY),
        ("550 5.1.1 no such mailbox", Refused("mail_recipient", "550 5.1.1 no such mailbox")),
        ("551 not here", Refused("mail_recipient", "551 not here")),
    ],
)
def test_a_recipient_that_is_not_taken_concerns_this_message_only(
    mail: MailServer, answer: str, expected: Later | Refused
) -> None:
    mail.post.recipients = {"siti@buyer.test": answer}
    assert sender(mail).send(LETTER) == expected


@pytest.mark.parametrize(
    ("part", "answer", "kind", "code"),
    [
        ("greeting", "421 too busy", Later, "mail_unreachable"),
        ("greeting", "554 not for you", Later, "mail_unreachable"),
        ("sender", "451 later", Later, "mail_busy"),
        ("sender", "553 not your address", Later, "mail_sender"),
        ("data", "452 full", Later, "mail_busy"),
        ("data", "554 no", Refused, "mail_text"),
        ("end", "451 later", Later, "mail_busy"),
        ("end", "554 5.7.1 looks like spam", Refused, "mail_text"),
    ],
)
def test_every_refusal_is_told_apart(
    mail: MailServer, part: str, answer: str, kind: type, code: str
) -> None:
    setattr(mail.post, part, answer)
    outcome = sender(mail).send(LETTER)
    assert isinstance(outcome, kind)
    assert outcome.code == code
    assert mail.post.taken == []


def test_a_name_or_subject_can_add_no_header(mail: MailServer) -> None:
    evil = "Toko\r\nBcc: all@victims.test\r\n\r\nbody"
    letter = Letter("k", "siti@buyer.test", evil, "text", "id", LETTER.written_at)
    assert isinstance(sender(mail, sender_name="").send(letter), Sent)
    (found,) = mail.post.messages
    assert found["Bcc"] is None
    assert "Bcc: all@victims.test" in found["Subject"]
    made = MailSender(MailSettings(host="h", sender="a@b.test"), evil).drawn_up(LETTER)
    assert made["Bcc"] is None


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("siti@buyer.test", True),
        ("siti.aminah+shop@mail.buyer.test", True),
        ("siti", False),
        ("siti@localhost", False),
        ("siti@buyer..test", False),
        ("siti@buyer.test\r\nBcc: x@y.test", False),
        ("siti@buyer.test, x@y.test", False),
        ("<siti@buyer.test>", False),
        ("đỗ@buyer.test", False),
        ("a" * 65 + "@buyer.test", False),
        ("", False),
    ],
)
def test_only_what_a_server_takes_is_an_address(value: str, right: bool) -> None:
    assert is_address(value) is right


@pytest.mark.parametrize(("where", "kind", "taken"), [("mail", Later, 0), ("end", Lost, 1)])
def test_a_server_that_talks_on_and_on_is_left_in_the_end(
    mail: MailServer, where: str, kind: type, taken: int
) -> None:
    mail.post.drip = {where: 0.2}
    began = time.monotonic()
    assert isinstance(sender(mail, timeout_seconds=1).send(LETTER), kind)
    assert time.monotonic() - began < 8
    assert len(mail.post.taken) == taken
