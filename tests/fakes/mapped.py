"""A courier that goes by a list of places of its own; what it says is set by the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.couriers.base import Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Unknown
from core.couriers.quotes import Destination, Quote, ToQuote
from core.couriers.regions import Level, Region


@dataclass
class Mapped(Plain):
    """`tree` has by code of the place what lies in it, the topmost under an empty code."""

    tree: dict[str, Sequence[Region]] = field(default_factory=dict)
    like: dict[str, tuple[Region, ...]] = field(default_factory=dict)
    """By city, what an address may mean."""
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    code: str = "mapped"
    name: str = "Mapped"
    maps: str = "mapped"
    services: tuple[str, ...] = ("reg",)
    needs_waybill: bool = False
    local: bool = False
    repeat_is_safe: bool = True
    prints_label: bool = True

    def regions(self, within: Region | None) -> tuple[Region, ...] | Unknown:
        code = within.code if within else ""
        self.asked.append(code)
        if code in self.silent:
            return Unknown("no answer")
        return tuple(self.tree.get(code, ()))

    def places_like(self, to: Destination) -> tuple[Region, ...] | Unknown:
        self.asked.append(to.city)
        return Unknown("no answer") if to.city in self.silent else self.like.get(to.city, ())

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        return Unknown("no_answer")

    def book(self, booking: Booking) -> Outcome:
        return Booked("W" + booking.own_code[-3:])

    def cancel(self, own_code: str, waybill: str) -> Recall:
        return Cancelled()


def province(code: str, name: str, scheme: str, *aliases: str) -> Region:
    """A topmost place."""
    return Region(code, Level.PROVINCE, name, scheme=scheme, aliases=aliases)


def district(code: str, name: str, *aliases: str, has_more: bool = True) -> Region:
    """A place of the old scheme."""
    return Region(code, Level.DISTRICT, name, scheme="old", aliases=aliases, has_more=has_more)


def ward(code: str, name: str, scheme: str, *aliases: str) -> Region:
    """One of the smallest."""
    return Region(code, Level.WARD, name, scheme=scheme, aliases=aliases, has_more=False)


def two_schemes() -> dict[str, Sequence[Region]]:
    """A part of Viet Nam before and after its provinces and wards were joined."""
    return {
        "": (
            province("202", "Hồ Chí Minh", "old", "TP.HCM"),
            province("205", "Bình Dương", "old"),
            province("79", "Thành phố Hồ Chí Minh", "new", "Hồ Chí Minh"),
        ),
        "202": (
            district("1442", "Quận 1", "Q.1"),
            district("3695", "Thành Phố Thủ Đức", "Quận Thủ Đức"),
            district("1455", "Quận Tân Bình"),
            district("1533", "Huyện Bình Chánh"),
            district("9", "Huyện Côn Đảo", has_more=False),
        ),
        "205": (district("1540", "Thành phố Dĩ An"),),
        "1442": (
            ward("20101", "Phường Bến Nghé", "old", "Ben Nghe"),
            ward("20110", "Phường Tân Định", "old"),
            ward("1A0807", "Phường Đa Kao", "old"),
        ),
        "3695": (ward("90737", "Phường Linh Trung", "old"),),
        "1455": (ward("21407", "Phường 1", "old"), ward("21408", "Phường 12", "old")),
        "1533": (
            ward("22001", "Xã Tân Phú", "old"),
            ward("22002", "Thị trấn Tân Phú", "old"),
            ward("22003", "Xã Hòa An", "old"),
            ward("22004", "Xã Hóa Ân", "old"),
        ),
        "1540": (ward("440504", "Phường Dĩ An", "old"),),
        "79": (
            ward("26734", "Phường Sài Gòn", "new"),
            ward("26740", "Phường Tân Định", "new"),
            ward("26800", "Phường Tân Bình", "new"),
            ward("25942", "Phường Dĩ An", "new"),
        ),
    }
