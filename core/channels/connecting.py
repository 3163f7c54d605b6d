"""A shop is connected: the seller allows it on a page elsewhere, and its answer is brought here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channels.adapter import Can, Trouble
from core.channels.keeping import keep, know
from core.channels.models import channel_shops
from core.channels.registry import Shop
from core.database import Database
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Actor, Transaction, run

_LONGEST = 4000


def begin(tx: Transaction, shop: Shop) -> str:
    """The link that the seller opens; empty for a shop whose keys are enough.

    Refusal ``channel_no_key`` where its answer could not be kept.
    """
    require(tx, Permission.CHANNELS)
    know(tx, shop.name)
    if Can.AUTHORISE not in shop.adapter.can:
        return ""
    if not shop.vault.is_set_up:
        raise Refusal("channel_no_key")
    state = secrets.token_urlsafe(18)
    tx.execute(_open, {"b_shop": shop.name, "b_state": state})
    return shop.adapter.link(state, tx.now)


def answer_of(text: str) -> Mapping[str, str]:
    """The parameters of an address that a browser came to, or a code alone.

    Refusal ``channel_answer`` where there is no code in it, ``channel_denied`` where the seller
    said no.
    """
    text = clean(text, _LONGEST).strip()
    parts = urlsplit(text) if "://" in text or "?" in text else None
    found = dict(parse_qsl(parts.query or parts.fragment)) if parts else {}
    if not found and "=" in text:
        found = dict(parse_qsl(text.lstrip("?")))
    if not found and text and parts is None and " " not in text:
        found = {"code": text}
    if found.get("error"):
        raise Refusal("channel_denied", said=clean(found["error"], 80))
    if not found.get("code") or found["code"] == "null":
        raise Refusal("channel_answer")
    return found


def finish(
    database: Database, shop: Shop, answer: Mapping[str, str], actor: Actor
) -> Trouble | None:
    """Fetch the first access and keep it, or see whether the keys of the configuration work.

    Refusal ``channel_state`` where the answer belongs to another link.
    """

    def check(tx: Transaction) -> int:
        require(tx, Permission.CHANNELS)
        know(tx, shop.name)
        row = tx.execute(_row, {"b_shop": shop.name}).one()
        said = answer.get("state", "")
        if said and row.link_state and said != row.link_state:
            raise Refusal("channel_state", shop=shop.name)
        return int(row.fence)

    fence = run(database, actor, check)
    access = shop.adapter.connect(answer)
    if isinstance(access, Trouble):
        return access
    told = shop.adapter.shop(access)

    def store(tx: Transaction) -> None:
        if Can.AUTHORISE in shop.adapter.can and not keep(tx, shop, access, fence):
            raise Refusal("channel_state", shop=shop.name)
        if not isinstance(told, Trouble):
            here = {"b_shop": shop.name, "b_now": tx.now, "b_id": told.shop_id[:80]}
            tx.execute(_connected, here | {"b_title": clean(told.name, 200)})
            if told.authorised_until is not None:
                tx.execute(_until, {"b_shop": shop.name, "b_until": told.authorised_until})
            record(tx, "channel_connected", shop=shop.name)

    run(database, actor, store)
    return told if isinstance(told, Trouble) else None


_of = channel_shops.c.name == bindparam("b_shop")
_row = select(channel_shops.c.link_state, channel_shops.c.fence).where(_of)
_open = update(channel_shops).where(_of).values(link_state=bindparam("b_state"))
_connected = (
    update(channel_shops)
    .where(_of)
    .values(
        connected_at=bindparam("b_now"),
        shop_id=bindparam("b_id"),
        title=bindparam("b_title"),
        link_state="",
        fault="",
        said="",
        failures=0,
        next_at=None,
        wanted=True,
    )
)
_until = update(channel_shops).where(_of).values(authorised_until=bindparam("b_until"))
