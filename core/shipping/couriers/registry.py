"""Which couriers there are, from the configuration."""

from __future__ import annotations

from core.errors import NotFound
from core.settings import CouriersSettings
from core.shipping.couriers.base import Courier
from core.shipping.couriers.local import LocalCourier


class Couriers:
    """The configured couriers by code."""

    def __init__(self, settings: CouriersSettings) -> None:
        own, manual = settings.own, settings.manual
        made: tuple[Courier, ...] = (
            LocalCourier("own", own.name, own.services, own.print_label, needs_waybill=False),
            LocalCourier(
                "manual", manual.name, manual.services, manual.print_label, needs_waybill=True
            ),
        )
        self._by_code = {courier.code: courier for courier in made}
        self.default = settings.default
        """The courier of orders that name none."""
        self.prefix = own.prefix
        """What our own codes begin with."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all configured couriers."""
        return tuple(self._by_code)

    def find(self, code: str) -> Courier | None:
        """One courier; None where the shop has none of this code (any more)."""
        return self._by_code.get(code)

    def get(self, code: str) -> Courier:
        """One courier; raises NotFound ``courier_unknown``."""
        try:
            return self._by_code[code]
        except KeyError:
            raise NotFound(
                "courier_unknown", courier=code, known=", ".join(self._by_code)
            ) from None
