"""Lazada, simulated: signatures, tokens and envelopes within each other as the real ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from core.channels.lazada.signing import push_signature, signature
from tui.demo.channels import (
    lazada_goods,
    lazada_orders,
    lazada_pays,
    lazada_ships,
    lazada_window,
)
from tui.demo.channels.market import Market, Wrong
from tui.demo.server import Asked, Said, page, said

APP_KEY, SECRET = "104321", "Zk3uYt6sRq0MadeUpSecret9wXv2Np7Lb1"
SELLER = "200182344"
_REST = "/rest"
_UPLOAD = "/image/upload"
_HOURS = 7200
"""Seconds by which a question's clock may differ."""
_DAY = 86_400.0
Form = Mapping[str, str]
Deal = Callable[[Form], object]


class Result:
    """What the newer calls wrap once more, with a success of its own."""

    def __init__(self, data: object, **more: object) -> None:
        self.data, self.more = data, more


class SimulatedLazada(Market):
    """One shop in Indonesia."""

    prefix = "LZ"
    access_s, refresh_s = 30 * _DAY, 180 * _DAY

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.name = "Toko Contoh Lazada"
        self.currency, self.country = "IDR", "id"
        self.wobbles = True
        """Whether numbers come as texts now and then, as from the real one."""

    def order_no(self, at: int, now: float) -> str:
        """As it counts them: more than fits into a number of 53 bits."""
        return f"9893112233{at:09}"

    def package_no(self, at: int) -> str:
        """As it counts them."""
        return f"FP0345{at:09}"

    def too_many(self) -> Said:
        """As the real one: it says for how long."""
        return _wrong(
            Wrong("ApiCallLimit", "The request is too frequent, this ban will last 1 seconds")
        )

    def judged(self, asked: Asked) -> Said:
        """Judge a question: whose it is first, then what it wants."""
        if asked.path.startswith("/simulated/label/"):
            return lazada_ships.paper(self, asked)
        if not asked.path.startswith(_REST):
            return page(404, "Not Found")
        path = asked.path.removeprefix(_REST)
        form: Form = asked.query
        if asked.method == "POST" and path != _UPLOAD:
            if asked.headers.get("content-type") != "application/x-www-form-urlencoded":
                return _wrong(Wrong("MissingParameter", "The input parameter is not valid"))
            form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        try:
            self._check(path, form)
            if asked.method == "POST" and path == _UPLOAD:
                told = lazada_window.upload(self, asked)
                return said({"code": "0", "request_id": "0ba1", "data": told})
            return self._answer(asked.method, path, form)
        except Wrong as wrong:
            return _wrong(wrong)

    def _check(self, path: str, form: Form) -> None:
        if form.get("app_key") != APP_KEY:
            raise Wrong("InvalidAppKey", "The app key is invalid")
        if form.get("sign_method") != "sha256" or "" in form.values():
            raise Wrong("MissingParameter", "sign_method or an empty value")
        at = form.get("timestamp", "")
        if not at.isdecimal() or abs(int(at) / 1000 - self.clock()) > _HOURS:
            raise Wrong("IllegalTimestamp", "The timestamp is out of range")
        if form.get("sign") != signature(SECRET, path, form):
            raise Wrong("IncompleteSignature", "The request signature does not conform")
        if path.startswith("/auth/"):
            return
        if not self.tokens.is_alive(form.get("access_token", "")):
            raise Wrong("IllegalAccessToken", "The specified access token is invalid or expired")

    def _answer(self, method: str, path: str, form: Form) -> Said:
        if path in {"/auth/token/create", "/auth/token/refresh"}:
            return self._tokens(path, form)
        gets: dict[str, Deal] = {
            "/seller/get": lambda _form: {"name": self.name, "seller_id": SELLER},
            **lazada_orders.gets(self),
            **lazada_pays.gets(self),
            **lazada_ships.gets(self),
            **lazada_goods.gets(self),
            **lazada_window.gets(self),
        }
        posts = {
            **lazada_orders.posts(self),
            **lazada_ships.posts(self),
            **lazada_goods.posts(self),
            **lazada_window.posts(self),
        }
        deal = (gets if method == "GET" else posts).get(path)
        if deal is None:
            raise Wrong("InvalidApiPath", f"The specified API path is invalid {path}")
        told = deal(form)
        if isinstance(told, Result):
            inner = {"success": True, "error_code": "", "error_msg": "", **told.more}
            if told.data is not None:
                inner["data"] = told.data
            return said({"code": "0", "request_id": "0ba1", "result": inner})
        return said({"code": "0", "request_id": "0ba1", "data": told})

    def _tokens(self, path: str, form: Form) -> Said:
        if path == "/auth/token/create":
            pair = self.tokens.begin(form.get("code", ""))
            if pair is None:
                raise Wrong("InvalidCode", "Invalid authorization code")
        else:
            pair = self.tokens.follow(form.get("refresh_token", ""))
            if pair is None:
                raise Wrong("IllegalRefreshToken", "The specified refresh token is invalid")
        now = self.clock()
        user = {"country": self.country, "user_id": "1001", "seller_id": SELLER, "short_code": "I1"}
        return said(
            {
                "access_token": pair.access,
                "refresh_token": pair.refresh,
                "expires_in": str(int(pair.access_ends - now)),
                "refresh_expires_in": int(pair.refresh_ends - now),
                "country": self.country,
                "account": self.name,
                "account_id": "7063844",
                "country_user_info": [user],
                "code": "0",
                "request_id": "0ba1",
            }
        )

    def push(self, kind: int, **data: object) -> tuple[dict[str, str], bytes]:
        """What it tells by itself: headers and body."""
        now = int(time.time())
        told = {
            "seller_id": SELLER,
            "message_type": kind,
            "site": "lazada_id",
            "timestamp": now * 1000,
            "data": data,
        }
        body = json.dumps(told).encode()
        return {"authorization": push_signature(APP_KEY, SECRET, body).upper()}, body


def _wrong(wrong: Wrong) -> Said:
    told: dict[str, object] = {
        "code": wrong.error,
        "type": "ISV",
        "message": wrong.message,
        "request_id": "0ba9",
    }
    return said(told | dict(wrong.response), wrong.status)
