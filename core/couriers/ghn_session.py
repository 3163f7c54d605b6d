"""Talking to GHN: its headers, its envelope, and what an answer says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.couriers.bookings import Later, Unknown
from core.couriers.readings import text, whole
from core.couriers.troubles import Trouble, because, unheard
from core.wire import Answer, Heard, Wire

PREFIX = "/shiip/public-api"


@dataclass(frozen=True, slots=True)
class Fine:
    """It did what it was asked."""

    data: Any


@dataclass(frozen=True, slots=True)
class Denied:
    """It certainly did not."""

    code: str
    """Its name of the error, such as ``PHONE_INVALID``; not always there."""
    words: str
    """For people, in Vietnamese where it has them."""
    technical: str
    status: int

    @property
    def trouble(self) -> Trouble:
        """What it is about."""
        if self.status == 401 or (not self.code and "token" in self.technical.casefold()):
            return Trouble.LOGIN
        if self.code in _BY_CODE:
            return _BY_CODE[self.code]
        said = f"{self.code} {self.words} {self.technical}".casefold()
        return next((found for words, found in _BY_WORDS if words in said), Trouble.REFUSED)

    @property
    def reason(self) -> str:
        """The trouble with its words."""
        return because(self.trouble, self.words or self.technical or self.code)

    @property
    def is_missing(self) -> bool:
        """Whether it says that it knows no such order."""
        return self.trouble is Trouble.NO_SUCH

    @property
    def is_at_work(self) -> bool:
        """Whether the same order is being made by a question before this one."""
        return "processing" in self.technical.casefold()


Told = Fine | Denied | Later | Unknown

_BY_CODE: dict[str, Trouble] = {
    "CLIENT_NOT_OWNER_OF_SHOP": Trouble.SHOP,
    "SHOP_NOT_FOUND": Trouble.SHOP,
    "FROM_ADDRESS_CONVERT_FAIL": Trouble.SHOP,
    "PHONE_INVALID": Trouble.PHONE,
    "ROUTE_NOT_FOUND_SERVICE": Trouble.ROUTE,
    "SERVICE_NOT_FOUND_CONFIG_FEE": Trouble.ROUTE,
    "ORDER_NOT_FOUND": Trouble.NO_SUCH,
    "OTP_NOT_VALID": Trouble.NOT_OFFERED,
    "PERMISSION_DENIED_EDIT_COD": Trouble.TOO_LATE,
}
_BY_WORDS: tuple[tuple[str, Trouble], ...] = (
    ("ward_", Trouble.ADDRESS),
    ("district_", Trouble.ADDRESS),
    ("province_", Trouble.ADDRESS),
    ("address conflict", Trouble.ADDRESS),
    ("not found", Trouble.NO_SUCH),
    ("không tìm thấy", Trouble.NO_SUCH),
    ("trạng thái đơn hàng", Trouble.TOO_LATE),
    ("codamount", Trouble.COD),
    ("cod_amount", Trouble.COD),
    ("thu hộ", Trouble.COD),
    ("insurancevalue", Trouble.INSURANCE),
    ("insurance_value", Trouble.INSURANCE),
    ("weight", Trouble.WEIGHT),
    ("cân nặng", Trouble.WEIGHT),
    ("khối lượng", Trouble.WEIGHT),
    (".length'", Trouble.WEIGHT),
    (".width'", Trouble.WEIGHT),
    (".height'", Trouble.WEIGHT),
    ("phone", Trouble.PHONE),
    ("điện thoại", Trouble.PHONE),
)
"""What an error without a name of its own has in its words; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Session:
    """Asks GHN with the headers of one shop."""

    wire: Wire

    def get(self, path: str, **query: object) -> Told:
        """Ask for something."""
        return read(self.wire.ask("GET", PREFIX + path, query=query))

    def post(self, path: str, said: object, seconds: float | None = None) -> Told:
        """Tell something."""
        return read(self.wire.post(PREFIX + path, said, seconds))


def read(heard: Heard) -> Told:
    """What an answer says: both HTTP and the envelope have to say that it went well."""
    silent = unheard(heard)
    if silent is not None:
        return silent
    told = heard.json if isinstance(heard, Answer) else None
    if not isinstance(heard, Answer) or not isinstance(told, dict):
        return Unknown(because(Trouble.UNREADABLE))
    code = whole(told.get("code"))
    if heard.status == 200 and code == 200:
        return Fine(told.get("data"))
    words = text(told.get("code_message_value") or told.get("message_display"))
    technical = text(told.get("message"))
    name = text(told.get("code_message"), 80)
    worst = max(heard.status, code or 0)
    if worst >= 500 or name == "SERVER_ERROR_COMMON":
        return Unknown(because(Trouble.BROKEN, words or technical))
    if worst < 400:
        return Unknown(because(Trouble.UNREADABLE, f"code {code}"))
    return Denied(name, words, technical, worst)
