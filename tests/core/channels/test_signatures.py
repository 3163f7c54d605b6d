"""Signatures of questions and pushes, against published and independently made examples.

Published: https://open.lazada.com/apps/doc/doc?nodeId=10451&docId=108068 and
https://partner.tiktokshop.com/docv2/page/sign-your-api-request; all other keys are invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.channels.lazada import signing as lazada
from core.channels.shopee import signing as shopee
from core.channels.tiktok import signing as tiktok

_KNOWN: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "signatures.json").read_text(encoding="utf-8")
)


def _named(market: str) -> Any:
    return pytest.mark.parametrize("one", _KNOWN[market], ids=lambda one: str(one["name"]))


@_named("shopee")
def test_shopee(one: dict[str, Any]) -> None:
    made = shopee.signature(
        one["partner_id"],
        one["partner_key"],
        one["path"],
        one["timestamp"],
        one["access_token"],
        one["shop_or_merchant_id"],
    )
    assert made == one["sign"]


@_named("lazada")
def test_lazada(one: dict[str, Any]) -> None:
    assert lazada.signature(one["secret"], one["path"], one["said"]) == one["sign"]
    with_more = {**one["said"], "sign": "whatever", "empty": ""}
    assert lazada.signature(one["secret"], one["path"], with_more) == one["sign"]


@_named("tiktok")
def test_tiktok(one: dict[str, Any]) -> None:
    body = one["body"].encode()
    assert tiktok.signature(one["secret"], one["path"], one["query"], body) == one["sign"]
    with_more = {**one["query"], "sign": "whatever", "access_token": "whatever"}
    assert tiktok.signature(one["secret"], one["path"], with_more, body) == one["sign"]


@pytest.mark.parametrize("one", _KNOWN["pushes"], ids=lambda one: str(one["market"]))
def test_pushes(one: dict[str, Any]) -> None:
    body = one["body"].encode()

    def is_taken(body: bytes, given: str) -> bool:
        match one["market"]:
            case "shopee":
                return shopee.is_from_shopee(one["key"], one["url"], body, given)
            case "lazada":
                return lazada.is_from_lazada(one["app_key"], one["key"], body, given)
        return tiktok.is_from_tiktok(one["app_key"], one["key"], body, given)

    assert is_taken(body, one["sign"])
    assert not is_taken(body + b" ", one["sign"])
    assert not is_taken(body, one["sign"][:-1] + "é")
    assert not is_taken(body, "")
    # Lazada's guide writes it in small letters, others saw it in capitals.
    assert is_taken(body, one["sign"].upper()) == (one["market"] == "lazada")
