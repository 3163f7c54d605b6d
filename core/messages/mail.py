"""E-mail through a mail server (SMTP, RFC 5321): what was not taken, and what nobody can know."""

from __future__ import annotations

import re
from datetime import timedelta
from socket import SHUT_RDWR
from threading import Timer
from typing import TYPE_CHECKING

from core.message_settings import ADDRESS, MailSettings
from core.messages.outcome import Later, Letter, Lost, Outcome, Refused, Sent
from core.text import clean

if TYPE_CHECKING:
    import smtplib
    import ssl
    from email.message import EmailMessage

_ADDRESS = re.compile(ADDRESS)
_LONGEST = 254  # RFC 5321, 4.5.3.1.3
_TEMPORARY = range(400, 500)
_GREY = timedelta(minutes=5)
"""Between two tries of one message: servers that put strangers off want to see some patience."""
_NOT_SO = 530
"""Not without a safe line (RFC 3207, 4) or a login (RFC 4954, 6)."""
_PATIENCE = 4
"""Time-outs of one answer within which a whole conversation has to end."""
_STOPPED = timedelta(minutes=15)
"""Between two tries while the server does not take us at all: it may lock who insists."""
_DOT = re.compile(rb"(?m)^\.")


def is_address(value: str) -> bool:
    """Whether a mail server would take this as an address."""
    host = value.rpartition("@")[2]
    return bool(
        len(value) <= _LONGEST and _ADDRESS.fullmatch(value) and "." in host and ".." not in value
    )


