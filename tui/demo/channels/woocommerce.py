"""A simulated WooCommerce shop: its REST API v3 with keys, pages, filters and partial success."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tui.demo.channels import woocommerce_window
from tui.demo.server import Asked, Said, Simulated, said

KEY, SECRET = "ck_demo", "cs_demo-secret"
_ROOT = "/wp-json/wc/v3"
_STATES = frozenset(
    {"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "trash"}
)


class SimulatedWooCommerce(Simulated):
    """One web shop with orders, products and notes."""

    def __init__(self, port: int = 0, currency: str = "IDR") -> None:
        super().__init__(port=port)
        self.currency = currency
        self.orders: dict[int, dict[str, Any]] = {}
        self.products: dict[int, dict[str, Any]] = {}
        self.variants: dict[int, dict[int, dict[str, Any]]] = {}
        self.notes: dict[int, list[dict[str, Any]]] = {}
        self.locked: set[int] = set()
        """Products whose stock the shop refuses to change, within a success."""
        self.made: Counter[str] = Counter()
        """How often a new product came in, by its SKU."""
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def sell(self, number: int, lines: list[tuple[int, int]], **other: object) -> dict[str, Any]:
        """An order of (product or variant, quantity), paid unless `other` says otherwise."""
        at = _gmt(self.now())
        items = [self._item(number * 10 + row, *line) for row, line in enumerate(lines, 1)]
        total = sum(int(one["total"]) for one in items) + 10_000
        address = {
            "first_name": "Rini",
            "last_name": "Wulandari",
            "company": "",
            "address_1": "Jl. Kenanga 3",
            "address_2": "",
            "city": "Bandung",
            "state": "JB",
            "postcode": "40115",
            "country": "ID",
            "phone": "+62 21 5550 0001",
        }
        self.orders[number] = {
            "id": number,
            "number": str(number),
            "status": "processing",
            "currency": self.currency,
            "date_created_gmt": at,
            "date_modified_gmt": at,
            "date_paid_gmt": at,
            "discount_total": "0",
            "shipping_total": "10000",
            "shipping_tax": "0",
            "total": str(total),
            "payment_method": "bacs",
            "customer_note": "",
            "billing": {**address, "email": "rini@example.invalid"},
            "shipping": address,
            "line_items": items,
            "shipping_lines": [{"method_title": "Flat rate"}],
            "fee_lines": [],
            "meta_data": [],
            **other,
        }
        return self.orders[number]

    def offer(self, number: int, sku: str, price: int, stock: int | None, **other: object) -> None:
        """A simple product; without a number the shop counts no stock of it."""
        self.products[number] = {
            "id": number,
            "name": f"Product {sku}",
            "sku": sku,
            "type": "simple",
            "status": "publish",
            "regular_price": str(price),
            "price": str(price),
            "manage_stock": stock is not None,
            "stock_quantity": stock,
            "attributes": [],
            "variations": [],
            **other,
        }

    def vary(self, parent: int, number: int, sku: str, price: int, stock: int) -> None:
        """A variant of a product, which becomes a variable one."""
        self.products[parent] |= {"type": "variable", "manage_stock": False}
        self.products[parent]["variations"].append(number)
        self.variants.setdefault(parent, {})[number] = {
            "id": number,
            "sku": sku,
            "status": "publish",
            "regular_price": str(price),
            "price": str(price),
            "manage_stock": True,
            "stock_quantity": stock,
            "attributes": [{"name": "Size", "option": sku[-1]}],
        }

    def touch(self, number: int, **changes: object) -> None:
        """Something changes in an order, now."""
        self.orders[number] |= {**changes, "date_modified_gmt": _gmt(self.now())}

    def message(self, number: int) -> tuple[dict[str, str], bytes]:
        """Headers and body of the webhook that tells of an order."""
        body = json.dumps(self.orders[number]).encode()
        sign = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
        return {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": sign}, body

    def answer(self, asked: Asked) -> Said:
        """As the real one: errors have a code, a message and their HTTP status."""
        basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if not asked.path.startswith(_ROOT):
            return _wrong(404, "rest_no_route", "No route was found matching the URL")
        if asked.headers.get("authorization") != f"Basic {basic}":
            return _wrong(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        match asked.method, asked.path.removeprefix(_ROOT).strip("/").split("/"):
            case "GET", ["orders"]:
                return self._list_orders(asked.query)
            case "GET", ["orders", number]:
                return self._of(self.orders, number, "shop_order")
            case "PUT", ["orders", number]:
                return self._change(number, asked.json)
            case "GET", ["orders", number, "notes"]:
                return said(self.notes.get(int(number), []))
            case "POST", ["orders", number, "notes"]:
                return self._note(number, asked.json)
            case "GET", ["products", "categories"]:
                return _page(list(woocommerce_window.CATEGORIES), asked.query)
            case "GET", ["products"]:
                return _page(_some(list(self.products.values()), asked.query), asked.query)
            case "POST", ["products"]:
                return woocommerce_window.add(self, asked.json)
            case "GET", ["products", number, "variations"]:
                rows = list(self.variants.get(int(number), {}).values())
                return _page(_some(rows, asked.query), asked.query)
            case "POST", ["products", "batch"]:
                return self._batch(self.products, asked.json)
            case "POST", ["products", number, "variations", "batch"]:
                if "create" in asked.json:
                    return woocommerce_window.vary(self, int(number), asked.json)
                return self._batch(self.variants.get(int(number), {}), asked.json)
        return _wrong(404, "rest_no_route", "No route was found matching the URL")

    def _item(self, line_id: int, number: int, quantity: int) -> dict[str, Any]:
        parent = next((one for one, some in self.variants.items() if number in some), None)
        row = self.variants[parent][number] if parent else self.products[number]
        total = int(row["regular_price"]) * quantity
        return {
            "id": line_id,
            "name": row.get("name", row["sku"]),
            "product_id": parent or number,
            "variation_id": number if parent else 0,
            "sku": row["sku"],
            "quantity": quantity,
            "subtotal": str(total),
            "subtotal_tax": "0",
            "total": str(total),
            "total_tax": "0",
        }

    def _list_orders(self, query: Mapping[str, str]) -> Said:
        rows = _some(list(self.orders.values()), query)
        if query.get("status", "any") == "any":
            rows = [one for one in rows if one["status"] != "trash"]
        for name, keeps in (("modified_after", _later), ("modified_before", _earlier)):
            if name in query:
                if query.get("dates_are_gmt") != "true":
                    return _wrong(400, "rest_invalid_param", "dates_are_gmt")
                rows = [one for one in rows if keeps(one["date_modified_gmt"], query[name])]
        if query.get("orderby") == "modified":
            rows.sort(key=lambda one: (one["date_modified_gmt"], one["id"]))
        return _page(rows, query)

    def _change(self, number: str, told: Any) -> Said:
        order = self.orders.get(int(number))
        if order is None:
            return _wrong(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        if told.get("status", "processing") not in _STATES:
            return _wrong(400, "rest_invalid_param", "Invalid parameter(s): status")
        meta = {one["key"]: one for one in [*order["meta_data"], *told.pop("meta_data", [])]}
        self.touch(int(number), **told, meta_data=list(meta.values()))
        return said(order)

    def _note(self, number: str, told: Any) -> Said:
        if int(number) not in self.orders:
            return _wrong(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
        note = {"note": told["note"], "customer_note": bool(told.get("customer_note"))}
        self.notes.setdefault(int(number), []).append(note)
        return said(note, 201)

    def _of(self, rows: Mapping[int, dict[str, Any]], number: str, kind: str) -> Said:
        found = rows.get(int(number)) if number.isdecimal() else None
        if found is None:
            return _wrong(404, f"woocommerce_rest_{kind}_invalid_id", "Invalid ID.")
        return said(found)

    def _batch(self, rows: Mapping[int, dict[str, Any]], told: Any) -> Said:
        """Each entry has an answer of its own, also where it was refused."""
        if len(told["update"]) > 100:
            return _wrong(413, "woocommerce_rest_request_entity_too_large", "At most 100 objects.")
        answers: list[dict[str, Any]] = []
        for one in told["update"]:
            row = rows.get(one["id"])
            if row is None:
                code = "woocommerce_rest_product_invalid_id"
                answers.append({"id": one["id"], "error": {"code": code, "message": "Invalid ID."}})
            elif one["id"] in self.locked:
                error = {"code": "product_locked", "message": "Stock is managed elsewhere."}
                answers.append({"id": one["id"], "error": error})
            else:
                row |= one
                answers.append(dict(row))
        return said({"update": answers})


def _later(at: str, than: str) -> bool:
    return at > than


def _earlier(at: str, than: str) -> bool:
    return at < than


def _some(rows: list[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    if query.get("sku"):
        rows = [one for one in rows if one["sku"] in query["sku"].split(",")]
    if "include" not in query:
        return rows
    wanted = {int(one) for one in query["include"].split(",") if one.isdecimal()}
    return [one for one in rows if one["id"] in wanted]


def _page(rows: list[dict[str, Any]], query: Mapping[str, str]) -> Said:
    size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
    if not 1 <= size <= 100:
        return _wrong(400, "rest_invalid_param", "per_page must be between 1 and 100")
    head = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))}
    return said(rows[(number - 1) * size : number * size], 200, **head)


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _wrong(status: int, code: str, message: str) -> Said:
    return said({"code": code, "message": message, "data": {"status": status}}, status)
