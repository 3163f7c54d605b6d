"""What a seller allows is kept encrypted, renewed once by one, and refused in sentences."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.channel_settings import ChannelSettings
from core.channels import adapter as channel
from core.channels.adapter import Access, Can, Fault, Plain, Trouble
from core.channels.asking import ask
from core.channels.connecting import answer_of, begin, finish
from core.channels.keeping import Kept, kept, renewed
from core.channels.meter import Meter
from core.channels.models import channel_shops
from core.channels.queries import standings
from core.channels.registry import Shop
from core.channels.vault import Vault
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.people.permissions import ROLES, Role
from core.transaction import SYSTEM, Actor, reading, writing

KEY = "0123456789abcdef" * 4
SETTINGS = ChannelSettings.model_validate(
    {"kind": "shopee", "name": "Shopee A", "app_key": "1", "app_secret": "geheim"}
)


class Market(Plain):
    """A platform whose refresh tokens die with their use."""

    kind = "shopee"
    can = frozenset({Can.AUTHORISE})

    def __init__(self) -> None:
        self.number = 0
        self.asked: list[str] = []
        self.silent = False

    def link(self, state: str, now: datetime) -> str:
        return f"https://example.invalid/auth?state={state}"

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        if answer["code"] != "good":
            return Trouble(Fault.REVOKED, "invalid_code")
        return self._access(clock.now() + timedelta(hours=4))

    def renew(self, access: Access) -> Access | Trouble:
        self.asked.append(access.refresh_token)
        if self.silent:
            return Trouble(Fault.UNSURE, "no answer")
        if access.refresh_token != f"refresh-{self.number}":
            return Trouble(Fault.REVOKED, "refresh_token_expired")
        return self._access(clock.now() + timedelta(hours=4))

    def shop(self, access: Access) -> channel.Shop | Trouble:
        return channel.Shop("77", "Toko A", authorised_until=clock.now() + timedelta(days=9))

    def hello(self, access: Access) -> str | Trouble:
        right = access.access_token == f"access-{self.number}"
        return "hello" if right else Trouble(Fault.EXPIRED, "Invalid access_token.")

    def _access(self, until: datetime) -> Access:
        self.number += 1
        return Access(f"access-{self.number}", f"refresh-{self.number}", until)


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def shop(market: Market) -> Shop:
    return Shop(SETTINGS, market, Meter(1000), Vault(KEY))  # type: ignore[arg-type]


def connected(db: Database, shop: Shop) -> None:
    with writing(db) as tx:
        link = begin(tx, shop)
    state = link.partition("state=")[2]
    text = f"https://toko.example/cb?code=good&state={state}"
    assert finish(db, shop, answer_of(text), SYSTEM) is None


def test_tokens_are_kept_encrypted_and_only_under_their_key(db: Database, shop: Shop) -> None:
    connected(db, shop)
    with reading(db) as tx:
        row = tx.execute(select(channel_shops)).one()
        assert b"access-1" not in row.sealed
        assert b"refresh-1" not in row.sealed
        assert kept(tx, shop).access.access_token == "access-1"
        with pytest.raises(Refusal, match="channel_key_wrong"):
            kept(tx, replace(shop, vault=Vault(KEY[::-1])))
        with pytest.raises(Refusal, match="channel_no_key"):
            kept(tx, replace(shop, vault=Vault("")))
        (one,) = standings(tx, [shop])
        assert (one.connected, one.title, one.ends_soon) == (True, "Toko A", True)


def test_the_access_of_one_shop_never_opens_as_another() -> None:
    vault = Vault(KEY)
    sealed = vault.seal("A", Access("secret"))
    assert vault.open("A", sealed).access_token == "secret"
    with pytest.raises(Refusal, match="channel_key_wrong"):
        vault.open("B", sealed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://x.example/cb?code=abc&shop_id=77", {"code": "abc", "shop_id": "77"}),
        ("  abc\n", {"code": "abc"}),
        ("code=abc&state=s", {"code": "abc", "state": "s"}),
        ("?code=0_104321_x%2By", {"code": "0_104321_x+y"}),
    ],
)
def test_the_answer_is_an_address_or_a_code(text: str, found: Mapping[str, str]) -> None:
    assert answer_of(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "channel_answer"),
        ("https://x.example/cb", "channel_answer"),
        ("what do you mean", "channel_answer"),
        ("https://x.example/cb?code=null&error=auth_denied", "channel_denied"),
    ],
)
def test_what_is_no_answer_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        answer_of(text)


def test_the_answer_of_another_link_is_refused(db: Database, shop: Shop) -> None:
    with writing(db) as tx:
        begin(tx, shop)
    with pytest.raises(Refusal, match="channel_state"):
        finish(db, shop, {"code": "good", "state": "other"}, SYSTEM)
    wrong = finish(db, shop, {"code": "old"}, SYSTEM)
    assert wrong is not None
    assert wrong.fault is Fault.REVOKED
    with reading(db) as tx, pytest.raises(Refusal, match="channel_not_connected"):
        kept(tx, shop)


def test_an_access_that_ended_is_renewed_and_the_call_made_once_more(
    db: Database, shop: Shop, market: Market
) -> None:
    connected(db, shop)
    market.number = 2  # the platform took the old token back
    said = ask(db, shop, market.hello)
    assert isinstance(said, Trouble)
    assert said.fault is Fault.REVOKED
    market.number = 1
    with clock.frozen(clock.now() + timedelta(hours=3, minutes=58)):
        assert ask(db, shop, market.hello) == "hello"
    assert market.asked[-1] == "refresh-1"
    assert market.number == 2


def test_of_many_who_need_it_one_renews(db: Database, shop: Shop, market: Market) -> None:
    connected(db, shop)
    with reading(db) as tx:
        old = kept(tx, shop)
    told: list[Kept | Trouble] = []
    threads = [
        threading.Thread(target=lambda: told.append(renewed(db, shop, old))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert market.asked == ["refresh-1"]
    assert {one.access.access_token for one in told if isinstance(one, Kept)} == {"access-2"}
    assert len(told) == 6


def test_after_a_silence_the_same_token_is_tried_and_only_the_seller_can_help_then(
    db: Database, shop: Shop, market: Market
) -> None:
    connected(db, shop)
    with reading(db) as tx:
        old = kept(tx, shop)
    market.silent = True
    said = renewed(db, shop, old)
    assert isinstance(said, Trouble)
    with reading(db) as tx:
        assert tx.execute(select(channel_shops.c.renewal_begun)).scalar()
    market.silent, market.number = False, 5  # it was spent after all
    said = renewed(db, shop, old)
    assert isinstance(said, Trouble)
    assert said.fault is Fault.REVOKED


def test_who_may_not_connect_shops_does_not(db: Database, shop: Shop) -> None:
    packer = Actor(1, "Sari", ROLES[Role.PACKER])
    with writing(db, packer) as tx, pytest.raises(NotAllowed):
        begin(tx, shop)
