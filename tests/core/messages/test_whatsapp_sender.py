"""WhatsApp's API is asked once; each of its faults means the right thing for what comes next."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.meta_server import NUMBER, TOKEN, MetaServer, fault
from pydantic import SecretStr

from core.message_settings import WhatsAppSettings
from core.messages.outcome import Later, Letter, Lost, Refused, Sent
from core.messages.whatsapp import WhatsAppSender

VALUES = {"customer": "Siti", "order": "W-1", "items": "2 × Kopi\n1 × Teh", "bank": ""}
LETTER = Letter(
    "1-payment_reminder-1",
    "+620008123456",
    "Order W-1",
    "Halo Siti,\nPesanan W-1 & „terima kasih“ ☕",
    "id",
    datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
    text="payment_reminder",
    values=VALUES,
)
APPROVED = {
    "text": "payment_reminder",
    "name": "bayar",
    "parameters": ("customer", "order", "items", "bank"),
}


def sender(url: str, **how: Any) -> WhatsAppSender:
    usual: dict[str, Any] = {
        "base_url": url,
        "phone_number_id": NUMBER,
        "token": SecretStr(TOKEN),
        "timeout_seconds": 5,
    }
    return WhatsAppSender(WhatsAppSettings(**usual | how))


def test_a_text_goes_to_the_number_with_our_key(meta: MetaServer) -> None:
    assert sender(meta.url).send(LETTER) == Sent("wamid.HBg1")
    (asked,) = meta.chat.sent
    assert asked["to"] == "620008123456"
    assert asked["text"] == {"preview_url": False, "body": LETTER.body}
    assert asked["biz_opaque_callback_data"] == LETTER.key
    assert meta.chat.faults == []


def test_an_approved_template_is_filled_with_what_templates_take(meta: MetaServer) -> None:
    meta.chat.in_conversation = False
    meta.chat.templates = {("bayar", "id"): 4}
    assert isinstance(sender(meta.url, templates=(APPROVED,)).send(LETTER), Sent)
    (asked,) = meta.chat.sent
    parameters = asked["template"]["components"][0]["parameters"]
    assert [one["text"] for one in parameters] == ["Siti", "W-1", "2 × Kopi, 1 × Teh", "-"]


def test_a_template_in_english_has_the_language_it_was_approved_in(meta: MetaServer) -> None:
    meta.chat.templates = {("bayar", "en_US"): 4}
    letter = Letter(*(getattr(LETTER, n) for n in ("key", "recipient", "subject", "body")),
                    "en", LETTER.written_at, LETTER.text, VALUES)  # fmt: skip
    assert isinstance(sender(meta.url, templates=(APPROVED,), english="en_US").send(letter), Sent)
    wrong = sender(meta.url, templates=(APPROVED,)).send(letter)
    assert isinstance(wrong, Refused)
    assert wrong.code == "whatsapp_template"


def test_a_text_that_a_person_changed_goes_as_it_is(meta: MetaServer) -> None:
    letter = Letter("k", LETTER.recipient, "", "Halo", "id", LETTER.written_at)
    sender(meta.url, templates=(APPROVED,)).send(letter)
    assert meta.chat.sent[0]["type"] == "text"


def test_outside_of_a_conversation_only_a_template_goes(meta: MetaServer) -> None:
    meta.chat.in_conversation = False
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, Refused)
    assert outcome.code == "whatsapp_window"
    assert outcome.said.startswith("131047")


def test_a_wrong_token_stops_the_way_and_is_not_shown(meta: MetaServer) -> None:
    outcome = sender(meta.url, token=SecretStr("EAAG-wrong")).send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("whatsapp_token", True)
    assert outcome.wait is not None
    assert "EAAG" not in repr(outcome)


@pytest.mark.parametrize(
    ("status", "number", "kind", "code"),
    [
        (401, 190, Later, "whatsapp_token"),
        (403, 10, Later, "whatsapp_token"),
        (400, 131005, Later, "whatsapp_token"),
        (400, 368, Later, "whatsapp_locked"),
        (400, 131031, Later, "whatsapp_locked"),
        (400, 80007, Later, "whatsapp_busy"),
        (400, 130429, Later, "whatsapp_busy"),
        (429, 4, Later, "whatsapp_busy"),
        (429, 999999, Later, "whatsapp_busy"),
        (400, 131056, Later, "whatsapp_busy"),
        (500, 131000, Later, "whatsapp_trouble"),
        (503, 131016, Later, "whatsapp_trouble"),
        (400, 100, Refused, "whatsapp_parameter"),
        (400, 131021, Refused, "whatsapp_self"),
        (400, 131026, Refused, "whatsapp_undeliverable"),
        (400, 131030, Refused, "whatsapp_test_list"),
        (400, 131042, Refused, "whatsapp_payment"),
        (400, 131047, Refused, "whatsapp_window"),
        (400, 131049, Refused, "whatsapp_limit"),
        (400, 131050, Refused, "whatsapp_opted_out"),
        (404, 132001, Refused, "whatsapp_template"),
        (400, 132015, Refused, "whatsapp_template"),
        (400, 777777, Refused, "whatsapp_refused"),
    ],
)
def test_each_fault_of_the_api_has_its_meaning(
    meta: MetaServer, status: int, number: int, kind: type, code: str
) -> None:
    meta.chat.status, meta.chat.error = status, fault(number, "No", "because of a test")
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, kind)
    assert (outcome.code, outcome.said) == (code, f"{number} because of a test")


def test_too_many_to_one_buyer_holds_up_nobody_else(meta: MetaServer) -> None:
    meta.chat.status, meta.chat.error = 400, fault(131056, "pair rate limit")
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, Later)
    assert not outcome.whole_way


@pytest.mark.parametrize(
    ("status", "raw", "kind"),
    [
        (500, b"<html>Bad gateway</html>", Lost),
        (502, b"", Lost),
        (200, b"{", Lost),
        (200, b"[]", Lost),
        (200, b'{"messages": []}', Lost),
        (200, b'{"messages": [{"id": 5}]}', Lost),
        (200, b'{"messages": [{"id": "x"}], "pad": "' + b"y" * 200_000 + b'"}', Lost),
        (429, b"slow down", Later),
        (401, b"who are you", Later),
        (400, b"no", Refused),
        (302, b"", Refused),
        (400, b'{"error": {"code": "190"}}', Refused),
        (400, b'{"error": "no"}', Refused),
    ],
)
def test_an_answer_that_cannot_be_read_is_never_taken_for_a_success(
    meta: MetaServer, status: int, raw: bytes, kind: type
) -> None:
    meta.chat.status, meta.chat.raw = status, raw
    assert isinstance(sender(meta.url).send(LETTER), kind)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_line_that_breaks_after_the_request_leaves_it_unknown(meta: MetaServer, cut: str) -> None:
    meta.chat.cut = cut
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, Lost)
    assert len(meta.chat.sent) == (cut == "after")


def test_an_answer_that_comes_too_late_leaves_it_unknown(meta: MetaServer) -> None:
    meta.chat.slow = 1.5
    assert isinstance(sender(meta.url, timeout_seconds=1).send(LETTER), Lost)


def test_an_api_that_cannot_be_reached_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        outcome = sender(url).send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("whatsapp_unreachable", True)


def test_what_the_other_side_says_is_harmless(meta: MetaServer) -> None:
    meta.chat.status, meta.chat.error = 400, fault(1, "x", "a\x1b[2Jb\r\nc" + "d" * 900)
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, Later)
    assert "\x1b" not in outcome.said
    assert len(outcome.said) <= 200


def test_an_answer_that_comes_in_drops_and_never_ends_leaves_it_unknown(meta: MetaServer) -> None:
    meta.chat.drip = 0.2
    began = time.monotonic()
    assert isinstance(sender(meta.url, timeout_seconds=1).send(LETTER), Lost)
    assert time.monotonic() - began < 4
    assert len(meta.chat.sent) == 1


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        ("999999", 3600),
        ("9" * 400, 3600),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("\xb2", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("Fri, 31 Dec 1999 23:59:59 GMT", None),
    ],
)
def test_it_is_not_tried_again_before_the_other_side_wants_it(
    meta: MetaServer, told: str, seconds: int | None
) -> None:
    meta.chat.status, meta.chat.raw = 429, b"slow down"
    meta.chat.headers = {"Retry-After": told}
    outcome = sender(meta.url).send(LETTER)
    assert isinstance(outcome, Later)
    assert (outcome.code, outcome.whole_way) == ("whatsapp_busy", True)
    assert outcome.wait == (None if seconds is None else timedelta(seconds=seconds))


def test_what_was_taken_counts_though_the_other_side_wants_to_rest(meta: MetaServer) -> None:
    meta.chat.headers = {"Retry-After": "120"}
    assert isinstance(sender(meta.url).send(LETTER), Sent)
