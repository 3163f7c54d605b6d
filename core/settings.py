"""What the configuration may say: one frozen model a table, each key with its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from core import checks
from core.audit_settings import AuditSettings
from core.backup_settings import BackupSettings
from core.book_settings import BooksSettings
from core.channel_settings import ChannelSettings, TokenSettings
from core.checks import Flag, Line, Name, Table, wrong
from core.counting_settings import CountingSettings
from core.courier_rule_settings import CourierRule, first_hidden
from core.couriers.biteship import BiteshipSettings
from core.couriers.ghn import GhnSettings
from core.couriers.settings import CourierSettings, ManualCourier, OwnCourier, RemoteCourier
from core.couriers.viettelpost import ViettelPostSettings
from core.einvoice_settings import EInvoiceSettings
from core.i18n import LANGUAGES
from core.intake_settings import IntakeSettings
from core.invoice_settings import InvoicesSettings
from core.message_settings import MailSettings, MessagesSettings, WhatsAppSettings
from core.people_settings import PeopleSettings
from core.platform_bill_settings import PlatformAccount
from core.printer_settings import PrinterSettings
from core.purchase_settings import PurchasingSettings
from core.receivable_settings import PaymentsSettings, ReceivablesSettings
from core.routing_settings import RoutingSettings
from core.walk_settings import WalkSettings


class DatabaseSettings(Table):
    """Where the database is; the address and the password are secrets."""

    url: SecretStr = SecretStr("sqlite:///kemas.sqlite3")
    password: SecretStr | None = None

    @field_validator("url")
    @classmethod
    def _known_engine(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        scheme, mark, rest = url.partition("://")
        if scheme == "sqlite" and mark and rest.startswith("/") and rest not in {"/", "/:memory:"}:
            return value
        if scheme in {"postgresql", "postgresql+psycopg"} and mark:
            try:
                parts = urlsplit(url)
                if parts.path.strip("/") and parts.port != 0 and "password" not in parts.query:
                    return value
            except ValueError:
                pass
        raise wrong("config_database_url") from None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded engine."""
        return self.url.get_secret_value().startswith("sqlite:")

    @property
    def file(self) -> Path | None:
        """The database file, where the engine keeps one."""
        url = self.url.get_secret_value()
        return Path(url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def engine_url(self) -> str:
        """The address for `core.database`, with the password in it. Secret: never shown."""
        url = self.url.get_secret_value()
        if self.is_sqlite or self.password is None:
            return url
        parts = urlsplit(url)
        user, _at, host = parts.netloc.rpartition("@")
        secret = quote(self.password.get_secret_value(), safe="")
        return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{secret}@{host}"))


class ShopSettings(Table):
    """Who sends: printed on labels and receipts; money, language and clock of the business."""

    name: Name = "Kemas"
    phone: Line = ""
    address: Line = ""
    district: Line = ""
    city: Line = ""
    province: Line = ""
    postcode: Line = ""
    country: Annotated[str, checks.pattern(r"[A-Z]{2}", '"ID", "VN"')] = "ID"
    currency: Annotated[str, checks.CURRENCY] = "IDR"
    language: Annotated[str, checks.one_of(LANGUAGES)] = "id"
    timezone: Annotated[str, checks.ZONE] = "Asia/Jakarta"
    tax_id: Annotated[str, checks.text(40)] = ""
    logo: Annotated[Path, checks.HERE] | None = None


class StationSettings(Table):
    """This work place, unless the command line or the environment names another."""

    name: Name = "S1"
    warehouse: Name = "MAIN"
    files: Annotated[Path, checks.HERE] | None = None


COURIER_CODES = ("own", "manual", "ghn", "viettelpost", "biteship")
"""The couriers that there are adapters for."""
CourierCode = Annotated[str, checks.one_of(COURIER_CODES)]


class CouriersSettings(Table):
    """Which couriers there are and which one takes an order that names none."""

    default: CourierCode = "own"
    default_service: Annotated[str, checks.text(40)] = ""
    ask_fee: tuple[CourierCode, ...] = ()
    fee_seconds: Annotated[int, checks.whole(1, 60)] = 5
    own: OwnCourier = OwnCourier()
    manual: ManualCourier = ManualCourier()
    rules: Annotated[tuple[CourierRule, ...], Field(max_length=100)] = ()
    """Which of them takes which order that nobody wished one for; the first row that fits."""
    # Each with an adapter of its own: a table makes it one of the shop's couriers.
    ghn: GhnSettings | None = None
    viettelpost: ViettelPostSettings | None = None
    biteship: BiteshipSettings | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = ", ".join(self.codes)
        for code in (self.default, *self.ask_fee):
            if code not in self.codes:
                raise wrong("config_courier", courier=code, allowed=known)
        services = self.get(self.default).services
        if self.default_service and self.default_service not in services:
            raise wrong("config_default_service", allowed=", ".join(services))
        return self

    @model_validator(mode="after")
    def _rules_can_apply(self) -> Self:
        for at, rule in enumerate(self.rules):
            if rule.courier not in self.codes:
                known = ", ".join(self.codes)
                raise wrong("config_rule_courier", row=at, courier=rule.courier, allowed=known)
            services = self.get(rule.courier).services
            quoted = rule.courier in self.remote  # its services are those of its live quotes
            if rule.service and rule.service not in services and not quoted:
                allowed = ", ".join(services)
                raise wrong("config_rule_service", row=at, value=rule.service, allowed=allowed)
        if (found := first_hidden(self.rules)) is not None:
            at, above = found
            raise wrong("config_rule_hidden", row=at, above=above + 1)
        return self

    @property
    def remote(self) -> dict[str, RemoteCourier]:
        """The configured couriers that have a server, by code."""
        tables = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: one for name, one in tables.items() if isinstance(one, RemoteCourier)}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the configured couriers."""
        return ("own", "manual", *self.remote)

    @property
    def service(self) -> str:
        """The service for an order that names none."""
        return self.default_service or self.get(self.default).services[0]

    def get(self, code: str) -> CourierSettings:
        """The settings of one courier, which must be one of `codes`."""
        found = {"own": self.own, "manual": self.manual, **self.remote}
        return found[code]


_SUFFIXES = {"\r": "enter", "\n": "enter", "\r\n": "enter", "\t": "tab"}


def _suffix(value: Any) -> Any:
    return _SUFFIXES.get(value, value) if isinstance(value, str) else value


class ScannerSettings(Table):
    """How the hand scanner is set up."""

    prefix: Annotated[str, checks.text(8)] = ""
    suffix: Annotated[
        Literal["any", "enter", "tab"],
        checks.one_of(("any", "enter", "tab")),
        BeforeValidator(_suffix),
    ] = "any"
    aim: Flag = True
    gap_ms: Annotated[int, checks.whole(5, 500)] = 35
    min_length: Annotated[int, checks.whole(2, 40)] = 6
    timeout_ms: Annotated[int, checks.whole(100, 5000)] = 500


class BoxPreset(Table):
    """A box that the shop keeps; the first is BOX1 and key 1."""

    name: Name
    length_cm: Annotated[int, checks.whole(1, 500)]
    width_cm: Annotated[int, checks.whole(1, 500)]
    height_cm: Annotated[int, checks.whole(1, 500)]
    weight_g: Annotated[int, checks.whole(0, 100_000)] = 0


Printed = Literal["label", "receipt", "packing_slip"]
_PRINTED: tuple[Printed, ...] = ("label", "receipt", "packing_slip")


class PackingSettings(Table):
    """How orders are promised, picked and packed."""

    pick_first: Flag = False
    verify_label: Flag = False
    partial_promise: Flag = False
    print: tuple[Annotated[Printed, checks.one_of(_PRINTED)], ...] = ("label", "receipt")
    lease_seconds: Annotated[int, checks.whole(10, 3600)] = 120
    boxes: tuple[BoxPreset, ...] = Field(default=(), max_length=9)


class OrdersSettings(Table):
    """What is asked of an order before it is worked on."""

    cod_skips_payment: Flag = True
    trusted_skips_payment: Flag = True
    confirmed_percent: Annotated[int, checks.whole(1, 100)] = 100
    number: Annotated[str, checks.pattern(checks.SERIES, '"M{year}{n:05}"')] = "M{year}{n:05}"
    hold_minutes: Annotated[int, checks.whole(1, 24 * 60)] = 15


class PaperSettings(Table):
    """What stands on papers, beyond what every shop needs."""

    templates: Annotated[Path, checks.HERE] | None = None
    returns: Annotated[str, checks.text(600)] = ""
    slip_prices: Flag = True


class WorkerSettings(Table):
    """The process that prints and talks to the outside."""

    idle_seconds: Annotated[int, checks.whole(1, 86_400)] = 30
    health: Annotated[str, checks.LOOPBACK] = ""
    rest_seconds: Annotated[int, checks.whole(1, 3_600)] = 300
    """So long at most a courier or marketplace is left alone that does not answer."""


class Config(Table):
    """All settings; made by `core.config.load` or `core.config.parse`."""

    database: DatabaseSettings = DatabaseSettings()
    shop: ShopSettings = ShopSettings()
    station: StationSettings = StationSettings()
    printers: tuple[PrinterSettings, ...] = ()
    couriers: CouriersSettings = CouriersSettings()
    people: PeopleSettings = PeopleSettings()
    scanner: ScannerSettings = ScannerSettings()
    packing: PackingSettings = PackingSettings()
    walks: WalkSettings = WalkSettings()
    orders: OrdersSettings = OrdersSettings()
    routing: RoutingSettings = RoutingSettings()
    purchasing: PurchasingSettings = PurchasingSettings()
    invoices: InvoicesSettings = InvoicesSettings()
    einvoice: EInvoiceSettings = EInvoiceSettings()
    platform_bills: Annotated[tuple[PlatformAccount, ...], Field(max_length=20)] = ()
    channels: Annotated[tuple[ChannelSettings, ...], Field(max_length=50)] = ()
    tokens: TokenSettings = TokenSettings()
    intake: Annotated[tuple[IntakeSettings, ...], Field(max_length=20)] = ()
    payments: PaymentsSettings = PaymentsSettings()
    receivables: ReceivablesSettings = ReceivablesSettings()
    books: BooksSettings = BooksSettings()
    counting: CountingSettings = CountingSettings()
    paper: PaperSettings = PaperSettings()
    worker: WorkerSettings = WorkerSettings()
    audit: AuditSettings = AuditSettings()
    backup: BackupSettings = BackupSettings()
    messages: MessagesSettings = MessagesSettings()
    mail: MailSettings = MailSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()

    _path: Path = PrivateAttr(default=Path("config.toml"))
    _data_dir: Path = PrivateAttr(default=Path())

    @field_validator("printers")
    @classmethod
    def _names_differ(cls, value: tuple[PrinterSettings, ...]) -> tuple[PrinterSettings, ...]:
        seen: set[str] = set()
        for printer in value:
            if printer.name.casefold() in seen:
                raise wrong("config_printer_twice", printer=printer.name)
            seen.add(printer.name.casefold())
        for printer in value:
            other = printer.fallback.casefold()
            if other and (other not in seen or other == printer.name.casefold()):
                known = ", ".join(one.name for one in value if one is not printer) or "-"
                raise wrong("config_printer_fallback", printer=printer.name, known=known)
        return value

    @field_validator("platform_bills")
    @classmethod
    def _accounts_differ(cls, value: tuple[PlatformAccount, ...]) -> tuple[PlatformAccount, ...]:
        names = [one.called.casefold() for one in value]
        for name in names:
            if names.count(name) > 1:
                raise wrong("config_platform_twice", account=name)
        return value

    @field_validator("intake")
    @classmethod
    def _intakes_differ(cls, value: tuple[IntakeSettings, ...]) -> tuple[IntakeSettings, ...]:
        names = [one.name for one in value]
        for name in names:
            if names.count(name) > 1:
                raise wrong("config_intake_twice", name=name)
        return value

    @field_validator("channels")
    @classmethod
    def _shops_differ(cls, value: tuple[ChannelSettings, ...]) -> tuple[ChannelSettings, ...]:
        for names in ([one.called.casefold() for one in value], [one.channel for one in value]):
            for name in names:
                if names.count(name) > 1:
                    raise wrong("config_channel_twice", shop=name)
        return value

    @field_validator("invoices")
    @classmethod
    def _printers_known(cls, value: InvoicesSettings, info: ValidationInfo) -> InvoicesSettings:
        names = [one.name for one in info.data.get("printers", ())]
        for wanted in (value.sending.printer, value.sending.envelope_printer):
            if wanted and wanted.casefold() not in {name.casefold() for name in names}:
                known = ", ".join(names) or "-"
                raise wrong("config_sending_printer", printer=wanted, known=known)
        return value

    @property
    def path(self) -> Path:
        """The file that this came from."""
        return self._path

    @property
    def data_dir(self) -> Path:
        """Where files that Kemas makes belong: logs and what virtual printers keep."""
        return self._data_dir

    def printer(self, name: str) -> PrinterSettings | None:
        """The printer of that name in any case, or None."""
        wanted = name.casefold()
        return next((one for one in self.printers if one.name.casefold() == wanted), None)
