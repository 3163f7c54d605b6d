"""What following parcels needs of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.couriers.registry import Couriers
from core.couriers.settings import RemoteCourier
from core.couriers.states import Stage
from core.messages.texts import Reason
from core.orders.status import Policy, policy_of
from core.settings import Config
from core.shipping.letters import follow_ups_of
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.tracking.telling import Telling


@dataclass(frozen=True, slots=True)
class Plan:
    """How the parcels of one courier are followed."""

    poll: timedelta
    """How long a parcel is left alone until its courier is asked again."""
    late_days: int
    """Days from the booking until a parcel is late that has no promised day."""
    states: Mapping[str, Stage]
    """What words of its files mean, in small letters."""


@dataclass(frozen=True)
class Following:
    """The couriers, how the parcels of each are followed, and what follows from the news."""

    shipping: ShippingSettings
    plans: Mapping[str, Plan]
    policy: Policy
    telling: Telling
    zone: str

    @property
    def couriers(self) -> Couriers:
        """The couriers by code."""
        return self.shipping.couriers


def following_of(config: Config, shipping: ShippingSettings | None = None) -> Following:
    """The part of a configuration that following parcels needs."""
    tables = config.couriers
    plans: dict[str, Plan] = {}
    for code in tables.codes:
        one = tables.get(code)
        minutes = one.poll_minutes if isinstance(one, RemoteCourier) else 0
        states = {word.casefold(): stage for word, stage in one.states.items()}
        plans[code] = Plan(timedelta(minutes=minutes), one.late_days, states)
    return Following(
        shipping=shipping or settings_of(config),
        plans=plans,
        policy=policy_of(config),
        telling=Telling(
            follow_ups_of(config), frozenset(Reason(one) for one in config.messages.on_the_way)
        ),
        zone=config.shop.timezone,
    )
