"""New products for a shop: drawn up, looked over, and sent off; what is missing is said first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select, update

from core import outbox
from core.audit import record
from core.catalog.family_queries import family
from core.catalog.queries import Product as Good
from core.catalog.queries import product, products_of
from core.channels.models import channel_listings
from core.channels.publishing.categories import attributes_of, place, publisher_of
from core.channels.publishing.models import channel_drafts
from core.channels.publishing.records import Attribute, Product, Sold, Wrong
from core.channels.publishing.states import PUBLISH_STEPS, Stand
from core.channels.registry import Shop
from core.channels.stock_plan import offered
from core.errors import NotFound, Refusal
from core.lifecycle import check_step
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.text import clean, fold
from core.transaction import Transaction

PUBLISH = "channel_publish"
"""The kind of outbox rows that bring a product to a platform."""
CATALOG = "channel_catalog"
"""The kind of outbox rows that read categories, or what is asked of one."""
FIELDS = ("name", "description", "pictures", "price", "weight", "size", "brand", "category", "sku")
"""What a platform may say something against, beside attributes; empty: something else."""
_MOST_VARIANTS = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """A new product of a shop as it is kept."""

    id: int
    shop: str
    sku: str
    own_key: str
    category: str
    told: Mapping[str, str]
    uploaded: Mapping[str, str]
    stand: Stand
    tries: int
    asked: bool
    listing_id: str
    wrong: tuple[Wrong, ...]


def begin(tx: Transaction, shop: Shop, text: str, category: str) -> Draft:
    """Draw a product up for a shop, with all of its family; its category by number or by words.

    What is drawn up already gets the other category, unless the platform has it. Refusal
    ``publish_not_here``, ``publish_listed`` where the shop offers its SKU, ``publish_again`` where
    it is there or on its way; and what `place` and `product` raise.
    """
    require(tx, Permission.CHANNELS)
    publisher_of(shop)
    sku = _named(tx, text)
    where = place(tx, shop.name, category)
    skus = [one.sku for one in _goods(tx, sku)]
    known = tx.execute(_by_sku, {"b_shop": shop.name, "b_sku": sku}).first()
    if known is not None:
        if Stand(known.stand) not in {Stand.DRAFT, Stand.REFUSED}:
            raise Refusal("publish_again", shop=shop.name, sku=sku)
        told = known.told if known.category_id == where.number else {}
        tx.execute(_recast, {"b_id": known.id, "b_category": where.number, "b_told": told})
        return _want_attributes(tx, shop, known.id)
    listed = tx.execute(_listed, {"b_shop": shop.name, "b_skus": skus}).scalar()
    if listed is not None:
        raise Refusal("publish_listed", shop=shop.name, sku=listed)
    row = {
        "shop": shop.name,
        "sku": sku,
        "own_key": str(uuid4()),
        "category_id": where.number,
        "told": {},
        "uploaded": {},
        "stand": Stand.DRAFT.value,
        "wrong": [],
        "made_at": tx.now,
        "made_by": tx.actor.name[:80],
    }
    number = int(
        tx.execute(insert(channel_drafts).returning(channel_drafts.c.id), row).scalar_one()
    )
    record(tx, "publish_drawn_up", shop=shop.name, sku=sku)
    return _want_attributes(tx, shop, number)


def _want_attributes(tx: Transaction, shop: Shop, number: int) -> Draft:
    """What its category asks for is read once."""
    draft = load(tx, number)
    if attributes_of(tx, shop.name, draft.category) is None:
        want_catalog(tx, shop, draft.category)
    return draft


def want_catalog(tx: Transaction, shop: Shop, category: str = "") -> None:
    """Have the tree of categories read, or what is asked of one."""
    require(tx, Permission.CHANNELS)
    publisher_of(shop)
    told = {"shop": shop.name, "category": category}
    outbox.put(tx, CATALOG, f"{CATALOG}:{uuid4().hex}", told)


def say(tx: Transaction, shop: Shop, number: int, values: Mapping[str, str]) -> Draft:
    """What its attributes are, by their number or name; empty: nothing is said of it.

    NotFound ``attribute_unknown``, Refusal ``attribute_value`` where it has to be one of a list.
    """
    require(tx, Permission.CHANNELS)
    draft = load(tx, number)
    asked = attributes_of(tx, shop.name, draft.category) or ()
    told = dict(draft.told)
    for name, raw in values.items():
        one, value = _attribute(asked, name), clean(raw, 200)
        if not value:
            told.pop(one.number, None)
            continue
        known = next((v.name for v in one.values if fold(value) in {fold(v.name), v.number}), None)
        if known is None and one.values and not one.free:
            some = ", ".join(v.name for v in one.values[:12])
            raise Refusal("attribute_value", attribute=one.name, value=value, known=some)
        told[one.number] = known or value
    tx.execute(_say, {"b_id": number, "b_told": told})
    return replace(draft, told=told)


def send(tx: Transaction, shop: Shop, home: str, number: int) -> Draft:
    """Have it brought to the platform; Refusal ``publish_missing`` with what is missing.

    ``publish_again`` while it is on its way, or where it is there whole.
    """
    require(tx, Permission.CHANNELS)
    draft = load(tx, number, lock=True)
    done = draft.stand in {Stand.LIVE, Stand.REVIEW} and not draft.wrong
    if draft.stand is Stand.WAITING or done:
        raise Refusal("publish_again", shop=shop.name, sku=draft.sku)
    if attributes_of(tx, shop.name, draft.category) is None:
        raise Refusal("publish_no_attributes", shop=shop.name, category=draft.category)
    lacking = missing(drawn_up(tx, shop, home, draft), links(tx, draft))
    if lacking:
        raise Refusal("publish_missing", sku=draft.sku, fields=", ".join(lacking))
    step(tx, draft, Stand.WAITING)
    tries = draft.tries + 1
    told = {"shop": shop.name, "draft": number}
    outbox.put(tx, PUBLISH, f"{PUBLISH}:{draft.own_key}:{tries}", told)
    tx.execute(_tried, {"b_id": number, "b_tries": tries})
    record(tx, "publish_sent", shop=shop.name, sku=draft.sku)
    return load(tx, number)


def forget(tx: Transaction, shop: Shop, number: int) -> str:
    """Drop what is only drawn up here; Refusal ``publish_again`` where the platform has it."""
    require(tx, Permission.CHANNELS)
    draft = load(tx, number, lock=True)
    if draft.stand not in {Stand.DRAFT, Stand.REFUSED} or draft.listing_id:
        raise Refusal("publish_again", shop=shop.name, sku=draft.sku)
    tx.execute(delete(channel_drafts).where(channel_drafts.c.id == number))
    record(tx, "publish_dropped", shop=shop.name, sku=draft.sku)
    return draft.sku


def drawn_up(tx: Transaction, shop: Shop, home: str, draft: Draft) -> Product:
    """A product as its platform is told it now; its pictures are those that are there already."""
    goods = _goods(tx, draft.sku)
    first = goods[0]
    stock = offered(tx, shop, home, [one.id for one in goods])
    asked = attributes_of(tx, shop.name, draft.category) or ()
    options, named, names = _options(tx, draft.sku)
    return Product(
        own_key=draft.own_key,
        sku=draft.sku,
        name=names or first.name,
        description=next((one.description for one in goods if one.description), ""),
        category=draft.category,
        currency=first.price.currency,
        sold=tuple(
            Sold(
                one.sku,
                one.price.decimal,
                stock[one.id],
                named.get(one.sku, ()),
                tuple(draft.uploaded[link] for link in one.pictures[:1] if link in draft.uploaded),
            )
            for one in goods
        ),
        options=options,
        brand=first.brand,
        attributes=tuple((one, draft.told[one.number]) for one in asked if one.number in draft.told)
        + tuple((one, "") for one in asked if one.required and one.number not in draft.told),
        pictures=tuple(draft.uploaded[link] for link in links(tx, draft) if link in draft.uploaded),
        weight_g=max(one.weight_g for one in goods),
        length_mm=max(one.length_mm for one in goods),
        width_mm=max(one.width_mm for one in goods),
        height_mm=max(one.height_mm for one in goods),
    )


def links(tx: Transaction, draft: Draft) -> tuple[str, ...]:
    """Where its pictures are, each once: those of the first of the family before the others."""
    return tuple(dict.fromkeys(link for one in _goods(tx, draft.sku) for link in one.pictures))


def missing(one: Product, pictures: Sequence[str]) -> tuple[str, ...]:
    """What every platform asks for and is not there: fields of ours, and names of attributes."""
    lacking = {
        "name": not one.name,
        "description": not one.description,
        "pictures": not pictures,
        "price": any(not sold.price for sold in one.sold),
        "weight": not one.weight_g,
        "size": not (one.length_mm and one.width_mm and one.height_mm),
    }
    asked = [of.name for of, value in one.attributes if of.required and not value]
    return (*(name for name, lacks in lacking.items() if lacks), *asked)


def load(tx: Transaction, number: int, *, lock: bool = False) -> Draft:
    """One of them; NotFound ``publish_unknown``."""
    query = _one.with_for_update() if lock else _one
    row = tx.execute(query, {"b_id": number}).first()
    if row is None:
        raise NotFound("publish_unknown", number=number)
    return read(row)


def drafts_of(tx: Transaction, shop: str = "") -> tuple[Draft, ...]:
    """All of them, or those of a shop, the newest first."""
    require(tx, Permission.STOCK_VIEW)
    rows = tx.execute(_all if not shop else _all.where(channel_drafts.c.shop == shop))
    return tuple(read(row) for row in rows)


def find(tx: Transaction, shop: Shop, text: str) -> Draft:
    """The one of a product or of its family; NotFound ``publish_unknown``."""
    found = {"b_shop": shop.name, "b_sku": _named(tx, text)}
    row = tx.execute(_by_sku, found).first()
    if row is None:
        raise NotFound("publish_unknown", number=clean(text, 80))
    return read(row)


def step(tx: Transaction, draft: Draft, then: Stand) -> None:
    """A step of its life."""
    if then is draft.stand:
        return
    check_step(PUBLISH_STEPS, draft.stand, then, draft=draft.id)
    tx.execute(_step, {"b_id": draft.id, "b_stand": then.value})


def read(row: AnyRow) -> Draft:
    """One as it stands in its table."""
    return Draft(
        row.id,
        row.shop,
        row.sku,
        row.own_key,
        row.category_id,
        row.told,
        row.uploaded,
        Stand(row.stand),
        row.tries,
        row.asked_at is not None,
        row.listing_id,
        tuple(Wrong(*one) for one in row.wrong),
    )


def _named(tx: Transaction, text: str) -> str:
    """The SKU under which it is brought there: of the family, where a product has one."""
    try:
        return family(tx, text).sku
    except NotFound:
        return product(tx, text).sku


def _goods(tx: Transaction, sku: str) -> list[Good]:
    """The product, or the variants of the family that are still sold."""
    try:
        found = family(tx, sku)
    except NotFound:
        return [product(tx, sku)]
    some = [one.product_id for one in found.variants if not one.archived][:_MOST_VARIANTS]
    if not some:
        raise Refusal("publish_no_variants", family=sku)
    known = products_of(tx, some)
    return [known[number] for number in some]


def _options(tx: Transaction, sku: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], str]:
    """In what variants differ, the values of each SKU, and what the family is called."""
    try:
        found = family(tx, sku)
    except NotFound:
        return (), {}, ""
    names = [{value.code: value.name for value in of.values} for of in found.attributes]
    values = {
        one.sku: tuple(known[code] for known, code in zip(names, one.codes, strict=True))
        for one in found.variants
    }
    return tuple(of.name for of in found.attributes), values, found.name


def _attribute(asked: Sequence[Attribute], name: str) -> Attribute:
    for one in asked:
        if name == one.number or fold(name) == fold(one.name):
            return one
    known = ", ".join(one.name for one in asked[:30])
    raise NotFound("attribute_unknown", attribute=clean(name, 80), known=known)


_d = channel_drafts.c
_of = _d.id == bindparam("b_id")
_one = select(channel_drafts).where(_of)
_by_sku = select(channel_drafts).where(_d.shop == bindparam("b_shop"), _d.sku == bindparam("b_sku"))
_all = select(channel_drafts).order_by(_d.id.desc())
_listed = (
    select(channel_listings.c.seller_sku)
    .where(
        channel_listings.c.shop == bindparam("b_shop"),
        channel_listings.c.live,
        channel_listings.c.seller_sku.in_(bindparam("b_skus", expanding=True)),
    )
    .limit(1)
)
_recast = (
    update(channel_drafts)
    .where(_of)
    .values(category_id=bindparam("b_category"), told=bindparam("b_told"))
)
_say = update(channel_drafts).where(_of).values(told=bindparam("b_told"))
_tried = update(channel_drafts).where(_of).values(tries=bindparam("b_tries"))
_step = update(channel_drafts).where(_of).values(stand=bindparam("b_stand"))
