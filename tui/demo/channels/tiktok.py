"""TikTok Shop, simulated: signatures over the exact bytes, tokens and codes as the real ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from core.channels.tiktok.signing import push_signature, signature
from tui.demo.channels import (
    tiktok_goods,
    tiktok_orders,
    tiktok_pays,
    tiktok_ships,
    tiktok_window,
)
from tui.demo.channels.market import Market, Wrong
from tui.demo.server import Asked, Said, page, said

APP_KEY, SECRET = "6bxmadeupkey1", "4f0c1d2e3b5a69788796a5b4c3d2e1f00123abcd"
SERVICE = "7172717271727172"
CIPHER = "ROW_MadeUpAAAAC1ph3rQx9"
SHOP_ID = "7494049642642441621"
_BEFORE, _AFTER = 300, 30
"""Seconds by which a question's clock may be behind and ahead."""
_DAY = 86_400.0
Data = Mapping[str, Any]
Deal = Callable[[Asked, str], object]


class SimulatedTikTokShop(Market):
    """One shop in Indonesia."""

    prefix = "TT"
    access_s, refresh_s = 7 * _DAY, 365 * _DAY

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.name = "Toko Contoh TikTok"
        self.currency, self.region = "IDR", "ID"
        self.keys: dict[str, int] = {}
        """The product of each key of its seller's."""

    def order_no(self, at: int, now: float) -> str:
        """As it counts them."""
        return f"5770865121237{at:05}"

    def package_no(self, at: int) -> str:
        """As it counts them."""
        return f"11531321641237{at:05}"

    def too_many(self) -> Said:
        """As the real one."""
        return _wrong(Wrong("36009002", "Too many requests.", 429), wait=1)

    def judged(self, asked: Asked) -> Said:
        """Judge a question: whose it is first, then what it wants."""
        if asked.path.startswith("/simulated/label/"):
            return tiktok_ships.paper(self, asked)
        try:
            if asked.path.startswith("/api/v2/token/"):
                return self._tokens(asked)
            self._check(asked)
            return _fine(self._answer(asked))
        except Wrong as wrong:
            return _wrong(wrong)

    def _check(self, asked: Asked) -> None:
        query = asked.query
        if query.get("app_key") != APP_KEY:
            raise Wrong("36009004", "Invalid app_key", 400)
        at = query.get("timestamp", "")
        off = int(at) - self.clock() if at.isdecimal() else 10**9
        if not -_BEFORE <= off <= _AFTER:
            raise Wrong("36009004", "Invalid timestamp", 400)
        upload = asked.path == tiktok_window.UPLOAD
        signed = b"" if upload else asked.body
        if query.get("sign") != signature(SECRET, asked.path, query, signed):
            raise Wrong("106001", "Signature is invalid", 401)
        if not upload and asked.headers.get("content-type") != "application/json":
            raise Wrong("36009022", "Invalid content-type", 400)
        token = asked.headers.get("x-tts-access-token", "")
        if not token:
            raise Wrong("36009004", "x-tts-access-token is missing", 401)
        if not self.tokens.is_alive(token):
            raise Wrong("105002", "Expired credentials. The access token has expired.", 401)
        cipher = query.get("shop_cipher")
        if asked.path.startswith("/authorization/"):
            if cipher is not None:
                raise Wrong("36009004", "Unexpected identifier: shop_cipher", 400)
        elif cipher is None:
            raise Wrong("106013", "shop_cipher is missing", 400)
        elif cipher != CIPHER:
            raise Wrong("101000", "shop_cipher does not belong to the token", 403)

    def _answer(self, asked: Asked) -> object:
        if (asked.method, asked.path) == ("GET", "/authorization/202309/shops"):
            shop = {"id": SHOP_ID, "name": self.name, "region": self.region, "cipher": CIPHER}
            return {"shops": [{**shop, "seller_type": "LOCAL", "code": "IDLC"}]}
        doors: dict[str, Deal] = {
            **tiktok_orders.doors(self),
            **tiktok_pays.doors(self),
            **tiktok_ships.doors(self),
            **tiktok_goods.doors(self),
            **tiktok_window.doors(self),
        }
        for door, deal in doors.items():
            method, _, path = door.partition(" ")
            found = _match(path, asked.path)
            if method == asked.method and found is not None:
                body = asked.path == tiktok_window.UPLOAD or isinstance(asked.json, dict)
                if method == "POST" and not body:
                    raise Wrong("36009004", "body is not valid JSON", 400)
                return deal(asked, found)
        raise Wrong("36009009", f"Invalid path {asked.path}", 404)

    def _tokens(self, asked: Asked) -> Said:
        query = asked.query
        if asked.method != "GET" or query.get("app_key") != APP_KEY:
            raise Wrong("36004001", "app_key is invalid", 200)
        if query.get("app_secret") != SECRET:
            raise Wrong("36004002", "app_secret is invalid", 200)
        if asked.path == "/api/v2/token/get" and query.get("grant_type") == "authorized_code":
            pair = self.tokens.begin(query.get("auth_code", ""))
        elif asked.path == "/api/v2/token/refresh" and query.get("grant_type") == "refresh_token":
            pair = self.tokens.follow(query.get("refresh_token", ""))
        else:
            return page(404, "Not Found")
        if pair is None:
            raise Wrong("36004004", "auth_code or refresh_token is invalid", 200)
        return _fine(
            {
                "access_token": pair.access,
                "access_token_expire_in": int(pair.access_ends),
                "refresh_token": pair.refresh,
                "refresh_token_expire_in": int(pair.refresh_ends),
                "open_id": "7010999888777666555",
                "seller_name": self.name,
                "seller_base_region": self.region,
                "user_type": 0,
                "granted_scopes": ["seller.order.info"],
            }
        )

    def push(self, kind: int, **data: object) -> tuple[dict[str, str], bytes]:
        """What it tells by itself: headers and body."""
        told = {
            "type": kind,
            "tts_notification_id": str(time.time_ns()),
            "shop_id": SHOP_ID,
            "timestamp": int(time.time()),
            "data": data,
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        return {"authorization": push_signature(APP_KEY, SECRET, body)}, body


def _match(path: str, asked: str) -> str | None:
    """What stands where a path has its star; None where it is another path."""
    before, star, after = path.partition("*")
    if not star:
        return "" if path == asked else None
    inner = asked[len(before) : len(asked) - len(after)]
    fits = asked.startswith(before) and asked.endswith(after) and inner and "/" not in inner
    return inner if fits else None


def _fine(told: object) -> Said:
    return said({"code": 0, "message": "Success", "request_id": "20251121080946", "data": told})


def _wrong(wrong: Wrong, wait: int = 0) -> Said:
    told = {
        "code": int(wrong.error),
        "message": wrong.message,
        "request_id": "20251121080947",
        "data": wrong.response or None,
    }
    head = {"Retry-After": str(wait)} if wait else {}
    return said(told, wrong.status, **head)
