"""A mail server for tests that speaks SMTP on loopback: strict in its order, and with faults."""

from __future__ import annotations

import base64
import socketserver
import ssl
import tempfile
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from fakes.working import Service

CERTIFICATE = """
MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIk4KHGwNbowz1iP
ag9gSqs/RewtSW/IVFcdjjhP1xNkQKuMiSrzSn0CLji8xe4fbi+u3XPjQ3seCPgX
zFl/8GujTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBSreAUp7hTz52kq8zpz9Z7q8Gu/JDAKBggqhkjOPQQD
AgNIADBFAiEA6JvShlISnFZ7iB8nN1ck39VH392o872BDQ6zbAOaRDICIEic5oo9
Cw3rXSvvYv0ykTvdhKY8Z1LfaOUqu0gqdqZt
"""
"""Of nobody: made for these tests alone, for localhost, from 2020 to 2119."""
KEY = """
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQXZ70MnVvr0ZZ4bS
quZaXi7AuHH0+33p2yFeibKM9pmhRANCAASJOChxsDW6MM9Yj2oPYEqrP0XsLUlv
yFRXHY44T9cTZECrjIkq80p9Ai44vMXuH24vrt1z40N7Hgj4F8xZf/Br
"""
"""What belongs to it; it opens nothing but these tests."""


@dataclass
class Post:
    """What the server has taken, and what goes wrong."""

    certificate: Path
    greeting: str = "220 mail.test ready"
    tls: str = "none"
    """``starttls`` offers and demands it, ``offered`` only offers it, ``ssl`` begins with it."""
    login: tuple[str, str] | None = None
    sender: str = "250 ok"
    recipients: dict[str, str] = field(default_factory=dict)
    """What is answered to a recipient."""
    data: str = "354 go on"
    end: str = "250 2.0.0 queued as 42"
    cuts: set[str] = field(default_factory=set)
    """Where the line is cut: ``connect``, ``ehlo``, ``data``, ``content``, ``end``, ``quit``."""
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds before an answer, by command."""
    drip: dict[str, float] = field(default_factory=dict)
    """Seconds between the lines of an answer that never ends, by command."""
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Sender, recipient and content of all that was taken, also where nobody was told so."""
    said: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What a strict server would not have let pass."""

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, read as a mail program reads it."""
        return [message_from_bytes(raw, policy=SMTP) for _from, _to, raw in self.taken]  # type: ignore[misc]


class _Cut(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: _Server

    def handle(self) -> None:
        post = self.server.post
        try:
            if post.tls == "ssl":
                self._encrypt()
            self._cut("connect")
            self._say(post.greeting)
            self._talk(post)
        except (_Cut, OSError, ValueError):
            pass

    def _talk(self, post: Post) -> None:
        sender = recipient = ""
        encrypted, known = post.tls == "ssl", post.login is None
        while True:
            line = self.rfile.readline(2000).decode("ascii", "replace").rstrip("\r\n")
            if not line:
                return
            word = line.split(" ")[0].upper()
            post.said.append(line)
            time.sleep(post.slow.get(word.lower(), 0))
            self._drip(word.lower())
            if word in {"EHLO", "HELO"}:
                self._cut("ehlo")
                offers = ["mail.test"]
                if post.tls in {"starttls", "offered"} and not encrypted:
                    offers.append("STARTTLS")
                if post.login is not None:
                    offers.append("AUTH PLAIN")
                self._say(*[f"250-{one}" for one in offers[:-1]], f"250 {offers[-1]}")
            elif word == "STARTTLS":
                self._say("220 go ahead")
                self._encrypt()
                encrypted = True
            elif word == "AUTH":
                given = base64.b64decode(line.split(" ")[2]).decode().split("\0")[1:]
                known = post.login is not None and given == list(post.login)
                self._say("235 welcome" if known else "535 5.7.8 wrong user or password")
            elif word == "MAIL" and post.tls == "starttls" and not encrypted:
                self._say("530 5.7.0 Must issue a STARTTLS command first")
            elif word == "MAIL":
                if not known:
                    post.faults.append("MAIL without AUTH")
                sender = line.partition("<")[2].partition(">")[0]
                self._say(post.sender)
            elif word == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self._say(post.recipients.get(recipient, "250 ok"))
            elif word == "DATA":
                self._cut("data")
                self._say(post.data)
                if post.data.startswith("354"):
                    self._content(post, sender, recipient)
            elif word in {"QUIT", "RSET"}:
                self._cut("quit")
                self._say("250 ok" if word == "RSET" else "221 bye")
                if word == "QUIT":
                    return
            else:
                post.faults.append(line)
                self._say("502 what?")

    def _content(self, post: Post, sender: str, recipient: str) -> None:
        lines = []
        while (line := self.rfile.readline(100_000)) != b".\r\n":
            if not line or not line.endswith(b"\r\n") or len(line) > 1000 or max(line) > 127:
                post.faults.append(f"a line of content: {line[:80]!r}")
            self._cut("content")
            lines.append(line[1:] if line.startswith(b".") else line)
        if post.end.startswith("250"):
            post.taken.append((sender, recipient, b"".join(lines)))
        time.sleep(post.slow.get("end", 0))
        self._drip("end")
        self._cut("end")
        self._say(post.end)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _drip(self, where: str) -> None:
        pause = self.server.post.drip.get(where)
        while pause:
            time.sleep(pause)
            self._say("250-wait")

    def _cut(self, where: str) -> None:
        if where in self.server.post.cuts:
            raise _Cut

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.post.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    post: Post


class MailServer(Service):
    """A mail server on a free port of loopback, while it is entered."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="kemas-mail-"))
        self._file = folder / "server.pem"
        parts = (("CERTIFICATE", CERTIFICATE), ("PRIVATE KEY", KEY))
        self._file.write_text(
            "".join(f"-----BEGIN {name}-----{text}-----END {name}-----\n" for name, text in parts)
        )
        self.post = Post(self._file)
        server = _Server(("127.0.0.1", 0), _Talk)
        server.post = self.post
        self.port = int(server.server_address[1])
        super().__init__(server)

    @property
    def certificate(self) -> Path:
        """Who vouches for the server: itself."""
        return self._file

    def _close(self) -> None:
        super()._close()
        self._file.unlink()
        self._file.parent.rmdir()
