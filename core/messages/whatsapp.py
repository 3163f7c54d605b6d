"""The WhatsApp Cloud API of Meta: text within a conversation, approved templates outside of one.

Numbers of faults: developers.facebook.com, "WhatsApp Business Platform: Error codes"; they are told
apart by number, for Meta announces that the titles will go.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from core import clock
from core.message_settings import ApprovedTemplate, WhatsAppSettings
from core.messages.outcome import Later, Letter, Lost, Outcome, Refused, Sent
from core.text import clean

if TYPE_CHECKING:
    import ssl

LONGEST = 4096
"""Characters of a text message."""
_LONGEST_PARAMETER = 1024
_MOST_ANSWER = 64 * 1024
_STOPPED = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=1)
"""However long the other side asks us to wait: nobody would think of it any more."""
_AUTH = {0, 3, 10, 190, 131005, *range(200, 300)}
_LOCKED = {368, 131031, 133010}
_BUSY = {4, 80007, 130429, 131048, 131056, 131064}
_TROUBLE = {1, 2, 131000, 131016, 131057, 135000}
_REFUSALS: dict[int, str] = {
    **dict.fromkeys((33, 100, 131008, 131009), "whatsapp_parameter"),
    131021: "whatsapp_self",
    131026: "whatsapp_undeliverable",
    131030: "whatsapp_test_list",
    131042: "whatsapp_payment",
    131047: "whatsapp_window",
    **dict.fromkeys((130472, 131049), "whatsapp_limit"),
    131050: "whatsapp_opted_out",
    130497: "whatsapp_country",
    **dict.fromkeys(
        (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016), "whatsapp_template"
    ),
}


class WhatsAppSender:
    """Sends through the API, which knows no key of ours: what broke off is not sent again."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        self._settings = settings

    def send(self, letter: Letter) -> Outcome:
        """Hand a message over, once; tells an outcome and raises nothing the other side can cause.

        What comes without an answer before the request was out is later, after that it is lost.
        """
        import httpx

        settings = self._settings
        base = settings.base_url.rstrip("/")
        address = f"{base}/{settings.version}/{settings.phone_number_id}/messages"
        token = settings.token.get_secret_value() if settings.token is not None else ""
        head = {"Authorization": f"Bearer {token}"}
        try:
            with (
                httpx.Client(timeout=settings.timeout_seconds, verify=_trust()) as client,
                client.stream("POST", address, json=self.request(letter), headers=head) as answer,
            ):
                outcome = _outcome(answer.status_code, _body(answer, settings.timeout_seconds))
                return _waiting(outcome, answer.headers.get("Retry-After", ""))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Later("whatsapp_unreachable", clean(str(error), 200), whole_way=True)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            return Later("whatsapp_url", clean(str(error), 200), whole_way=True, wait=_STOPPED)
        except httpx.HTTPError as error:
            return Lost("whatsapp_broke", type(error).__name__)

    def request(self, letter: Letter) -> dict[str, Any]:
        """What is posted: the approved template of the text, else the text itself."""
        common = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": letter.recipient.lstrip("+"),
            "biz_opaque_callback_data": letter.key,
        }
        approved = self._settings.template(letter.text)
        if approved is None:
            body = letter.body[:LONGEST]
            return common | {"type": "text", "text": {"preview_url": False, "body": body}}
        return common | {"type": "template", "template": self._filled(approved, letter)}

    def _filled(self, approved: ApprovedTemplate, letter: Letter) -> dict[str, Any]:
        language = self._settings.english if letter.language == "en" else letter.language
        made: dict[str, Any] = {"name": approved.name, "language": {"code": language}}
        if approved.parameters:
            values = (_parameter(letter.values.get(name, "")) for name in approved.parameters)
            filled = [{"type": "text", "text": value} for value in values]
            made["components"] = [{"type": "body", "parameters": filled}]
        return made


@cache
def _trust() -> ssl.SSLContext:
    """Who vouches for the other side: read once, for that takes longer than to ask."""
    import httpx

    return httpx.create_ssl_context()


def _parameter(value: str) -> str:
    """A value without what templates refuse: line ends, tabs, many spaces, nothing at all."""
    lines = [line.strip() for line in value.split("\n")]
    return clean(", ".join(line for line in lines if line), _LONGEST_PARAMETER) or "-"


def _body(answer: Any, seconds: float) -> bytes:
    """The answer, as far as it is worth reading and comes in time, however small its pieces."""
    read, until = b"", time.monotonic() + seconds
    for piece in answer.iter_bytes():
        read += piece
        if len(read) > _MOST_ANSWER or time.monotonic() > until:
            break
    return read


def _waiting(outcome: Outcome, told: str) -> Outcome:
    """The outcome, not tried again before the other side wants it (RFC 9110, 10.2.3)."""
    if not isinstance(outcome, Later):
        return outcome
    if told.isascii() and told.isdigit():
        asked = timedelta(seconds=int(told[:9]))
    else:
        try:
            asked = parsedate_to_datetime(told) - clock.now()
        except (ValueError, TypeError):
            return outcome
    wait = max(outcome.wait or timedelta(), min(asked, _LONGEST_WAIT))
    return replace(outcome, wait=wait) if wait else outcome


def _outcome(status: int, body: bytes) -> Outcome:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    answer = found if isinstance(found, dict) else {}
    error = answer.get("error")
    if isinstance(error, dict) and isinstance(error.get("code"), int):
        return _failed(error, status)
    if 200 <= status < 300:
        sent = answer.get("messages")
        first = sent[0] if isinstance(sent, list) and sent else None
        number = first.get("id") if isinstance(first, dict) else None
        if isinstance(number, str) and number:
            return Sent(clean(number, 200))
        return Lost("whatsapp_answer", f"HTTP {status}")
    said = f"HTTP {status}"
    if status == 401:
        return Later("whatsapp_token", said, whole_way=True, wait=_STOPPED)
    if status == 429:
        return Later("whatsapp_busy", said, whole_way=True)
    return Lost("whatsapp_answer", said) if status >= 500 else Refused("whatsapp_refused", said)


def _failed(error: dict[str, Any], status: int) -> Outcome:
    code = error["code"]
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else ""
    said = clean(f"{code} {details or error.get('message') or ''}", 200)
    if code in _BUSY or (code not in _REFUSALS and status == 429):
        return Later("whatsapp_busy", said, whole_way=code != 131056)  # that one: this buyer only
    if code in _AUTH or status == 401:
        return Later("whatsapp_token", said, whole_way=True, wait=_STOPPED)
    if code in _LOCKED:
        return Later("whatsapp_locked", said, whole_way=True, wait=_STOPPED)
    if code in _TROUBLE:
        return Later("whatsapp_trouble", said)
    return Refused(_REFUSALS.get(code, "whatsapp_refused"), said)
