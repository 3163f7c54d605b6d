"""What marketplaces tell by themselves: believed with their signature alone, and only asked about.

Nothing of a message is taken over: it says which orders are looked at anew. So it may come twice,
late or out of order.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import bindparam, select, update

from core.channels.adapter import Can, Push
from core.channels.calm import What, want_read
from core.channels.models import channel_shops
from core.channels.registry import Shop
from core.channels.taking import ask_again
from core.database import Database
from core.transaction import SYSTEM, Transaction, run

logger = logging.getLogger(__name__)


class Told(StrEnum):
    """What became of a message from a marketplace."""

    TAKEN = "taken"
    NOTHING = "nothing"
    """It tells nothing that we ask about, such as a trial of the address."""
    FORGED = "forged"
    NOBODY = "nobody"
    """No shop of ours listens under this name."""


def slug(shop: Shop) -> str:
    """How a shop is called in an address: ``shopee-jakarta``."""
    return "-".join(shop.name.casefold().split())


def hear_push(
    database: Database,
    shops: Sequence[Shop],
    name: str,
    address: str,
    headers: Mapping[str, str],
    body: bytes,
) -> Told:
    """Take in a message to the shop of this name; header names in lower case.

    A platform knows one address for all shops of an app: the one that is meant is found by its
    number. `address` is as the platform wrote it, without its scheme.
    """
    named = next((one for one in shops if slug(one) == name), None)
    if named is None or Can.HOOK not in named.adapter.can:
        return Told.NOBODY
    heard: Push | None = None
    for scheme in ("https", "http"):
        heard = heard or named.adapter.heard(f"{scheme}://{address}", headers, body)
    if heard is None:
        logger.warning("shop %s: a message without its signature is not believed", named.name)
        return Told.FORGED
    if heard == Push(shop_id=heard.shop_id):
        return Told.NOTHING
    alike = [one for one in shops if one.settings.kind == named.settings.kind]
    told = heard
    return run(database, SYSTEM, lambda tx: _ask(tx, alike, named, told))


def _ask(tx: Transaction, alike: Sequence[Shop], named: Shop, heard: Push) -> Told:
    names = [one.name for one in alike]
    known = {row.name: row.shop_id for row in tx.execute(_shops, {"b_names": names})}
    meant = [one.name for one in alike if known.get(one.name) == heard.shop_id != ""]
    if not meant and heard.shop_id and known.get(named.name):
        logger.info("shop %s is told of another shop: %s", named.name, heard.shop_id[:40])
        return Told.NOTHING
    shop = meant[0] if meant else named.name
    ask_again(tx, shop, heard.orders)
    if heard.returns:
        want_read(tx, shop, What.RETURNS)
    tx.execute(_want, {"b_shop": shop})
    return Told.TAKEN


_s = channel_shops.c
_shops = select(_s.name, _s.shop_id).where(_s.name.in_(bindparam("b_names", expanding=True)))
_want = (
    update(channel_shops)
    .where(_s.name == bindparam("b_shop"), _s.paused_at.is_(None))
    .values(wanted=True)
)
