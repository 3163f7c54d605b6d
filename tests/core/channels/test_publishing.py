"""New products at every marketplace and in a web shop: asked for, brought once, and followed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fakes.market_ground import table
from fakes.markets import KINDS
from sqlalchemy import insert, select, update

from core import draining, outbox
from core.catalog.models import (
    families,
    family_attributes,
    family_values,
    products,
    variants,
)
from core.channels.adapter import Trouble
from core.channels.asking import ask
from core.channels.connecting import answer_of, begin, finish
from core.channels.listings import listed
from core.channels.models import channel_listings
from core.channels.publishing import drafts, sending
from core.channels.publishing.categories import (
    attributes_of,
    pull_attributes,
    pull_categories,
    search,
)
from core.channels.publishing.drafts import Draft
from core.channels.publishing.models import channel_drafts
from core.channels.publishing.states import Stand
from core.channels.records import Offer
from core.channels.registry import Shop, shops_of
from core.config import parse
from core.database import Database
from core.errors import NotFound, Refusal
from core.outbox import OutboxState
from core.transaction import SYSTEM, Transaction, reading, writing
from tui.demo.channels import window
from tui.demo.channels.market import Market
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce
from tui.demo.server import Asked, Said, Simulated, page
from tui.demo.server import Fault as Wrong

HOME = "MAIN"
_CONFIG = """
[tokens]
key = "0123456789abcdef0123456789abcdef"
"""
NAME = "Kaos katun polos lengan pendek"


def png(color: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes([0, color, color] * 2))
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Pictures(Simulated):
    """Where the shop keeps its pictures."""

    def answer(self, asked: Asked) -> Said:
        """A picture, a page that is none, or nothing."""
        if asked.path.endswith(".png"):
            return Said(200, png(len(asked.path)), "image/png")
        return page(200 if asked.path.endswith(".html") else 404, "Not Found")


@dataclass
class Window:
    """A shop whose window gets new products."""

    db: Database
    shop: Shop
    server: Any
    pictures: Pictures
    house: Any
    build: ModuleType

    def do(self, work: Callable[[Transaction], Any]) -> Any:
        with writing(self.db, self.house.actor) as tx:
            return work(tx)

    def begin(self, sku: str, category: str = "Kaos") -> Draft:
        return self.do(lambda tx: drafts.begin(tx, self.shop, sku, category))

    def send(self, draft: Draft) -> Draft:
        return self.do(lambda tx: drafts.send(tx, self.shop, HOME, draft.id))

    def work(self, times: int = 1, *, later: bool = False) -> None:
        """What the worker does; `later`: as if a minute had passed."""
        handlers = sending.publishing([self.shop], HOME)
        for _ in range(times):
            with writing(self.db) as tx:
                past = tx.now - timedelta(seconds=1)
                waits = outbox.outbox.c.state == OutboxState.PENDING
                tx.execute(update(outbox.outbox).where(waits).values(next_at=past))
                if later:
                    asked = channel_drafts.c.asked_at.is_not(None)
                    old = tx.now - timedelta(minutes=2)
                    tx.execute(update(channel_drafts).where(asked).values(asked_at=old))
            draining.drain(self.db, handlers)

    def draft(self, number: int) -> Draft:
        with reading(self.db) as tx:
            return drafts.load(tx, number)

    def offered(self) -> dict[str, tuple[str, bool]]:
        with reading(self.db) as tx:
            rows = tx.execute(select(channel_listings)).all()
        return {row.seller_sku: (row.variant_id, row.product_id is not None) for row in rows}


@pytest.fixture(params=[*KINDS, "woocommerce"])
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Window]:
    kind = request.param
    web = kind == "woocommerce"
    with SimulatedWooCommerce() if web else KINDS[kind].server() as server, Pictures() as kept:
        house = build.shop(db, {"KP-01": 7, "KS-L-RED": 5, "KS-XL-RED": 3})
        text = _CONFIG + (
            f'[[channels]]\nkind = "{kind}"\nname = "Toko A"\nbase_url = "{server.url}"\n'
            f'app_key = "{KEY}"\napp_secret = "{SECRET}"\ntimeout_seconds = 2\n'
            if web
            else table(server, kind)
        )
        (shop,) = shops_of(parse(text, Path("k.toml")))
        shop.meter._gap = 0
        if not web:
            with writing(db) as tx:
                begin(tx, shop)
            answer = answer_of(f"code={KINDS[kind].answer['code']}&shop_id=67890123")
            assert finish(db, shop, answer, SYSTEM) is None
        made = Window(db, shop, server, kept, house, build)
        describe(made, "KP-01", "KS-L-RED", "KS-XL-RED")
        assert pull_categories(db, shop) >= 4
        for one in ("111", "210"):
            assert pull_attributes(db, shop, one) is None
        yield made


def describe(ground: Window, *skus: str, **other: object) -> None:
    """What a platform wants to know of products."""
    for at, sku in enumerate(skus):
        told = {
            "name": f"{NAME} {sku}",
            "description": "Kaos katun combed 30s.\nNyaman dipakai sehari-hari.",
            "pictures": f"{ground.pictures.url}/{sku}.png",
            "unit_price": (99_000 + at) * 100,
            "weight_g": 250,
            "length_mm": 300,
            "width_mm": 200,
            "height_mm": 25,
            **other,
        }
        ground.do(
            lambda tx, s=sku, t=told: tx.execute(  # type: ignore[misc]
                update(products).where(products.c.sku == s).values(**t)
            )
        )


def family(ground: Window) -> None:
    """The two shirts are one product with two sizes and one colour."""

    def make(tx: Transaction) -> None:
        now = {"created_at": tx.now, "updated_at": tx.now}
        row = {"sku": "KS", "name": NAME, "pattern": "{family}-{1}-{2}", **now}
        number = tx.execute(insert(families).returning(families.c.id), row).scalar_one()
        for at, (name, codes) in enumerate((("Ukuran", ("L", "XL")), ("Warna", ("RED",))), 1):
            told = {"family_id": number, "position": at, "name": name}
            made = insert(family_attributes).returning(family_attributes.c.id)
            attribute = tx.execute(made, told).scalar_one()
            for nth, code in enumerate(codes, 1):
                value = {"attribute_id": attribute, "position": nth, "code": code, "name": code}
                tx.execute(insert(family_values), value)
        for sku in ("KS-L-RED", "KS-XL-RED"):
            product = tx.execute(select(products.c.id).where(products.c.sku == sku)).scalar_one()
            codes_ = sku.removeprefix("KS-").replace("-", "|")
            one = {"product_id": product, "family_id": number, "codes": codes_}
            tx.execute(insert(variants), one)

    ground.do(make)


def tell(ground: Window, draft: Draft, **values: str) -> None:
    ground.do(lambda tx: drafts.say(tx, ground.shop, draft.id, values))


def ready(ground: Window, sku: str = "KP-01") -> Draft:
    draft = ground.begin(sku)
    if ground.shop.settings.kind != "woocommerce":
        tell(ground, draft, Bahan="katun")
    return draft


def test_a_product_is_asked_for_brought_and_followed_until_it_is_live(ground: Window) -> None:
    with reading(ground.db) as tx:
        found = search(tx, "Toko A", "pria kaos")
        assert [(one.number, one.path) for one in found] == [
            ("111", "Fashion > Pakaian Pria > Kaos")
        ]
    draft = ready(ground)
    assert ground.send(draft).stand is Stand.WAITING
    ground.work()
    now = ground.draft(draft.id)
    assert (now.stand, now.wrong) == (
        Stand.LIVE if ground.shop.settings.kind == "woocommerce" else Stand.REVIEW,
        (),
    )
    assert now.listing_id
    assert ground.offered()["KP-01"][1], "it is matched to the product at once"
    assert sum(ground.server.made.values()) == 1
    if isinstance(ground.server, Market):
        assert len(ground.server.pictures) == 1
        window.judge(ground.server, int(now.listing_id))
        with writing(ground.db) as tx:
            tx.execute(update(channel_drafts).values(looked_at=None))
        assert sending.follow(ground.db, ground.shop, HOME) is None
    assert ground.draft(draft.id).stand is Stand.LIVE
    with pytest.raises(Refusal, match="publish_again"):
        ground.begin("KP-01")


def test_variants_go_together_each_with_its_price_and_stock(ground: Window) -> None:
    family(ground)
    draft = ready(ground, "KS-L-RED")
    assert draft.sku == "KS"
    ground.send(draft)
    ground.work()
    assert ground.draft(draft.id).wrong == ()
    offered = ground.offered()
    assert set(offered) == {"KS-L-RED", "KS-XL-RED"}
    assert all(variant and known for variant, known in offered.values())
    if isinstance(ground.server, Market):
        sold = {one.sku: (one.price, one.stock) for one in ground.server.shop.listings}
        assert sold == {"KS-L-RED": (99_001, 5), "KS-XL-RED": (99_002, 3)}


def test_prices_are_told_without_cents_that_are_none(ground: Window) -> None:
    if not isinstance(ground.server, Market):
        return
    (made,) = (window.make(ground.server, NAME, "S", [window.Part("S", "", 99_000, 7)]),)
    variant = {"shopee": "", "lazada": str(made), "tiktok": str(made)}[ground.shop.settings.kind]
    offer = Offer(str(made), variant, "S", price=Decimal("83000.00"), currency="IDR")
    told = ask(ground.db, ground.shop, lambda access: ground.shop.adapter.offer(access, [offer]))
    assert not isinstance(told, Trouble)
    assert [one.said for one in told if not one.done] == []
    assert [one.price for one in ground.server.shop.listings] == [83_000]


@pytest.mark.parametrize("fault", [Wrong.CUT_AFTER, Wrong.CUT_BEFORE, Wrong.HTML, Wrong.BUSY])
def test_an_answer_that_got_lost_never_makes_two(ground: Window, fault: Wrong) -> None:
    making = {
        "shopee": "/product/add_item",
        "lazada": "/product/create",
        "tiktok": "/product/202309/products",
        "woocommerce": "/products",
    }[ground.shop.settings.kind]
    draft = ready(ground)
    ground.send(draft)
    plain = ground.server.deal_with
    struck = []

    def deal(asked: Asked) -> Said | None:
        if asked.method == "POST" and asked.path.endswith(making) and not struck:
            struck.append(asked)
            ground.server.go_wrong(fault, making)
        return plain(asked)

    ground.server.deal_with = deal
    ground.work(2)
    ground.work(2, later=True)
    assert struck
    assert ground.draft(draft.id).stand in {Stand.REVIEW, Stand.LIVE}
    assert set(ground.server.made.values()) == {1}
    assert set(ground.offered()) == {"KP-01"}


def test_what_the_platform_says_stands_at_its_field(ground: Window) -> None:
    if ground.shop.settings.kind == "woocommerce":
        ground.server.offer(77, "KS", 1, 1)
        family(ground)
        ground.server.vary(77, 770, "KS-XL-RED", 1, 1)
        describe(ground, "KS-L-RED")
        draft = ready(ground, "KS")
        ground.server.products[77]["sku"] = "KS-OLD"
        ground.send(draft)
        ground.work()
        (against,) = ground.draft(draft.id).wrong
        assert (against.field, against.sku) == ("sku", "KS-XL-RED"), "one variant, not all"
        assert set(ground.offered()) == {"KS-L-RED"}
        return
    draft = ready(ground)
    ground.send(draft)
    plain = window.against
    try:
        window.against = lambda _category, _told: "attribute Bahan is not allowed"  # type: ignore[assignment]
        ground.work()
    finally:
        window.against = plain  # type: ignore[assignment]
    now = ground.draft(draft.id)
    assert now.stand is Stand.REFUSED
    assert [one.field for one in now.wrong] == ["Bahan"]
    assert ground.send(draft).stand is Stand.WAITING
    ground.work()
    assert ground.draft(draft.id).stand is Stand.REVIEW
    assert ground.draft(draft.id).wrong == ()


def test_a_review_that_ends_badly_is_told(ground: Window) -> None:
    if not isinstance(ground.server, Market):
        return
    draft = ready(ground)
    ground.send(draft)
    ground.work()
    window.judge(ground.server, int(ground.draft(draft.id).listing_id), "image shows a logo")
    with writing(ground.db) as tx:
        tx.execute(update(channel_drafts).values(looked_at=None))
    assert sending.follow(ground.db, ground.shop, HOME) is None
    now = ground.draft(draft.id)
    assert now.stand is Stand.REFUSED
    assert now.wrong


def test_what_is_missing_is_said_before_anything_goes_out(ground: Window) -> None:
    draft = ground.begin("KP-01")
    describe(ground, "KP-01", description="", weight_g=0)
    with pytest.raises(Refusal) as told:
        ground.send(draft)
    lacking = told.value.params["fields"].split(", ")
    expected = ["description", "weight"]
    if ground.shop.settings.kind != "woocommerce":
        expected.append("Bahan")
        with pytest.raises(Refusal, match="attribute_value"):
            tell(ground, draft, Bahan="Emas")
        with pytest.raises(NotFound, match="attribute_unknown"):
            tell(ground, draft, Rasa="Manis")
    assert lacking == expected
    assert not any(one.method == "POST" and "product" in one.path for one in ground.server.asked)


def test_a_picture_that_is_none_is_said_and_nothing_is_made(ground: Window) -> None:
    if ground.shop.settings.kind == "woocommerce":
        return
    describe(ground, "KP-01", pictures=f"{ground.pictures.url}/a.html")
    draft = ready(ground)
    ground.send(draft)
    ground.work()
    now = ground.draft(draft.id)
    assert (now.stand, [one.field for one in now.wrong]) == (Stand.REFUSED, ["pictures"])
    assert not ground.server.made


def test_categories_are_told_apart_by_words(ground: Window) -> None:
    with pytest.raises(Refusal, match="category_which"):
        ground.begin("KP-01", "pria")
    with pytest.raises(NotFound, match="category_unknown"):
        ground.begin("KP-01", "mobil")
    if ground.shop.settings.kind != "woocommerce":
        with pytest.raises(Refusal, match="category_no_leaf"):
            ground.begin("KP-01", "100")
    draft = ground.begin("KP-01", "210")
    with reading(ground.db) as tx:
        asked = attributes_of(tx, "Toko A", draft.category) or ()
    assert [one.required for one in asked] == ([] if not asked else [True])
    assert ground.begin("KP-01", "Kaos").id == draft.id, "another category, the same draft"


def test_what_is_there_by_its_sku_is_not_made_again(ground: Window) -> None:
    if not isinstance(ground.server, Market):
        return
    window.make(ground.server, NAME, "KP-01", [window.Part("KP-01", "", 99_000, 7)])
    draft = ready(ground)
    ground.send(draft)
    ground.work()
    assert ground.draft(draft.id).stand is Stand.REVIEW
    assert ground.server.made["KP-01"] == 1
    with reading(ground.db, ground.house.actor) as tx:
        assert listed(tx, "Toko A") == ()
