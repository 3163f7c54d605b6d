"""Which couriers there are, from the configuration."""

from __future__ import annotations

from core.couriers.base import Courier, Usual
from core.couriers.local import LocalCourier
from core.couriers.marketplace import Marketplace
from core.couriers.rules import rule_table
from core.couriers.tariff import tariff_of
from core.errors import NotFound
from core.i18n import N_, _, speaking
from core.settings import CouriersSettings

USUAL_NAMES: dict[str, str] = {
    "own": N_("Own delivery"),
    "manual": N_("Manual courier"),
    "ghn": N_("Giao Hàng Nhanh"),
    "viettelpost": N_("Viettel Post"),
    "biteship": N_("Biteship"),
}
"""What couriers are called that the shop gave no name, untranslated."""
_USUAL = Usual()


def name_of(settings: CouriersSettings, code: str, language: str) -> str:
    """What the shop calls a courier: its own words, else the usual ones in its language."""
    if code not in settings.codes:
        return code
    own = settings.get(code).name
    if own:
        return own
    with speaking(language):
        return _(USUAL_NAMES[code])


class Couriers:
    """The configured couriers by code."""

    def __init__(
        self, settings: CouriersSettings, language: str, currency: str, phone: str = ""
    ) -> None:
        """`language` is the shop's: its label and its screens call a courier the same.

        `currency` is that of its price lists, `phone` where it is reached.
        """
        own, manual = settings.own, settings.manual
        names = {code: name_of(settings, code, language) for code in settings.codes}
        made: tuple[Courier, ...] = (
            LocalCourier(
                "own",
                names["own"],
                own.services,
                own.print_label,
                needs_waybill=False,
                tariff=tariff_of(own.tariff, currency),
            ),
            LocalCourier(
                "manual",
                names["manual"],
                manual.services,
                manual.print_label,
                needs_waybill=True,
                tariff=tariff_of(manual.tariff, currency),
            ),
        )
        self._by_code = {courier.code: courier for courier in made}
        self.patience = {code: one.timeout_seconds for code, one in settings.remote.items()}
        """Within how many seconds each that has a server answers, or is taken to be silent."""
        for code, table in settings.remote.items():
            self.add(table.called_at(phone).courier(code, names[code]))
        self._usual = {code: one.usual for code, one in settings.remote.items()}
        self.default = settings.default
        """The courier of orders that name none."""
        self.default_service = settings.service
        self.rules = rule_table(settings.rules, currency)
        """Which courier takes an order that nobody wished one for."""
        self._markets: dict[str, Marketplace] = {}
        self.prefix = own.prefix
        """What our own codes begin with."""
        self.asked = settings.ask_fee or settings.codes
        """The codes of those that are asked for the shipping fee."""
        self.fee_seconds = float(settings.fee_seconds)
        """How long one may take to say its fee."""

    def add(self, courier: Courier) -> None:
        """One courier more, with an adapter of its own."""
        self._by_code[courier.code] = courier

    def add_market(self, market: Marketplace, seconds: int) -> None:
        """A marketplace that arranges the courier itself; it takes no other orders."""
        self._markets[market.code] = market
        self.patience[market.code] = seconds

    @property
    def markets(self) -> tuple[str, ...]:
        """The codes of marketplaces that arrange their couriers."""
        return tuple(self._markets)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all configured couriers."""
        return tuple(self._by_code)

    def usual(self, code: str) -> Usual:
        """What a shipment with a courier has where nobody says otherwise."""
        return self._usual.get(code, _USUAL)

    def find(self, code: str) -> Courier | None:
        """One courier; None where the shop has none of this code (any more)."""
        return self._by_code.get(code) or self._markets.get(code)

    def get(self, code: str) -> Courier:
        """One courier; raises NotFound ``courier_unknown``."""
        found = self.find(code)
        if found is None:
            raise NotFound("courier_unknown", courier=code, known=", ".join(self._by_code))
        return found
