"""The mail server goes down under a real station: told once, to whom it concerns, in no way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from fakes.mail_server import MailServer
from scan_process import Shop
from sqlalchemy import insert, update
from station_hand import Hand, painted, station

from core import clock, outbox
from core.config import load
from core.messages import troubles
from core.messages.models import messages
from core.messages.states import Way
from core.orders.follow_up import follow_up
from core.orders.models import orders
from core.outbox import OutboxState
from core.people.commands import add_operator
from core.people.queries import list_operators
from core.shipping.letters import follow_ups_of
from core.transaction import reading, run, writing
from tui import beat
from tui.live.backend import LiveBackend
from tui.live.letter_watch import LetterWatch
from tui.sound import Bells
from tui.tones import Tone

PATIENCE = 60.0
"""Seconds for what takes the worker a few: its start, and its next try at the server."""
MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "toko@shop.test"
[worker]
idle_seconds = 1
"""


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, mail: MailServer
) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with made.config.open("a", encoding="utf-8") as file:
        file.write(MAIL.format(port=mail.port))
    with writing(made.database) as tx:
        build.operator(tx, "Budi", role="packer")
        tx.execute(
            update(orders)
            .where(orders.c.order_no.in_(["W-2", "W-3"]))
            .values(status="unpaid", paid=0, email="siti@buyer.test")
        )
    yield made
    made.database.close()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Tone]:
    """The tones that were rung for printers and post: scans of this test are all good."""
    tones: list[Tone] = []
    monkeypatch.setattr(Bells, "ring", lambda _bells, tone: tones.append(tone))
    monkeypatch.setattr(beat, "STATUS_EVERY", 0.1)
    monkeypatch.setattr(troubles, "GRACE", timedelta())
    return tones


def write(shop: Shop, order: str) -> None:
    settings = follow_ups_of(load(shop.config))
    number = shop.value(orders.c.id, orders.c.order_no == order)
    with reading(shop.database) as tx:
        (who,) = (one.actor() for one in list_operators(tx) if one.name == "Sari")
    run(shop.database, who, lambda tx: follow_up(tx, settings, number, "payment_reminder"))


async def shows(hand: Hand, words: str) -> str:
    await hand.until(lambda: words in " ".join(painted(hand.app).split()), PATIENCE)
    return " ".join(painted(hand.app).split())


async def test_the_server_goes_down_and_comes_back_while_an_order_is_packed(
    shop: Shop, mail: MailServer, rung: list[Tone]
) -> None:
    mail.post.cuts = {"connect"}
    write(shop, "W-2")
    write(shop, "W-3")
    async with station(LiveBackend(shop.config, "S1", operator="Sari")) as hand:
        await shows(hand, "! Nothing goes by e-mail:")
        await shows(hand, "the mail server is not reachable")
        await shows(hand, ": 2.")
        await shows(hand, "outbox 2 waiting (no e-mail)")
        assert rung == [Tone.WARN], "rung for once"
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete", "packing goes on"
        rung.clear()
        mail.post.cuts = set()
        await shows(hand, "● Messages go by e-mail again.")
        await shows(hand, "outbox 0 waiting, 0 unknown")
        assert rung == [Tone.DONE]
        told = hand.app.backend.order("W-2").sections[-1].rows
        said = [row[1] for row in told if "Payment reminder" in row[1]]
        assert said[::-1] == [
            "Payment reminder is to go by e-mail",
            "Payment reminder waits to go by e-mail: the mail server is not reachable",
            "Payment reminder sent by e-mail",
        ]
    assert len(mail.post.taken) == 2


def held(shop: Shop, code: str = "mail_login") -> None:
    """A message that waits because nothing goes by e-mail."""
    with writing(shop.database) as tx:
        number = outbox.put(tx, troubles.MESSAGE, f"message:{code}:1", {"message": 1})
        error = troubles.held_error(Way.EMAIL, code, "535 no", tx.now)
        later = tx.now + timedelta(minutes=15)
        rows = update(outbox.outbox).where(outbox.outbox.c.id == number)
        tx.execute(rows.values(error=error, next_at=later))


