"""What shipping needs of the configuration, ready to use inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.couriers.bookings import Contact
from core.couriers.marketplace import Marketplace
from core.couriers.registry import Couriers
from core.couriers.settings import SenderSettings
from core.fulfilment.packing.ports import Box, Rules
from core.paper.documents import Party
from core.settings import Config, ShopSettings
from core.shipping.routing import NOWHERE, Place, PrinterRoute, best, route_of


@dataclass(frozen=True)
class ShippingSettings:
    """Couriers, sender, and which papers come out by themselves on which printer."""

    couriers: Couriers
    sender: Party
    language: str
    zone: str
    prints: tuple[str, ...]
    verify_label: bool
    printers: tuple[PrinterRoute, ...]
    """The configured printers, in the order of the file."""
    tax_id: str = ""
    returns_text: str = ""
    slip_prices: bool = True
    senders: Mapping[str, Contact] = field(default_factory=dict)
    """Where a courier that has a server is told that parcels are picked up, by its code."""

    longest_rest: float = 300.0
    """Seconds that a courier which does not answer is left alone at most."""

    def sender_for(self, courier: str) -> Contact:
        """Where a courier picks parcels up."""
        return self.senders.get(courier) or _contact(self.sender, None)

    def printer_for(self, role: str, place: Place = NOWHERE, *, dots: int = 0) -> str | None:
        """The printer that a paper of this role comes out of; None without one."""
        return best(self.printers, role, place, dots)


def settings_of(config: Config) -> ShippingSettings:
    """Shipping's part of the configuration."""
    shop = config.shop
    couriers = Couriers(config.couriers, shop.language, shop.currency, shop.phone)
    for one in config.channels:
        if one.arranges:
            couriers.add_market(Marketplace(one.channel, one.called), one.timeout_seconds)
    return ShippingSettings(
        couriers=couriers,
        sender=Party(
            name=shop.name,
            phone=shop.phone,
            address=shop.address,
            district=shop.district,
            city=shop.city,
            province=shop.province,
            postcode=shop.postcode,
            country=shop.country,
        ),
        language=shop.language,
        zone=shop.timezone,
        prints=tuple(config.packing.print),
        verify_label=config.packing.verify_label,
        printers=tuple(route_of(printer) for printer in config.printers),
        tax_id=shop.tax_id,
        returns_text=config.paper.returns,
        longest_rest=float(config.worker.rest_seconds),
        slip_prices=config.paper.slip_prices,
        senders={
            code: _contact(config.shop, table.sender)
            for code, table in config.couriers.remote.items()
        },
    )


def _contact(shop: Party | ShopSettings, own: SenderSettings | None) -> Contact:
    """The shop, but for what a courier is told otherwise."""
    own = own or SenderSettings()
    return Contact(
        name=own.name or shop.name,
        phone=own.phone or shop.phone,
        address=own.address or shop.address,
        district=own.district or shop.district,
        city=own.city or shop.city,
        province=own.province or shop.province,
        postcode=own.postcode or shop.postcode,
        country=shop.country,
    )


def rules_of(config: Config) -> Rules:
    """The packing session's part of the configuration."""
    packing = config.packing
    return Rules(
        pick_first=packing.pick_first,
        verify_label=packing.verify_label,
        partial_promise=packing.partial_promise,
        lease_ms=packing.lease_seconds * 1000,
        boxes=tuple(
            Box(
                box.name,
                box.length_cm * 10,
                box.width_cm * 10,
                box.height_cm * 10,
                box.weight_g,
            )
            for box in packing.boxes
        ),
        printers=tuple(printer.name for printer in config.printers if "label" in printer.roles),
        scan_bins=config.walks.scan_bin,
        scan_totes=config.walks.scan_tote,
        straight_walks=config.walks.route == "walk_order",
        pin=config.people.pin,
    )
