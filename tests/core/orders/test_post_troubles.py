"""A way to buyers that stands still: told once it lasts, held for all, let go when one went."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core import clock, draining
from core.audit import of_order
from core.config import parse
from core.database import Database
from core.messages import queries
from core.messages.commands import send_again
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.troubles import GRACE, MESSAGE, OVERDUE, Post, post
from core.orders.follow_up import follow_up
from core.outbox import outbox
from core.people.queries import list_operators
from core.settings import Config
from core.shipping.letters import follow_ups_of, messages_of
from core.transaction import Actor, reading, run, writing

sys.path.insert(0, str(Path(__file__).parents[2]))

from fakes.mail_server import MailServer
from fakes.meta_server import NUMBER, TOKEN, MetaServer, fault

M = MessageState
UNPAID = {"status": "unpaid", "paid": 0, "phone": "+62 000 812 3456", "email": "siti@buyer.test"}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def meta() -> Iterator[MetaServer]:
    with MetaServer() as server:
        yield server


class Shop:
    """A shop with unpaid orders, a mail server and the Cloud API."""

    def __init__(self, db: Database, build: ModuleType, mail: MailServer, meta: MetaServer) -> None:
        self.db, self._build = db, build
        self.config: Config = parse(
            f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\n'
            f'sender = "t@shop.test"\nuser = "toko"\npassword = "right"\n'
            f'[whatsapp]\nbase_url = "{meta.url}"\nphone_number_id = "{NUMBER}"\n'
            f'token = "{TOKEN}"\n',
            Path("k.toml"),
        )
        build.shop(db, {"KOPI": 500})
        with reading(db) as tx:
            self.who: Actor = list_operators(tx)[0].actor()
        self._number = 0

    def write(self, way: Way = Way.EMAIL) -> Message:
        """A reminder about an order of its own."""
        self._number += 1
        with writing(self.db) as tx:
            order = self._build.order(tx, f"P-{self._number}", {"KOPI": 1}, **UNPAID)
        settings = follow_ups_of(self.config)
        return run(
            self.db, self.who, lambda tx: follow_up(tx, settings, order, "payment_reminder", way)
        )

    def drain(self) -> int:
        """One round of the worker."""
        return draining.drain(self.db, {MESSAGE: messages_of(self.config)})

    def after(self, wait: timedelta) -> Any:
        """The clock stands so much later."""
        return clock.frozen(clock.now() + wait)

    def post(self) -> Post:
        with reading(self.db) as tx:
            return post(tx)

    def the(self, one: Message) -> Message:
        with reading(self.db) as tx:
            return queries.message(tx, one.id)

    def events(self, one: Message) -> list[tuple[str, Any]]:
        """What the history of its order says of messages, and why."""
        assert one.order_id is not None
        with reading(self.db) as tx:
            told = of_order(tx, one.order_id)
        return [(each.kind, each.data.get("why")) for each in told if "message" in each.kind]


@pytest.fixture
def shop(db: Database, build: ModuleType, mail: MailServer, meta: MetaServer) -> Shop:
    mail.post.login = ("toko", "right")
    return Shop(db, build, mail, meta)


def test_a_server_that_is_down_is_told_once_it_lasts_and_each_order_says_why(
    shop: Shop, mail: MailServer
) -> None:
    one, two = shop.write(), shop.write()
    mail.post.cuts = {"connect"}
    shop.drain()
    assert shop.post().standing == (), "it may come back by itself"
    with shop.after(GRACE + timedelta(seconds=1)):
        (down,) = shop.post().standing
        assert (down.way, down.code, down.count) == (Way.EMAIL, "mail_unreachable", 2)
        shop.drain()
    told = [("message_queued", None), ("message_waits", "mail_unreachable")]
    assert shop.events(one) == told, "said once, however often it is tried"
    assert shop.events(two) == told
    assert shop.post().waiting == 2


def test_what_a_person_has_to_see_to_is_told_at_once(shop: Shop, mail: MailServer) -> None:
    mail.post.login = ("toko", "another")
    shop.write()
    shop.drain()
    (down,) = shop.post().standing
    assert (down.code, down.count) == ("mail_login", 1)
    assert down.said.startswith("535")


def test_messages_written_while_nothing_goes_do_not_knock(shop: Shop, mail: MailServer) -> None:
    mail.post.login = ("toko", "another")
    shop.write()
    shop.drain()
    knocked = mail.post.said.count("QUIT")
    later = [shop.write() for _each in range(3)]
    for _round in range(3):
        shop.drain()
    assert mail.post.said.count("QUIT") == knocked, "a server may lock who insists"
    assert {shop.the(one).error for one in later} == {"mail_login"}
    assert shop.events(later[0])[-1] == ("message_waits", "mail_login")
    assert shop.post().standing[0].count == 4


def test_once_one_went_all_go_and_nothing_stands_still(shop: Shop, mail: MailServer) -> None:
    mail.post.login = ("toko", "another")
    first = shop.write()
    shop.drain()
    others = [shop.write() for _each in range(3)]
    shop.drain()
    mail.post.login = ("toko", "right")
    shop.drain()
    assert mail.post.taken == [], "a quarter of an hour is waited"
    run(shop.db, shop.who, lambda tx: send_again(tx, first.id))
    assert shop.drain() == 1
    assert shop.post().standing == ()
    assert {shop.the(one).error for one in others} == {""}
    assert shop.drain() == 3
    assert {shop.the(one).state for one in (first, *others)} == {M.SENT}
    assert len(mail.post.taken) == 4


def test_one_way_that_stands_still_holds_no_other(
    shop: Shop, mail: MailServer, meta: MetaServer
) -> None:
    meta.chat.status, meta.chat.error = 401, fault(190, "Session has expired")
    chat, letter = shop.write(Way.WHATSAPP), shop.write()
    shop.drain()
    assert shop.the(letter).state is M.SENT
    (down,) = shop.post().standing
    assert (down.way, down.code) == (Way.WHATSAPP, "whatsapp_token")
    meta.chat.status, meta.chat.error = 200, None
    with shop.after(timedelta(minutes=16)):
        shop.drain()
        assert shop.post() == Post((), 0, 0, 0, 0)
    assert shop.the(chat).state is M.SENT


def test_a_mailbox_that_is_busy_is_no_standstill(shop: Shop, mail: MailServer) -> None:
    mail.post.recipients = {"siti@buyer.test": "450 later"}
    one = shop.write()
    shop.drain()
    with shop.after(GRACE * 2):
        assert shop.post().standing == ()
    assert shop.events(one)[-1] == ("message_waits", "mail_recipient_busy")


def test_a_way_that_no_machine_has_is_told(shop: Shop) -> None:
    shop.write()
    nothing = {MESSAGE: messages_of(parse("", Path("k.toml")))}
    draining.drain(shop.db, nothing)
    with shop.after(GRACE * 2):
        draining.drain(shop.db, nothing)
        (down,) = shop.post().standing
    assert (down.way, down.code) == (Way.EMAIL, "way_gone")


def test_messages_that_nobody_sends_are_overdue(shop: Shop) -> None:
    shop.write()
    assert shop.post().overdue == 0
    with shop.after(OVERDUE * 2):
        assert shop.post().overdue > 0
        shop.drain()
        assert shop.post().overdue == 0


def test_those_of_which_nobody_knows_are_counted_and_say_why(shop: Shop, mail: MailServer) -> None:
    mail.post.cuts = {"end"}
    one, two = shop.write(), shop.write()
    shop.drain()
    now = shop.post()
    with reading(shop.db) as tx:
        newest = max(tx.execute(select(outbox.c.id)).scalars())
    assert (now.unknown, now.newest, now.waiting) == (2, newest, 0)
    assert shop.events(one)[-1] == ("message_unknown", "mail_broke")
    assert shop.the(two).state is M.UNKNOWN


def test_a_thousand_that_wait_are_held_at_once(shop: Shop, mail: MailServer) -> None:
    made = [shop.write() for _each in range(30)]
    mail.post.cuts = {"connect"}
    shop.drain()
    assert {shop.the(one).error for one in made} == {"mail_unreachable"}
    with writing(shop.db) as tx:
        attempts = tx.execute(select(outbox.c.attempts).order_by(outbox.c.id)).scalars().all()
        tx.execute(update(outbox).values(next_at=tx.now - timedelta(seconds=1)))
    assert attempts == [1] + [0] * 29
    mail.post.cuts = set()
    assert shop.drain() == 30
    assert len(mail.post.taken) == 30
