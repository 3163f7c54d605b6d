"""Shopee, simulated: signatures, tokens and envelopes as strict as the real ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from core.channels.shopee.signing import push_signature, signature
from tui.demo.channels import (
    shopee_goods,
    shopee_orders,
    shopee_pays,
    shopee_ships,
    shopee_window,
)
from tui.demo.channels.market import Market, Wrong
from tui.demo.channels.tokens import Pair
from tui.demo.server import Asked, Said, page, said

PARTNER_ID = "2009117"
KEY = "shpk5a1d7c3e9b2f4680a7c5e3d1b9f8264a0c6e4d2b8f7a5931c0e8d6b4f2a1973e"
PUSH_KEY = "push4b7e1a9c5d3f20861e7a4c9b5d3f2086"
SHOP_ID = 67890123
_API = "/api/v2"
_PUBLIC = {"/auth/token/get", "/auth/access_token/get", "/shop/auth_partner"}
_UPLOAD = "/media_space/upload_image"
_MINUTES = 300
"""Seconds by which a question's clock may differ."""


Data = Mapping[str, Any]


class SimulatedShopee(Market):
    """One shop in Indonesia."""

    prefix = "SP"

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.shop_id = SHOP_ID
        self.is_banned = False
        self.name = "Toko Contoh Shopee"
        self.days = 365
        """How many days the seller's permission lasts."""
        self.currency, self.region = "IDR", "ID"

    def too_many(self) -> Said:
        """As the real one: no number, no time to wait."""
        return _wrong(Wrong("error_rate_limit", "Too many requests, please try again later.", 429))

    def judged(self, asked: Asked) -> Said:
        """Judge a question: whose it is first, then what it wants."""
        if not asked.path.startswith(_API):
            return page(404, "Not Found")
        path = asked.path.removeprefix(_API)
        try:
            self._check(asked, path)
            return self._answer(asked, path)
        except Wrong as wrong:
            return _wrong(wrong)

    def _check(self, asked: Asked, path: str) -> None:
        query = asked.query
        if query.get("partner_id") != PARTNER_ID:
            raise Wrong("error_param", "Invalid partner_id")
        at = query.get("timestamp", "")
        if not at.isdecimal() or abs(int(at) - self.clock()) > _MINUTES:
            raise Wrong("error_param", "Invalid timestamp", 403)
        public = path in {*_PUBLIC, _UPLOAD}
        token = "" if public else query.get("access_token", "")
        shop = "" if public else query.get("shop_id", "")
        if not public and (not token or not shop):
            raise Wrong("error_auth", "There is no access_token or shop_id in query.", 403)
        made = signature(PARTNER_ID, KEY, asked.path, int(at), token, shop)
        if query.get("sign") != made:
            raise Wrong("error_sign", "Wrong sign.", 403)
        if public:
            return
        if not self.tokens.is_alive(token):
            raise Wrong("invalid_acceess_token", "Invalid access_token.", 403)
        if shop != str(self.shop_id):
            raise Wrong("shop_no_linked", "shop is not linked to the partner", 403)
        if self.is_banned:
            raise Wrong("shop_banned", "The shop is banned", 403)

    def _answer(self, asked: Asked, path: str) -> Said:
        gets: dict[str, Callable[[Data], object]] = {
            **shopee_orders.gets(self),
            **shopee_pays.gets(self),
            **shopee_ships.gets(self),
            **shopee_goods.gets(self),
            **shopee_window.gets(self),
        }
        posts: dict[str, Callable[[Data], object]] = {
            **shopee_orders.posts(self),
            **shopee_pays.posts(self),
            **shopee_ships.posts(self),
            **shopee_goods.posts(self),
            **shopee_window.posts(self),
        }
        if asked.method == "GET" and path == "/shop/get_shop_info":
            return self._info()
        if asked.method == "GET" and path in gets:
            return _fine(gets[path](asked.query))
        if asked.method == "POST" and path == _UPLOAD:
            return _fine(shopee_window.upload(self, asked))
        body = asked.json
        if asked.method != "POST" or path not in {*posts, *_PUBLIC}:
            raise Wrong("error_not_found", f"no such path {path}", 404)
        if "application/json" not in asked.headers.get("content-type", ""):
            raise Wrong("error_param", "content type")
        if not isinstance(body, dict):
            raise Wrong("error_param", "body")
        if path in _PUBLIC:
            return self._tokens(path, body)
        told = posts[path](body)
        return told if isinstance(told, Said) else _fine(told)

    def _tokens(self, path: str, body: Data) -> Said:
        if body.get("shop_id") != self.shop_id or body.get("partner_id") != int(PARTNER_ID):
            raise Wrong("error_param", "shop_id or partner_id is wrong", 403)
        pair: Pair | None
        if path == "/auth/token/get":
            pair = self.tokens.begin(str(body.get("code")))
            if pair is None:
                raise Wrong("error_auth", "Invalid code", 403)
        else:
            pair = self.tokens.follow(str(body.get("refresh_token")))
            if pair is None:
                raise Wrong("error_auth", "Invalid refresh_token.", 403)
        ends = int(pair.access_ends - self.clock())
        return said(
            {
                "request_id": "c1f8a2e0d9b7463b8f0e1d2c3b4a5968",
                "error": "",
                "message": "",
                "access_token": pair.access,
                "refresh_token": pair.refresh,
                "expire_in": ends,
                "partner_id": int(PARTNER_ID),
                "shop_id": self.shop_id,
            }
        )

    def _info(self) -> Said:
        now = int(self.clock())
        return said(
            {
                "error": "",
                "message": "",
                "request_id": "r",
                "shop_name": self.name,
                "region": self.region,
                "status": "NORMAL",
                "auth_time": now,
                "expire_time": now + self.days * 86_400,
            }
        )

    def push(self, url: str, code: int, **data: object) -> tuple[dict[str, str], bytes]:
        """What it tells by itself: headers and body, as an address gets them."""
        told = {"code": code, "shop_id": self.shop_id, "timestamp": int(time.time()), "data": data}
        body = json.dumps(told, ensure_ascii=False).encode()
        return {"authorization": push_signature(PUSH_KEY, url, body)}, body


def _fine(told: object) -> Said:
    empty = {"error": "", "message": "", "warning": None, "request_id": "0f1e2d3c4b5a6978"}
    return said(empty if told is None else {**empty, "response": told})


def _wrong(wrong: Wrong) -> Said:
    told: dict[str, object] = {
        "error": wrong.error,
        "message": wrong.message,
        "request_id": "1a2b3c4d5e6f7081",
    }
    if wrong.response:
        told["response"] = wrong.response
    return said(told, wrong.status)
