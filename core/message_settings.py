"""What the configuration may say of messages to buyers: mail server, WhatsApp, and how often."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from core import checks
from core.checks import Flag, Line, Table, wrong

Security = Literal["starttls", "ssl", "none"]
SECURITIES: tuple[Security, ...] = ("starttls", "ssl", "none")
_PORTS: dict[Security, int] = {"starttls": 587, "ssl": 465, "none": 25}
ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?"
"""A mailbox as every mail server takes it: ASCII, no quotes, no comments (RFC 5321, 4.1.2)."""
_ADDRESS = checks.pattern(f"(?:{ADDRESS})?", '"orders@shop.example"')
_WORD = checks.pattern(r"[a-z_]{1,40}", '"payment_reminder"')
_APPROVED = checks.pattern(r"[a-z0-9_]{1,200}", '"payment_reminder"')


ON_THE_WAY = ("shipped", "not_delivered", "delivered")
"""The texts that may go to buyers by themselves, as their parcel fares."""


class MailSettings(Table):
    """The mail server that takes messages to buyers; without a host there is none."""

    host: Line = ""
    port: Annotated[int | None, checks.whole(1, 65535)] = None
    security: Annotated[Security, checks.one_of(SECURITIES)] = "starttls"
    allow_plain: Flag = False
    user: Line = ""
    password: SecretStr | None = None
    sender: Annotated[str, _ADDRESS] = ""
    sender_name: Line = ""
    reply_to: Annotated[str, _ADDRESS] = ""
    ca_file: Annotated[Path, checks.HERE] | None = None
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 20

    @property
    def configured(self) -> bool:
        """Whether e-mail can be sent."""
        return bool(self.host)

    @property
    def dialled(self) -> int:
        """The port: the one that is said, else the usual one of the security."""
        return self.port or _PORTS[self.security]

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if not self.host:
            return self
        if not self.sender:
            raise wrong("config_mail_sender")
        if bool(self.user) != bool(self.password and self.password.get_secret_value()):
            raise wrong("config_mail_login")
        if self.security == "none" and not self.allow_plain and not is_loopback(self.host):
            raise wrong("config_mail_plain", host=self.host)
        return self


class ApprovedTemplate(Table):
    """A message template that Meta has approved, for one of the texts of the shop."""

    text: Annotated[str, _WORD]
    name: Annotated[str, _APPROVED]
    parameters: tuple[Annotated[str, _WORD], ...] = Field(default=(), max_length=20)


class WhatsAppSettings(Table):
    """The WhatsApp Cloud API; without a number and a token there is only the link."""

    base_url: Line = "https://graph.facebook.com"
    version: Annotated[str, checks.pattern(r"v\d{1,3}\.\d", '"v23.0"')] = "v23.0"
    phone_number_id: Annotated[str, checks.pattern(r"\d{0,30}", '"106540352242922"')] = ""
    token: SecretStr | None = None
    english: Annotated[str, checks.one_of(("en", "en_US", "en_GB"))] = "en"
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 20
    templates: tuple[ApprovedTemplate, ...] = Field(default=(), max_length=40)

    @property
    def configured(self) -> bool:
        """Whether messages can be sent through the API."""
        return bool(self.phone_number_id)

    def template(self, text: str) -> ApprovedTemplate | None:
        """The approved template for a text of the shop."""
        return next((one for one in self.templates if one.text == text), None)

    @model_validator(mode="after")
    def _usable(self) -> Self:
        parts = urlsplit(self.base_url)
        safe = parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        )
        if not safe or not parts.hostname or parts.query or parts.username:
            raise wrong("config_whatsapp_url")
        if self.phone_number_id and not (self.token and self.token.get_secret_value()):
            raise wrong("config_whatsapp_token")
        return self


class MessagesSettings(Table):
    """How the shop writes to buyers, whatever the way."""

    again_after_hours: Annotated[int, checks.whole(1, 720)] = 24
    on_the_way: tuple[Annotated[str, checks.one_of(ON_THE_WAY)], ...] = ("shipped", "not_delivered")
    bank: tuple[Line, ...] = Field(default=(), max_length=5)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
