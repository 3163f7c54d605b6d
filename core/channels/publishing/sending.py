"""New products go out: looked for first, their pictures next, then made; never two of one.

A platform takes no key of ours, or not for long. What may be there after a silence is looked for by
its seller SKUs, and made only where it stays away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select, update

from core import outbox
from core.audit import record
from core.channels.adapter import AGAIN, NEEDS_PERSON, Fault, Trouble
from core.channels.asking import ask
from core.channels.listings import keep
from core.channels.publishing.categories import publisher_of, pull_attributes, pull_categories
from core.channels.publishing.drafts import CATALOG, PUBLISH, Draft, drawn_up, links, load, step
from core.channels.publishing.models import channel_drafts
from core.channels.publishing.pictures import picture
from core.channels.publishing.records import Made, Product, Publisher, Wrong
from core.channels.publishing.states import Stand
from core.channels.records import Listing
from core.channels.registry import Shop
from core.database import Database
from core.draining import TRIES, Due, Handlers, Payload, Recovery
from core.errors import Refusal
from core.outbox import Intent, OutboxState
from core.text import clean
from core.transaction import SYSTEM, Actor, Transaction, reading, run

_SETTLING = timedelta(seconds=60)
"""So long a new product may not be found yet though the platform has it."""
_LOOKED = timedelta(minutes=10)
"""Between two looks at what a platform says of a product that it looks at."""
_PERSON = timedelta(minutes=15)
_LEASE_MS = 600_000
"""Pictures take their time."""


@dataclass(frozen=True, slots=True)
class _Task:
    intent: Intent
    draft: Draft
    product: Product
    links: tuple[str, ...]
    asked_at: datetime | None


def publishing(shops: Sequence[Shop], home: str) -> Handlers:
    """The handlers of what brings products to platforms."""
    return {PUBLISH: Publishing(shops, home), CATALOG: Catalogs(shops)}


class Catalogs:
    """The handler of what reads categories: it changes nothing there."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self._shops = {one.name: one for one in shops}

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program."""
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        """Read the tree, or what is asked of one category."""
        intent = run(database, SYSTEM, lambda tx: outbox.take(tx, only=due.intent))
        if intent is None:
            return
        shop, category = self._shops.get(str(due.payload["shop"])), str(due.payload["category"])
        said: Trouble | None = None
        if shop is not None:
            try:
                told = (
                    pull_attributes(database, shop, category)
                    if category
                    else pull_categories(database, shop)
                )
                said = told if isinstance(told, Trouble) else None
            except Refusal as refusal:
                said = Trouble(Fault.REVOKED, refusal.code)
        run(database, SYSTEM, lambda tx: _finish(tx, intent, said))

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Asking changes nothing."""
        return Recovery(attempts < TRIES, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Somebody asks for it again."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Somebody asks for it again."""


class Publishing:
    """The handler of new products."""

    def __init__(self, shops: Sequence[Shop], home: str) -> None:
        self._shops = {one.name: one for one in shops}
        self._home = home

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program: who sent it off stands in the trail."""
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        """Look for it, bring its pictures, make it, and write down what there is."""
        shop = self._shops.get(str(due.payload["shop"]))
        task = run(database, SYSTEM, lambda tx: self._take(tx, due, shop))
        if task is None or shop is None:
            return
        try:
            said = _brought(database, shop, self._home, task)
        except Refusal as refusal:
            said = Trouble(Fault.REVOKED, refusal.code)
        run(database, SYSTEM, lambda tx: _record(tx, shop, task, said))

    def _take(self, tx: Transaction, due: Due, shop: Shop | None) -> _Task | None:
        intent = outbox.take(tx, only=due.intent, lease_ms=_LEASE_MS)
        if intent is None:
            return None
        number = int(due.payload["draft"])
        row = tx.execute(_asked_at, {"b_id": number}).first()
        if shop is None or row is None:
            outbox.finish(tx, intent, OutboxState.REJECTED, error="shop_unknown")
            return None
        draft = load(tx, number)
        product = drawn_up(tx, shop, self._home, draft)
        return _Task(intent, draft, product, links(tx, draft), row.asked_at)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Once more: it begins with looking for it."""
        return Recovery(attempts < TRIES, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It was tried too often: a person sends it off again, and it is looked for first."""
        _give_up(tx, int(payload["draft"]), error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off too often."""
        _give_up(tx, int(payload["draft"]), error)


def follow(database: Database, shop: Shop, home: str) -> Trouble | None:
    """Look at what the platform says by now of products that it looks at."""
    with reading(database) as tx:
        due = {"b_shop": shop.name, "b_before": tx.now - _LOOKED}
        numbers = tx.execute(_in_review, due).scalars().all()
    for number in numbers:
        told = _found(database, shop, home, number)
        if isinstance(told, Trouble):
            return told
        run(database, SYSTEM, partial(_looked, shop=shop, number=number, made=told))
    return None


def _found(database: Database, shop: Shop, home: str, number: int) -> Made | Trouble | None:
    publisher = publisher_of(shop)
    with reading(database) as tx:
        product = drawn_up(tx, shop, home, load(tx, number))
    return ask(database, shop, lambda access: publisher.find(access, product))


def _brought(database: Database, shop: Shop, home: str, task: _Task) -> Made | Trouble:
    publisher = publisher_of(shop)
    product = task.product
    known = ask(database, shop, lambda access: publisher.find(access, product))
    if isinstance(known, Trouble):
        return known
    skus = {one.sku for one in product.sold}
    if known is not None and skus <= set(known.variants):
        return known
    if known is None and task.asked_at is not None:
        with reading(database) as tx:
            left = task.asked_at + _SETTLING - tx.now
        if left > timedelta(0):
            return Trouble(Fault.HELD, "not_found_yet", left.total_seconds())
    wrong = _pictures(database, shop, publisher, task)
    if wrong is not None:
        return wrong
    with reading(database) as tx:
        product = drawn_up(tx, shop, home, load(tx, task.draft.id))
    run(database, SYSTEM, lambda tx: tx.execute(_ask, {"b_id": task.draft.id, "b_now": tx.now}))
    told = ask(database, shop, lambda access: publisher.publish(access, product, known))
    unsure = isinstance(told, Trouble) and told.fault is Fault.UNSURE
    there = isinstance(told, Made) and told.listing_id
    if known is None and not unsure and not there:
        # It certainly has not got it: nobody waits for it to show.
        run(database, SYSTEM, lambda tx: tx.execute(_ask, {"b_id": task.draft.id, "b_now": None}))
    return told


def _pictures(
    database: Database, shop: Shop, publisher: Publisher, task: _Task
) -> Made | Trouble | None:
    """Bring the pictures there that are not; each is written down before the next."""
    there = dict(task.draft.uploaded)
    wanted = task.links[: publisher.most_pictures] if publisher.most_pictures else ()
    for link in wanted:
        if link in there:
            continue
        found = picture(shop, link) if publisher.takes_bytes else (b"", "")
        if isinstance(found, Trouble):
            if found.fault in AGAIN:
                return found
            return _refused("pictures", f"{link}: {found.said}")
        data, kind = found
        told = ask(database, shop, partial(publisher.picture, link=link, data=data, kind=kind))
        if isinstance(told, Trouble):
            if told.fault is Fault.REFUSED:
                return _refused("pictures", f"{link}: {told.said}")
            # A picture twice is harmless: nobody sees it.
            return Trouble(Fault.AWAY, told.said) if told.fault is Fault.UNSURE else told
        there[link] = told
        run(database, SYSTEM, partial(_keep_pictures, number=task.draft.id, there=dict(there)))
    return None


def _keep_pictures(tx: Transaction, *, number: int, there: dict[str, str]) -> None:
    tx.execute(_uploaded, {"b_id": number, "b_uploaded": there})


def _refused(field: str, said: str) -> Made:
    return Made("", Stand.REFUSED, {}, (Wrong(field, said[:200]),))


def _record(tx: Transaction, shop: Shop, task: _Task, said: Made | Trouble) -> None:
    intent = task.intent
    if isinstance(said, Trouble):
        passes = said.fault in {*AGAIN, *NEEDS_PERSON, Fault.UNSURE, Fault.EXPIRED}
        if passes:
            wait = max(outbox.back_off(intent.attempts), timedelta(seconds=said.wait))
            if said.fault in NEEDS_PERSON:
                wait = max(wait, _PERSON)
            error = f"{said.fault.value} {said.said}"
            outbox.finish(tx, intent, OutboxState.PENDING, error=error, again_at=tx.now + wait)
            return
        said = _refused("", said.said)
    state = OutboxState.REJECTED if said.stand is Stand.REFUSED else OutboxState.DONE
    if not outbox.finish(tx, intent, state, error=_words(said)):
        return
    _write(tx, shop, load(tx, task.draft.id, lock=True), task.product, said)
    kind = "publish_refused" if said.stand is Stand.REFUSED else "publish_done"
    record(tx, kind, shop=shop.name, sku=task.draft.sku, reason=_words(said) or "-")


def _write(tx: Transaction, shop: Shop, draft: Draft, product: Product, made: Made) -> None:
    """What there is of it now, and as listings what is sold."""
    step(tx, draft, made.stand)
    told = [[one.field[:40], clean(one.said, 200), one.sku[:80]] for one in made.wrong[:50]]
    put = {
        "b_id": draft.id,
        "b_listing": made.listing_id[:80] or draft.listing_id,
        "b_wrong": told,
        "b_now": tx.now,
    }
    tx.execute(_done, put)
    if made.listing_id:
        keep(tx, shop, [_listing(made, product, sku) for sku in made.variants])


def _listing(made: Made, product: Product, sku: str) -> Listing:
    sold = next((one for one in product.sold if one.sku == sku), None)
    return Listing(
        made.listing_id,
        made.variants[sku],
        sku,
        product.name,
        ", ".join(sold.options) if sold else "",
        sold.price if sold else None,
        product.currency,
        available=sold.stock if sold else None,
        live=made.stand is Stand.LIVE,
        raw_state=made.stand.value,
    )


def _looked(tx: Transaction, *, shop: Shop, number: int, made: Made | None) -> None:
    draft = load(tx, number, lock=True)
    if draft.stand not in {Stand.REVIEW, Stand.LIVE}:
        return
    if made is None:
        tx.execute(_seen, {"b_id": number, "b_now": tx.now})
        return
    step(tx, draft, made.stand)
    told = [[one.field[:40], clean(one.said, 200), one.sku[:80]] for one in made.wrong[:50]]
    if made.stand is Stand.LIVE:
        told = [list(one) for one in tx.execute(_wrong, {"b_id": number}).scalar_one()]
    put = {"b_id": number, "b_listing": made.listing_id, "b_wrong": told, "b_now": tx.now}
    tx.execute(_done, put)
    if made.stand is not draft.stand:
        kind = "publish_refused" if made.stand is Stand.REFUSED else "publish_done"
        record(tx, kind, shop=shop.name, sku=draft.sku, reason=_words(made) or "-")


def _finish(tx: Transaction, intent: Intent, said: Trouble | None) -> None:
    passes = said is not None and said.fault in {*AGAIN, Fault.UNSURE, Fault.EXPIRED}
    if said is not None and passes and intent.attempts < TRIES:
        wait = max(outbox.back_off(intent.attempts), timedelta(seconds=said.wait))
        outbox.finish(tx, intent, OutboxState.PENDING, error=said.said, again_at=tx.now + wait)
        return
    state = OutboxState.DONE if said is None else OutboxState.REJECTED
    outbox.finish(tx, intent, state, error="" if said is None else f"{said.fault} {said.said}")


def _give_up(tx: Transaction, number: int, error: str) -> None:
    draft = load(tx, number, lock=True)
    if draft.stand is Stand.WAITING:
        step(tx, draft, Stand.REFUSED)
        put = {"b_id": number, "b_listing": draft.listing_id, "b_now": tx.now}
        tx.execute(_done, put | {"b_wrong": [["", clean(error, 200), ""]]})
        record(tx, "publish_refused", shop=draft.shop, sku=draft.sku, reason=clean(error, 200))


def _words(made: Made) -> str:
    return "; ".join(f"{one.field} {one.said}".strip() for one in made.wrong[:5])[:200]


_d = channel_drafts.c
_of = _d.id == bindparam("b_id")
_asked_at = select(_d.asked_at).where(_of)
_wrong = select(_d.wrong).where(_of)
_ask = update(channel_drafts).where(_of).values(asked_at=bindparam("b_now"))
_uploaded = update(channel_drafts).where(_of).values(uploaded=bindparam("b_uploaded"))
_seen = update(channel_drafts).where(_of).values(looked_at=bindparam("b_now"))
_done = (
    update(channel_drafts)
    .where(_of)
    .values(
        listing_id=bindparam("b_listing"),
        wrong=bindparam("b_wrong"),
        looked_at=bindparam("b_now"),
    )
)
_in_review = (
    select(_d.id)
    .where(
        _d.shop == bindparam("b_shop"),
        _d.stand == Stand.REVIEW.value,
        _d.looked_at.is_(None) | (_d.looked_at < bindparam("b_before")),
    )
    .order_by(_d.id)
    .limit(20)
)
