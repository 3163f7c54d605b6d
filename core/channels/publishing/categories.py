"""The categories of a shop's platform as they are kept, and what is asked of products there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from core.channels.adapter import Trouble
from core.channels.asking import ask
from core.channels.publishing.models import channel_categories
from core.channels.publishing.records import Attribute, Category, Publisher, Value
from core.channels.registry import Shop
from core.database import Database
from core.errors import NotFound, Refusal
from core.text import clean, fold
from core.transaction import SYSTEM, Transaction, run, run_in_batches
from core.upsert import Upsert

_DEEP = 12
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A category that takes products; `path` are the names from the root on."""

    number: str
    path: str


def publisher_of(shop: Shop) -> Publisher:
    """What brings new products there; Refusal ``publish_not_here`` where the channel takes none."""
    found: Publisher | None = getattr(shop.adapter, "publisher", None)
    if found is None:
        raise Refusal("publish_not_here", shop=shop.name)
    return found


def pull_categories(database: Database, shop: Shop) -> int | Trouble:
    """Read the whole tree and keep it; gives how many leaves it has."""
    publisher = publisher_of(shop)
    told = ask(database, shop, publisher.categories)
    if isinstance(told, Trouble):
        return told
    began = run(database, SYSTEM, lambda tx: tx.now)
    rows = _rows(shop.name, told)
    sum(run_in_batches(database, SYSTEM, rows, _keep))
    run(database, SYSTEM, lambda tx: tx.execute(_gone, {"b_shop": shop.name, "b_began": began}))
    return sum(bool(row["leaf"]) for row in rows)


def pull_attributes(database: Database, shop: Shop, category: str) -> Trouble | None:
    """Read what is asked of the products of a category, and keep it."""
    publisher = publisher_of(shop)
    told = ask(database, shop, lambda access: publisher.attributes(access, category))
    if isinstance(told, Trouble):
        return told
    put = {**_key(shop.name, category), "b_told": [_written(one) for one in told]}
    run(database, SYSTEM, lambda tx: tx.execute(_asked, put))
    return None


def search(tx: Transaction, shop: str, words: str = "", limit: int = 50) -> tuple[Place, ...]:
    """Leaves whose path has all of the words, by path."""
    query = _leaves
    for one in fold(words).split()[:8]:
        query = query.where(channel_categories.c.search.contains(one, autoescape=True))
    rows = tx.execute(query.limit(limit), {"b_shop": shop})
    return tuple(Place(row.category_id, row.path) for row in rows)


def how_many(tx: Transaction, shop: str) -> int:
    """Leaves of a shop that are known."""
    return int(tx.execute(_count, {"b_shop": shop}).scalar_one())


def place(tx: Transaction, shop: str, told: str) -> Place:
    """The category of this number, else the only one whose path has these words.

    NotFound ``category_none`` where none has been read yet and ``category_unknown``; Refusal
    ``category_which`` where several fit and ``category_no_leaf`` where it only holds others.
    """
    told = clean(told, 120)
    row = tx.execute(_one, _key(shop, told)).first()
    if row is not None:
        if not row.leaf:
            raise Refusal("category_no_leaf", category=row.path)
        return Place(row.category_id, row.path)
    if not how_many(tx, shop):
        raise NotFound("category_none", shop=shop)
    found = search(tx, shop, told, _SHOWN + 1) if told else ()
    if not found:
        raise NotFound("category_unknown", shop=shop, category=told)
    if len(found) > 1:
        exact = [one for one in found if fold(one.path.rpartition(" > ")[2]) == fold(told)]
        if len(exact) == 1:
            return exact[0]
        known = "; ".join(f"{one.number} {one.path}" for one in found[:_SHOWN])
        raise Refusal("category_which", category=told, known=known)
    return found[0]


def attributes_of(tx: Transaction, shop: str, category: str) -> tuple[Attribute, ...] | None:
    """What is asked of the products of a category; None where it was not read yet."""
    row = tx.execute(_one, _key(shop, category)).first()
    if row is None or row.attributes is None:
        return None
    return tuple(_read(one) for one in row.attributes)


def path_of(tx: Transaction, shop: str, category: str) -> str:
    """The names of a category from the root on; its number where it is gone."""
    row = tx.execute(_one, _key(shop, category)).first()
    return category if row is None else str(row.path)


def _rows(shop: str, told: Sequence[Category]) -> list[dict[str, object]]:
    known = {one.number: one for one in told}
    made = []
    for one in told:
        names, at = [one.name], one
        while at.parent in known and len(names) < _DEEP:
            at = known[at.parent]
            names.append(at.name)
        path = " > ".join(reversed(names))[:400]
        search_ = fold(path)[:400]
        made.append(
            {
                "shop": shop,
                "category_id": one.number[:80],
                "path": path,
                "search": search_,
                "leaf": one.leaf,
            }
        )
    return made


def _keep(tx: Transaction, rows: Sequence[dict[str, object]]) -> int:
    if rows:
        tx.execute(_put(tx), [{**row, "seen_at": tx.now} for row in rows])
    return len(rows)


def _written(one: Attribute) -> dict[str, object]:
    return {
        "number": one.number,
        "name": one.name,
        "required": one.required,
        "free": one.free,
        "values": [[value.number, value.name] for value in one.values],
    }


def _read(told: Mapping[str, Any]) -> Attribute:
    values = tuple(Value(*one) for one in told["values"])
    return Attribute(told["number"], told["name"], told["required"], values, told["free"])


def _key(shop: str, category: str) -> dict[str, object]:
    return {"b_shop": shop, "b_category": category}


_c = channel_categories.c
_of = (_c.shop == bindparam("b_shop")) & (_c.category_id == bindparam("b_category"))
_one = select(channel_categories).where(_of)
_leaves = (
    select(_c.category_id, _c.path)
    .where(_c.shop == bindparam("b_shop"), _c.leaf)
    .order_by(_c.path, _c.category_id)
)
_count = (
    select(func.count())
    .select_from(channel_categories)
    .where(_c.shop == bindparam("b_shop"), _c.leaf)
)
_asked = update(channel_categories).where(_of).values(attributes=bindparam("b_told"))
_gone = delete(channel_categories).where(
    _c.shop == bindparam("b_shop"), _c.seen_at < bindparam("b_began")
)
_put = Upsert(
    lambda insert: (made := insert(channel_categories)).on_conflict_do_update(
        index_elements=["shop", "category_id"],
        set_={name: made.excluded[name] for name in ("path", "search", "leaf", "seen_at")},
    )
)
