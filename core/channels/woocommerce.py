"""WooCommerce REST API v3: orders come in; stock, prices and tracking numbers go out.

Source: https://woocommerce.github.io/woocommerce-rest-api-docs/ (v3). Keys go as HTTP Basic over
TLS; lists have 100 entries a page and tell their length in ``X-WP-Total``. The shop sends by
itself: there is no courier and no label to fetch, and a tracking number is a note to the buyer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from core.channel_settings import ChannelSettings
from core.channels import woocommerce_words as words
from core.channels.adapter import Access, Can, Fault, Limits, Plain, Push, Shop, Trouble
from core.channels.answers import word
from core.channels.hearing import unheard
from core.channels.records import (
    Listing,
    ListingPage,
    Offer,
    OrderPage,
    PackageState,
    Parcel,
    Pushed,
    RemotePackage,
    Unread,
)
from core.channels.woocommerce_publishing import WooPublisher
from core.wire import Answer, Wire

_PAGE = 100
_TRACKING = "_kemas_tracking"
_HIDDEN = frozenset({"checkout-draft", "auto-draft", "trash"})
"""Status of what is no order: carts, and what was thrown away."""


class WooCommerce(Plain):
    """One web shop."""

    kind = "woocommerce"
    can = frozenset(
        {Can.ORDERS, Can.TRACKING, Can.LISTINGS, Can.STOCK, Can.PRICE, Can.PUBLISH, Can.HOOK}
    )
    limits = Limits(per_second=5.0, window=timedelta(days=31), stock_batch=100)

    def __init__(self, settings: ChannelSettings, before: Callable[[], None]) -> None:
        keys = f"{settings.app_key}:{settings.secret}"
        basic = base64.b64encode(keys.encode()).decode()
        self._secret = settings.hook_secret.encode()
        self._host = urlsplit(settings.server).hostname or ""
        self._wire = Wire(
            settings.called,
            f"{settings.server}/wp-json/wc/v3",
            float(settings.timeout_seconds),
            headers=lambda: {"Authorization": f"Basic {basic}"},
            secrets=lambda: (settings.secret, basic),
            before=before,
        )
        self.publisher = WooPublisher(self._ask, self._one)

    def shop(self, access: Access) -> Shop | Trouble:
        """As `Adapter.shop`."""
        told = self._ask("GET", "/orders", per_page=1, _fields="id")
        return told if isinstance(told, Trouble) else Shop(self._host, self._host)

    def orders(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> OrderPage | Trouble:
        """As `Adapter.orders`; a page goes on from the last moment of the one before.

        Numbered pages would skip an order whenever one of an earlier page changes meanwhile.
        """
        begin, number = page.split("|") if page else (_gmt(since), "1")
        told = self._ask(
            "GET",
            "/orders",
            modified_after=begin,
            modified_before=_gmt(until + timedelta(seconds=1)),  # its own second belongs to it
            dates_are_gmt="true",
            orderby="modified",
            order="asc",
            status="any",
            per_page=_PAGE,
            page=number,
        )
        if isinstance(told, Trouble):
            return told
        rows, total = told
        found = _page(rows)
        if len(rows) < _PAGE:
            return OrderPage(found.orders, "", found.unread, total)
        # The same second again: what shares it is told twice rather than never.
        last = word(rows[-1].get("date_modified_gmt"))
        back = _gmt(datetime.fromisoformat(last).replace(tzinfo=UTC) - timedelta(seconds=1))
        on = f"{back}|1" if back > begin else f"{begin}|{int(number) + 1}"
        return OrderPage(found.orders, on, found.unread, total)

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """As `Adapter.order`."""
        told = self._ask("GET", "/orders", include=",".join(keys), status="any", per_page=_PAGE)
        return told if isinstance(told, Trouble) else _page(told[0])

    def tell(
        self, access: Access, parcel: Parcel, carrier: str, tracking: str
    ) -> RemotePackage | Trouble:
        """As `Adapter.tell`: a note to the buyer unless it is there, then the order is complete."""
        said = f"{carrier}: {tracking}"
        done = RemotePackage("", PackageState.GONE, "completed", tracking, carrier)
        order = self._one("GET", f"/orders/{parcel.key}")
        if isinstance(order, Trouble):
            return order
        status = word(order.get("status"))
        if status in {"cancelled", "refunded", "trash"}:
            return Trouble(Fault.CANCELLED, status)
        notes = self._ask("GET", f"/orders/{parcel.key}/notes", type="customer")
        if isinstance(notes, Trouble):
            return notes
        if not any(tracking in word(one.get("note"), 2000) for one in notes[0]):
            noted = self._one(
                "POST", f"/orders/{parcel.key}/notes", {"note": said, "customer_note": True}
            )
            if isinstance(noted, Trouble):
                return noted
        put = {"status": "completed", "meta_data": [{"key": _TRACKING, "value": said}]}
        told = self._one("PUT", f"/orders/{parcel.key}", put)
        return told if isinstance(told, Trouble) else done

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """As `Adapter.listings`; variants are asked for product by product."""
        number = int(page or 1)
        told = self._ask(
            "GET", "/products", per_page=_PAGE, page=number, orderby="id", order="asc", status="any"
        )
        if isinstance(told, Trouble):
            return told
        found: list[Listing] = []
        for row in told[0]:
            if word(row.get("type")) != "variable":
                found.append(words.listing(row))
                continue
            variants = self._variants(row)
            if isinstance(variants, Trouble):
                return variants
            found += variants
        return ListingPage(tuple(found), str(number + 1) if len(told[0]) == _PAGE else "")

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """As `Adapter.listed`."""
        found: list[Listing] = []
        for product, variants in _by_product(keys).items():
            ids = ",".join(variants)
            if product:
                parent = {"id": product}
                told = self._ask(
                    "GET", f"/products/{product}/variations", include=ids, per_page=_PAGE
                )
            else:
                parent = {}
                told = self._ask("GET", "/products", include=ids, per_page=_PAGE)
            if isinstance(told, Trouble):
                return told
            found += [words.listing(row, parent) for row in told[0]]
        return ListingPage(tuple(found))

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """As `Adapter.offer`: simple products in one batch, variants in one for each product."""
        done: list[Pushed] = []
        keys = [(one.listing_id, one.variant_id) for one in offers]
        by_key = dict(zip(keys, offers, strict=True))
        for product, ids in _by_product(keys).items():
            path = f"/products/{product}/variations/batch" if product else "/products/batch"
            some = [by_key[(product, one) if product else (one, "")] for one in ids]
            told = self._one("POST", path, {"update": [words.update(one) for one in some]})
            if isinstance(told, Trouble):
                if done:  # what went before is told; the others are not known to be done
                    return (
                        *done,
                        *(Pushed(*_key(one), done=False, said=told.said) for one in some),
                    )
                return told
            done += words.pushed(some, told)
        return tuple(done)

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """As `Adapter.heard`: ``X-WC-Webhook-Signature`` is the HMAC-SHA256 of the body."""
        mine = base64.b64encode(hmac.digest(self._secret, body, hashlib.sha256)).decode()
        theirs = headers.get("x-wc-webhook-signature", "")
        if not hmac.compare_digest(mine.encode(), theirs.encode()):
            return None
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Push()  # the ping of a new webhook is no JSON
        number = word(told.get("id")) if isinstance(told, dict) else ""
        topic = headers.get("x-wc-webhook-topic", "")
        if topic.startswith("order.") and number:
            return Push(orders=(number,))
        return Push(listings=topic.startswith("product."))

    def _variants(self, product: Mapping[str, Any]) -> list[Listing] | Trouble:
        found: list[Listing] = []
        number = 1
        while True:
            path = f"/products/{word(product.get('id'))}/variations"
            told = self._ask("GET", path, per_page=_PAGE, page=number, orderby="id", order="asc")
            if isinstance(told, Trouble):
                return told
            found += [words.listing(row, product) for row in told[0]]
            if len(told[0]) < _PAGE:
                return found
            number += 1

    def _ask(self, method: str, path: str, **query: object) -> tuple[list[Any], int] | Trouble:
        """The rows of a list and how many there are in all."""
        heard = self._wire.ask(method, path, query=query)
        trouble = unheard(heard, writes=False)
        if trouble is not None:
            return trouble
        assert isinstance(heard, Answer)  # noqa: S101 - all else is trouble
        told = json.loads(heard.body, parse_float=Decimal)
        if heard.status >= 300:
            return words.trouble(heard.status, told)
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            return Trouble(Fault.GARBLED, heard.start[:80])
        total = heard.headers.get("x-wp-total", "")
        return told, int(total) if total.isdecimal() else 0

    def _one(
        self, method: str, path: str, said: Mapping[str, object] | None = None
    ) -> Mapping[str, Any] | Trouble:
        """One thing, or what became of it."""
        heard = self._wire.ask(method, path, said=said)
        trouble = unheard(heard, writes=method != "GET")
        if trouble is not None:
            return trouble
        assert isinstance(heard, Answer)  # noqa: S101 - all else is trouble
        told = json.loads(heard.body, parse_float=Decimal)
        if heard.status >= 300:
            return words.trouble(heard.status, told)
        return told if isinstance(told, dict) else Trouble(Fault.GARBLED, heard.start[:80])


def _page(rows: Sequence[Mapping[str, Any]]) -> OrderPage:
    read = [words.order(row) for row in rows if word(row.get("status")) not in _HIDDEN]
    orders = tuple(one for one in read if not isinstance(one, Unread))
    return OrderPage(orders, unread=tuple(one for one in read if isinstance(one, Unread)))


def _by_product(keys: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Simple products under an empty key, variants under their product."""
    found: dict[str, list[str]] = {}
    for listing, variant in keys:
        found.setdefault(listing if variant else "", []).append(variant or listing)
    return found


def _key(offer: Offer) -> tuple[str, str]:
    return offer.listing_id, offer.variant_id


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
