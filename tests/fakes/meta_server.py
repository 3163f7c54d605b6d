"""Meta's Cloud API for tests: checks what it is asked like the real one, and answers its faults."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from fakes.working import HttpServer, Service

NUMBER, TOKEN = "106540352242922", "EAAG-test-token"


@dataclass
class Chat:
    """What was sent, and what goes wrong."""

    status: int = 200
    error: dict[str, Any] | None = None
    raw: bytes | None = None
    """Answered as it is, with `status`."""
    slow: float = 0.0
    drip: float = 0.0
    """Seconds between the bytes of an answer, of which only the beginning ever comes."""
    headers: dict[str, str] = field(default_factory=dict)
    """What stands above an answer beside the usual."""
    cut: str = ""
    """``before`` closes without having taken it, ``after`` once it was taken."""
    templates: dict[tuple[str, str], int] = field(default_factory=dict)
    """Gaps of the approved templates, by name and language."""
    in_conversation: bool = True
    sent: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def fault(code: int, title: str, details: str = "") -> dict[str, Any]:
    """An error as Meta writes it."""
    data = {"messaging_product": "whatsapp", "details": details or title}
    return {
        "message": f"(#{code}) {title}",
        "type": "OAuthException",
        "code": code,
        "error_data": data,
        "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
    }


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        chat = self.server.chat
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(chat.slow)
        if chat.cut == "before":
            return self._cut()
        if chat.raw is not None:
            return self._answer(chat.status, chat.raw)
        if chat.error is not None:
            return self._answer(chat.status, json.dumps({"error": chat.error}).encode())
        status, found = self._judged(chat, json.loads(body))
        if chat.cut == "after":
            return self._cut()
        return self._answer(status, json.dumps(found).encode())

    def _judged(self, chat: Chat, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"error": fault(190, "Invalid OAuth access token")}
        if self.path != f"/v23.0/{NUMBER}/messages":
            return 400, {"error": fault(100, "Unsupported post request", self.path)}
        to = asked.get("to", "")
        if asked.get("messaging_product") != "whatsapp" or not to.isdigit():
            return 400, {"error": fault(100, "Invalid parameter")}
        if asked["type"] == "text" and not chat.in_conversation:
            return 400, {"error": fault(131047, "Re-engagement message")}
        if asked["type"] == "template":
            wrong = self._wrong_template(chat, asked["template"])
            if wrong:
                return 400, {"error": wrong}
        if not set(asked) <= {
            "messaging_product", "recipient_type", "to", "type", "text", "template",
            "biz_opaque_callback_data",
        }:  # fmt: skip
            chat.faults.append(f"fields: {sorted(asked)}")
        chat.sent.append(asked)
        number = f"wamid.HBg{len(chat.sent)}"
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": number, "message_status": "accepted"}],
        }

    def _wrong_template(self, chat: Chat, asked: dict[str, Any]) -> dict[str, Any] | None:
        gaps = chat.templates.get((asked["name"], asked["language"]["code"]))
        if gaps is None:
            return fault(132001, "Template name does not exist in the translation")
        given = [one for part in asked.get("components", []) for one in part["parameters"]]
        if len(given) != gaps:
            return fault(132000, "Number of parameters does not match")
        if any("\n" in one["text"] or not one["text"] for one in given):
            return fault(132012, "Parameter format does not match")
        return None

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        drip = self.server.chat.drip
        self.send_header("Content-Length", str(len(body) + (1_000_000 if drip else 0)))
        for name, value in self.server.chat.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:5] if drip else body)
        while drip:
            time.sleep(drip)
            try:
                self.wfile.write(b" ")
            except OSError:
                return self._cut()
        return None

    def _cut(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(HttpServer):
    chat: Chat


class MetaServer(Service):
    """The API on a free port of loopback, while it is entered."""

    def __init__(self) -> None:
        self.chat = Chat()
        server = _Server(("127.0.0.1", 0), _Handler)
        server.chat = self.chat
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        super().__init__(server)
