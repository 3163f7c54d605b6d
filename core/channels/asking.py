"""One call to a shop: with an access that lasts, and once more where it ended after all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.channels.adapter import Access, Fault, Trouble
from core.channels.keeping import Kept, fresh, renewed
from core.channels.registry import Shop
from core.database import Database

T = TypeVar("T")


def ask(database: Database, shop: Shop, call: Callable[[Access], T | Trouble]) -> T | Trouble:
    """What a shop answers; never within a transaction. Refusal ``channel_not_connected``."""
    have = fresh(database, shop)
    if isinstance(have, Trouble):
        return have
    said = call(have.access)
    if not isinstance(said, Trouble) or said.fault is not Fault.EXPIRED:
        return said
    newer = renewed(database, shop, have)
    if not isinstance(newer, Kept):
        return newer
    said = call(newer.access)
    if isinstance(said, Trouble) and said.fault is Fault.EXPIRED:
        return Trouble(Fault.REVOKED, said.said, request_id=said.request_id)
    return said
