"""What the configuration may say of a courier."""

from __future__ import annotations

from abc import abstractmethod
from datetime import time
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from core import checks
from core.checks import Flag, Line, Name, Table, wrong
from core.couriers.base import Courier, Usual
from core.couriers.bookings import Inspection
from core.couriers.states import Stage
from core.remittance_settings import RemittanceSettings
from core.tariff_settings import TariffRow

_OneStage = Annotated[Stage, checks.one_of([stage.value for stage in Stage])]


class CourierSettings(Table):
    """What is the same for every courier."""

    CODE: ClassVar[str] = ""
    name: Name = ""
    """What the shop calls it; empty: what such couriers are called in the language of the shop."""
    services: tuple[Name, ...] = Field(default=("standard",), min_length=1, max_length=20)
    cutoff: Annotated[time | None, checks.WALL_TIME] = None
    tariff: Annotated[tuple[TariffRow, ...], Field(max_length=200)] = ()
    remittance: RemittanceSettings = RemittanceSettings()
    """How the statements of what it collected are read."""
    late_days: Annotated[int, checks.whole(1, 60)] = 5
    """Days from the booking until a parcel is late that has no promised day."""
    states: dict[Line, _OneStage] = Field(default_factory=dict, max_length=200)
    """What the words of the courier's status files mean."""

    @model_validator(mode="after")
    def _services_differ(self) -> Self:
        if len({service.casefold() for service in self.services}) != len(self.services):
            raise wrong("config_services", courier=self.name or self.CODE)
        for at, row in enumerate(self.tariff):
            for service in row.services:
                if service not in self.services:
                    allowed = ", ".join(self.services)
                    raise wrong("config_tariff_service", row=at, value=service, allowed=allowed)
        return self


class ManualCourier(CourierSettings):
    """A courier whose labels come pre-printed: the packer scans the waybill number."""

    CODE = "manual"
    print_label: Flag = False


class OwnCourier(CourierSettings):
    """The shop's own delivery: Kemas numbers the waybills and prints the label."""

    CODE = "own"
    prefix: Annotated[str, checks.pattern(r"[A-Z0-9]{1,6}", '"KMS"')] = "KMS"
    print_label: Flag = True


class SenderSettings(Table):
    """Where parcels are picked up, as a courier is told; what is empty is that of the shop."""

    name: Name = ""
    phone: Line = ""
    address: Line = ""
    district: Line = ""
    city: Line = ""
    province: Line = ""
    postcode: Line = ""


class PaysBuyer(Table):
    """Of a courier that can be paid by the buyer."""

    fee_payer: Annotated[str, checks.one_of(("sender", "recipient"))] = "sender"


class Inspected(Table):
    """Of a courier that lets buyers look before they pay."""

    inspection: Annotated[Inspection, checks.one_of([one.value for one in Inspection])] = (
        Inspection.NONE
    )


class Insured(Table):
    """Of a courier that insures parcels."""

    insure: Flag = False
    """For what the goods are worth, up to what it insures."""


class Limited(Table):
    """What a courier takes at most, which differs by contract and is in no document of it."""

    max_weight_g: Annotated[int, checks.whole(0, 10**7)] = 0
    max_side_cm: Annotated[int, checks.whole(0, 1000)] = 0
    volume_divisor: Annotated[int, checks.whole(0, 100_000)] = 0
    """Cubic centimetres that are charged as a kilogram; 0: only the scales count."""


class RemoteCourier(CourierSettings):
    """A courier with a server: what is the same for all of them."""

    print_label: Flag = True
    """Whether Kemas prints a label of its own where the courier draws none."""
    timeout_seconds: Annotated[int, checks.whole(1, 120)] = 20
    poll_minutes: Annotated[int, checks.whole(1, 1440)] = 30
    """How long a parcel is left alone until its courier is asked again where it is."""
    sender: SenderSettings = SenderSettings()
    note: Line = ""
    """What it is told of each parcel, before what is said of that one."""

    @property
    def usual(self) -> Usual:
        """What a shipment with it has where nobody says otherwise."""
        return Usual(
            fee_payer=self.fee_payer if isinstance(self, PaysBuyer) else "sender",
            inspection=self.inspection if isinstance(self, Inspected) else Inspection.NONE,
            insured=isinstance(self, Insured) and self.insure,
            note=self.note,
        )

    def called_at(self, phone: str) -> Self:
        """The same, reached at the shop's number where it has none of its own."""
        if self.sender.phone:
            return self
        return self.model_copy(update={"sender": self.sender.model_copy(update={"phone": phone})})

    @abstractmethod
    def courier(self, code: str, name: str) -> Courier:
        """The courier that is set up so; `name` is what the shop calls it."""