async def test_who_may_not_write_to_buyers_is_not_told(shop: Shop, rung: list[Tone]) -> None:
    held(shop)
    with writing(shop.database) as tx:
        badge = add_operator(tx, "Rina", "office", "en").badge_code
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await shows(hand, "outbox 1 waiting, 0 unknown")
        assert "mail" not in painted(hand.app)
        hand.send(f"{badge}\r")
        await shows(hand, "outbox 1 waiting (no e-mail)")
        await shows(hand, "refuses the login; check user and password in [mail] (535 no).")
    assert rung.count(Tone.WARN) == 1


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_was_seen_is_not_told_again(
    shop: Shop, rung: list[Tone], size: tuple[int, int]
) -> None:
    held(shop)
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        await shows(hand, "! Nothing goes by e-mail:")
        await hand.do("escape")
        held(shop, "mail_sender")
        await shows(hand, "2 waiting (no e-mail)" if size[0] == 80 else "out 2+0?!")
        assert "Nothing goes" not in painted(hand.app)
    assert rung == [Tone.WARN]


def looked(shop: Shop, watch: LetterWatch) -> list[tuple[str, str]]:
    with reading(shop.database) as tx:
        return [(alert.key, alert.text) for alert in watch.look(tx)]


def unknown(shop: Shop, key: str) -> None:
    with writing(shop.database) as tx:
        row = outbox.put(tx, troubles.MESSAGE, key, {"message": 1})
        tx.execute(
            update(outbox.outbox)
            .where(outbox.outbox.c.id == row)
            .values(state=OutboxState.UNKNOWN, error="mail_broke||")
        )


async def test_messages_nobody_knows_of_ring_once_in_a_while_only(shop: Shop) -> None:
    at = 1000.0
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        station_id = hand.app.backend._desk.station_id  # type: ignore[attr-defined]
        watch = LetterWatch("Asia/Jakarta", station_id, lambda: at)
        assert looked(shop, watch) == []
        unknown(shop, "a")
        ((first, said),) = looked(shop, watch)
        assert said.startswith("Messages that may have arrived or not: 1.")
        unknown(shop, "b")
        at += 10
        ((same, said),) = looked(shop, watch)
        assert (same, "not: 2." in said) == (first, True)
        at += 400
        unknown(shop, "c")
        ((other, _said),) = looked(shop, watch)
        assert other != first
        await shows(hand, "3 unknown (Alt+X)")


async def test_messages_that_nobody_sends_are_told_after_a_while(shop: Shop) -> None:
    at = 1000.0
    write(shop, "W-2")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        station_id = hand.app.backend._desk.station_id  # type: ignore[attr-defined]
        watch = LetterWatch("Asia/Jakarta", station_id, lambda: at)
        with clock.frozen(clock.now() + timedelta(minutes=10)):
            assert looked(shop, watch) == []
            at += 30
            ((key, said),) = looked(shop, watch)
    assert (key, "nobody sends them" in said) == ("post:overdue", True)


async def test_a_way_that_only_stopped_waiting_is_not_said_to_go_again(shop: Shop) -> None:
    held(shop)
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        station_id = hand.app.backend._desk.station_id  # type: ignore[attr-defined]
        watch = LetterWatch("Asia/Jakarta", station_id)
        assert [key for key, _said in looked(shop, watch)] == ["post:email"]
        with writing(shop.database) as tx:
            rows = update(outbox.outbox).where(outbox.outbox.c.kind == troubles.MESSAGE)
            tx.execute(rows.values(state=OutboxState.REJECTED))
        assert looked(shop, watch) == []
        held(shop, "mail_sender")
        assert [key for key, _said in looked(shop, watch)] == ["post:email"]
        with writing(shop.database) as tx:
            tx.execute(rows.values(state=OutboxState.DONE))
            row = {"way": "email", "reason": "free", "language": "id", "recipient": "a@b.test"}
            row |= {"body": "x", "state": "sent", "key": "k"}
            when = {"created_at": tx.now, "sent_at": tx.now + timedelta(seconds=1)}
            tx.execute(insert(messages), row | when)
        assert [key for key, _said in looked(shop, watch)] == ["post:good:email"]
