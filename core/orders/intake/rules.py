"""What an intake needs to know of the shop, the warehouse, the couriers and the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from core.catalog.lookup import Priced
from core.couriers.rules import Facts, RuleTable, rule_table
from core.orders.intake.checking import Setting
from core.orders.routing import Routing, routing_of
from core.orders.status import Policy, policy_of
from core.transaction import Transaction

if TYPE_CHECKING:
    from core.settings import Config

IsClaimed = Callable[[Transaction, int], bool]
"""Whether somebody works on an order right now; asked before an order is changed."""


_USUAL = Policy()
_TO_STATION = Routing()
_NO_RULES = RuleTable()


@dataclass(frozen=True, slots=True)
class Rules:
    """How drafts become orders of one warehouse."""

    setting: Setting
    warehouse: int
    default_courier: str
    default_service: str
    services: Mapping[str, tuple[str, ...]]
    """The services of each configured courier; the first is its usual one."""
    cutoffs: Mapping[str, time | None]
    """When each courier leaves, on the shop's wall clock."""
    is_claimed: IsClaimed
    partial: bool = False
    """Whether an order may be promised in part."""
    policy: Policy = _USUAL
    """What is asked of an order before it is worked on."""
    routing: Routing = _TO_STATION
    """Which warehouse an order goes to."""
    couriers: RuleTable = _NO_RULES
    """Which courier takes an order that nobody wished one for."""
    quoted: frozenset[str] = frozenset()
    """Couriers that have the services of their live quotes, beside those that are set up."""

    def courier_for(
        self, wish: str, service: str, facts: Facts | None = None, currency: str = ""
    ) -> tuple[str, str]:
        """The courier and service that take an order, given what the buyer wished for.

        Without a wish that can be met the shop's rules say it, by `facts`, else it is the default.
        """
        if wish in self.services:
            offered = self.services[wish]
            return wish, service if service in offered else offered[0]
        found = None if facts is None else self.couriers.choose(facts, currency)
        if found is None:
            return self.default_courier, self.default_service
        return found.courier, found.service or self.services[found.courier][0]


def rules_of(config: Config, warehouse: int, is_claimed: IsClaimed) -> Rules:
    """The rules that a configuration sets for one warehouse (its id)."""
    couriers = config.couriers
    markets = [one.channel for one in config.channels if one.arranges]
    return Rules(
        setting=Setting(config.shop.timezone, config.shop.currency),
        warehouse=warehouse,
        default_courier=couriers.default,
        default_service=couriers.service,
        services={code: couriers.get(code).services for code in couriers.codes}
        | dict.fromkeys(markets, ("standard",)),
        cutoffs={code: couriers.get(code).cutoff for code in couriers.codes}
        | dict.fromkeys(markets),
        is_claimed=is_claimed,
        partial=config.packing.partial_promise,
        policy=policy_of(config),
        routing=routing_of(config),
        couriers=rule_table(couriers.rules, config.shop.currency),
        quoted=frozenset(couriers.remote),
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where orders are taken in: an open transaction, the rules, the products, and the source."""

    tx: Transaction
    rules: Rules
    products: Mapping[str, Priced]
    """By SKU: all that the orders at hand name, as far as they exist."""
    source: str
    """The file, as events and parked orders name it."""
