"""Which courier takes an order, as the configuration and the buyer's wish say."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import parse
from core.orders.intake.rules import rules_of

TEXT = """
[shop]
currency = "VND"
timezone = "Asia/Ho_Chi_Minh"
[couriers]
default = "manual"
default_service = "fast"
[couriers.manual]
services = ["slow", "fast"]
cutoff = "17:00"
[packing]
partial_promise = true
"""


@pytest.fixture
def rules():
    return rules_of(parse(TEXT, Path("config.toml")), 1, lambda _tx, _order: False)


def test_the_configuration_sets_money_clock_cut_offs_and_promise(rules):
    assert (rules.setting.currency, rules.setting.zone) == ("VND", "Asia/Ho_Chi_Minh")
    assert rules.cutoffs["manual"].hour == 17
    assert rules.cutoffs["own"] is None
    assert rules.partial


@pytest.mark.parametrize(
    ("wish", "service", "taken"),
    [
        ("", "", ("manual", "fast")),
        ("jne", "reg", ("manual", "fast")),
        ("manual", "fast", ("manual", "fast")),
        ("manual", "express", ("manual", "slow")),
        ("own", "", ("own", "standard")),
    ],
)
def test_a_courier_that_is_not_configured_becomes_the_default(rules, wish, service, taken):
    assert rules.courier_for(wish, service) == taken
