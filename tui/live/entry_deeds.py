"""From the entry screen's actions and scans to what core does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Verdict
from core.orders.commands import find
from core.shipping import entry_deeds
from core.transaction import reading
from tui.live.entry_parting import parts_of

if TYPE_CHECKING:
    from core.settings import Config
    from core.shipping.desk import Desk

_COMMAND = "KEMAS:"


def scanned(desk: Desk, config: Config, seq: int, code: str, key: str) -> Verdict:
    """A scan adds a product to what is typed in; commands and badges mean what they always do."""
    if not key or code[: len(_COMMAND)].upper() == _COMMAND:
        return desk.scan(seq, code)
    return desk.scan(seq, code, entry_deeds.scanned(config, key, code))


def deeds_of(
    desk: Desk, config: Config, values: Mapping[str, str], choice: str
) -> dict[str, Callable[[], Deed]]:
    """What can be done for good with orders that are typed in."""
    key, customer_too = values.get("id", ""), values.get("customer_too") == "yes"

    def order_id() -> int:
        number = values.get("order", "")
        if not number:
            raise Refusal("no_order_chosen")
        with reading(desk.database) as tx:
            return find(tx, number, values.get("channel", "")).id

    def merge() -> Deed:
        return entry_deeds.merge_in(config, order_id(), int(choice))

    return {
        "entry_save": lambda: entry_deeds.save_entry(config, key, customer_too=customer_too),
        "entry_change": lambda: entry_deeds.save_edit(
            config, key, choice, customer_too=customer_too
        ),
        "split_order": lambda: entry_deeds.split_off(config, order_id(), parts_of(values)),
        "merge_order": merge,
    }