class _Failed(Exception):
    """The conversation ended before the message was handed over."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class MailSender:
    """Hands messages to the configured mail server, each in a conversation of its own."""

    def __init__(self, settings: MailSettings, shop: str) -> None:
        """`shop` is the name that stands beside the address where none is configured."""
        self._settings = settings
        self._shop = shop

    def send(self, letter: Letter) -> Outcome:
        """Hand a message over, once; tells an outcome and raises nothing the server can cause."""
        import smtplib

        content = self.drawn_up(letter).as_bytes()
        try:
            server = self._connected()
        except _Failed as failed:
            return failed.outcome
        # A server that sends a letter now and then is never silent for long: whatever it does, the
        # conversation ends. From then on it is as if the line had been cut.
        watch = Timer(_PATIENCE * self._settings.timeout_seconds, _cut, (server,))
        watch.daemon = True
        watch.start()
        try:
            self._introduced(server)
            self._addressed(server, letter.recipient)
            return _handed_over(server, content)
        except _Failed as failed:
            return failed.outcome
        except (OSError, smtplib.SMTPException) as error:  # before the message was handed over
            return Later("mail_unreachable", _why(error), whole_way=True)
        finally:
            watch.cancel()
            _leave(server)

    def drawn_up(self, letter: Letter) -> EmailMessage:
        """The message with its headers; nothing in a name or subject can add another one."""
        from email.headerregistry import Address
        from email.message import EmailMessage
        from email.policy import SMTP
        from email.utils import format_datetime

        settings = self._settings
        made = EmailMessage(policy=SMTP)
        name = clean(settings.sender_name or self._shop, 100)
        made["From"] = Address(name, addr_spec=settings.sender)
        made["To"] = Address(addr_spec=letter.recipient)
        if settings.reply_to:
            made["Reply-To"] = Address(addr_spec=settings.reply_to)
        made["Subject"] = clean(letter.subject, 200)
        made["Date"] = format_datetime(letter.written_at)
        made["Message-ID"] = message_id(letter, settings.sender)
        made["Content-Language"] = letter.language
        # Seven bits a byte, lines of any length: there are servers that take no others.
        made.set_content(letter.body + "\n", charset="utf-8", cte="quoted-printable")
        for file in letter.files:
            name = clean(file.name, 100)
            if file.data:
                made.add_attachment(
                    file.data, maintype="application", subtype=file.kind, filename=name
                )
                continue
            text = file.text.encode("utf-8-sig")  # the mark that spreadsheets want
            made.add_attachment(text, maintype="text", subtype=file.kind, filename=name)
        return made

    def _connected(self) -> smtplib.SMTP:
        """A line to the server, safe where that is asked for."""
        import smtplib

        settings = self._settings
        name = settings.sender.rpartition("@")[2]
        wait = settings.timeout_seconds
        server: smtplib.SMTP | None = None
        try:
            if settings.security == "ssl":
                return smtplib.SMTP_SSL(
                    settings.host, settings.dialled, name, timeout=wait, context=self._trust()
                )
            server = smtplib.SMTP(settings.host, settings.dialled, name, timeout=wait)
            if settings.security == "starttls":
                server.ehlo_or_helo_if_needed()
                if not server.has_extn("starttls"):
                    raise _Failed(Later("mail_no_tls", whole_way=True, wait=_STOPPED))
                server.starttls(context=self._trust())
        except _Failed:
            _leave(server)
            raise
        except (OSError, smtplib.SMTPException, ValueError) as error:
            _leave(server)
            raise _Failed(_not_connected(error)) from error
        return server

    def _trust(self) -> ssl.SSLContext:
        import ssl

        file = self._settings.ca_file
        return ssl.create_default_context(cafile=None if file is None else str(file))

    def _introduced(self, server: smtplib.SMTP) -> None:
        """Sign in, where the shop has a name at the server."""
        import smtplib

        settings = self._settings
        server.ehlo_or_helo_if_needed()
        if not settings.user or settings.password is None:
            return
        try:
            server.login(settings.user, settings.password.get_secret_value())
        except smtplib.SMTPAuthenticationError as error:
            code = "mail_busy" if error.smtp_code in _TEMPORARY else "mail_login"
            wait = None if error.smtp_code in _TEMPORARY else _STOPPED
            said = _said(error.smtp_code, error.smtp_error)
            raise _Failed(Later(code, said, whole_way=True, wait=wait)) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            raise _Failed(Later("mail_login", whole_way=True, wait=_STOPPED)) from None

    def _addressed(self, server: smtplib.SMTP, recipient: str) -> None:
        """Name sender and recipient; a refusal of the sender holds for every message."""
        code, said = server.mail(self._settings.sender)
        if code in _TEMPORARY:
            raise _Failed(Later("mail_busy", _said(code, said), whole_way=True))
        if code != 250:
            why = "mail_wants_more" if code == _NOT_SO else "mail_sender"
            later = Later(why, _said(code, said), whole_way=True, wait=_STOPPED)
            raise _Failed(later)
        code, said = server.rcpt(recipient)
        if code in _TEMPORARY:
            raise _Failed(Later("mail_recipient_busy", _said(code, said), wait=_GREY))
        if code not in {250, 251}:
            raise _Failed(Refused("mail_recipient", _said(code, said)))


def message_id(letter: Letter, sender: str) -> str:
    """The same for every try of a message, and for no other message (RFC 5322, 3.6.4)."""
    return f"<kemas.{letter.key}.{int(letter.written_at.timestamp())}@{sender.rpartition('@')[2]}>"


def _handed_over(server: smtplib.SMTP, content: bytes) -> Outcome:
    """From here on only an answer tells whether the message was taken."""
    import smtplib

    code, said = server.docmd("DATA")
    if code != 354:
        answer = _said(code, said)
        if code in _TEMPORARY:
            return Later("mail_busy", answer, wait=_GREY)
        return Refused("mail_text", answer)
    try:
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
        server.send(_DOT.sub(b"..", content) + b".\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Lost("mail_broke", _why(error))
    if code == 250:
        return Sent(_said(code, said))
    if code in _TEMPORARY:
        return Later("mail_busy", _said(code, said), wait=_GREY)
    return Refused("mail_text", _said(code, said)) if code >= 500 else Lost("mail_broke")


def _not_connected(error: Exception) -> Later:
    import smtplib
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return Later("mail_certificate", _why(error), whole_way=True, wait=_STOPPED)
    if isinstance(error, smtplib.SMTPConnectError):
        said = _said(error.smtp_code, error.smtp_error)
        return Later("mail_unreachable", said, whole_way=True)
    return Later("mail_unreachable", _why(error), whole_way=True)


def _cut(server: smtplib.SMTP) -> None:
    """End a conversation from outside of it."""
    from contextlib import suppress

    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(SHUT_RDWR)


def _leave(server: smtplib.SMTP | None) -> None:
    """Say goodbye; what was taken is taken, whatever comes of it."""
    import smtplib
    from contextlib import suppress

    if server is not None:
        with suppress(OSError, smtplib.SMTPException, ValueError):
            server.quit()
        server.close()


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean(f"{code} {words}", 200)


def _why(error: Exception) -> str:
    return clean(getattr(error, "strerror", None) or str(error) or type(error).__name__, 200)
