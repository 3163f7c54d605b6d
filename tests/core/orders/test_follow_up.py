"""Follow-ups: the right text by a possible way, once; waits, refusals and doubts are told."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from core import clock, draining, outbox
from core.audit import of_order
from core.config import parse
from core.customers.models import customers
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.messages import commands, queries
from core.messages.commands import answer, send_again
from core.messages.models import messages
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.troubles import MESSAGE
from core.orders.follow_up import FollowUps, follow_up, preview, routes
from core.orders.models import orders
from core.settings import Config
from core.shipping.letters import follow_ups_of, messages_of
from core.transaction import Actor, Transaction, reading, run, writing

sys.path.insert(0, str(Path(__file__).parents[2]))

from fakes.mail_server import MailServer
from fakes.meta_server import NUMBER, TOKEN, MetaServer

M = MessageState
UNPAID = {"status": "unpaid", "paid": 0, "phone": "+62 000 812 3456", "email": "siti@buyer.test"}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def config(port: int = 25, more: str = "") -> Config:
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "t@shop.test"\n'
    shop = '[shop]\nname = "Toko Contoh"\n[messages]\nbank = ["BCA 000 a.n. Toko"]\n'
    return parse(shop + mail + more, Path("k.toml"))


@pytest.fixture
def settings(mail: MailServer) -> FollowUps:
    return follow_ups_of(config(mail.port))


@pytest.fixture
def unpaid(db: Database, build: ModuleType) -> int:
    """An unpaid order of two units."""
    build.shop(db, {"KOPI": 5})
    with writing(db) as tx:
        made: int = build.order(tx, "W-1", {"KOPI": 2}, **UNPAID)
    return made


def write(db: Database, settings: FollowUps, order: int, **how: Any) -> Message:
    how = {"reason": "payment_reminder", "way": Way.EMAIL} | how
    return run(db, who(db), lambda tx: follow_up(tx, settings, order, **how))


def who(db: Database) -> Actor:
    from core.people.queries import list_operators

    with reading(db) as tx:
        return list_operators(tx)[0].actor()


def post(db: Database, mail: MailServer, more: str = "") -> int:
    return draining.drain(db, {MESSAGE: messages_of(config(mail.port, more))})


def the(db: Database, number: int) -> Message:
    with reading(db) as tx:
        return queries.message(tx, number)


def kinds(db: Database, order: int) -> list[str]:
    with reading(db) as tx:
        return [event.kind for event in of_order(tx, order) if event.kind.startswith("message")]


def outside(db: Database) -> list[tuple[str, str]]:
    with reading(db) as tx:
        rows = tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id))
        return [(row.key, row.state) for row in rows]


def refused(work: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        work()
    return caught.value


def later(tx: Transaction) -> None:
    tx.execute(update(outbox.outbox).values(next_at=tx.now - timedelta(seconds=1)))


def test_a_reminder_goes_out_after_the_commit_and_stands_in_the_history(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    assert (made.state, made.recipient, made.language) == (M.QUEUED, "siti@buyer.test", "id")
    assert mail.post.taken == []
    assert post(db, mail) == 1
    (found,) = mail.post.messages
    assert "W-1" in found["Subject"]
    said = found.get_content()
    for word in ("Siti Aminah", "2 × Barang KOPI", "Rp 50.000", "BCA 000 a.n. Toko", "Toko Contoh"):
        assert word in said.replace("\xa0", " ")
    sent = the(db, made.id)
    assert (sent.state, sent.provider_id) == (M.SENT, "250 2.0.0 queued as 42")
    assert sent.sent_at is not None
    assert sent.operator == who(db).name
    assert kinds(db, unpaid) == ["message_queued", "message_sent"]
    assert outside(db) == [(f"message:{made.key}:1", "done")]
    assert post(db, mail) == 0


def test_two_workers_send_a_message_once(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    mail.post.slow = {"end": 0.2}
    made = write(db, settings, unpaid)
    workers = [threading.Thread(target=post, args=(db, mail)) for _worker in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(mail.post.taken) == 1
    assert the(db, made.id).state is M.SENT


def test_the_same_is_not_sent_again_within_the_time_unless_somebody_says_so(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    first = write(db, settings, unpaid)
    no = refused(lambda: write(db, settings, unpaid, way=Way.LINK))
    assert no.code == "message_already"
    assert (no.params["who"], no.params["way"], no.params["hours"]) == (who(db).name, "email", 24)
    with reading(db) as tx:
        shown = preview(tx, settings, unpaid, "payment_reminder", Way.LINK)
    assert shown.last == first
    again = write(db, settings, unpaid, way=Way.LINK, again=True)
    assert again.state is M.SHOWN
    with reading(db) as tx:
        assert of_order(tx, unpaid)[-1].data["again"] is True
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert write(db, settings, unpaid).state is M.QUEUED


def test_of_two_stations_that_press_at_once_one_sends(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    begin, ends = threading.Barrier(4), []

    def press() -> None:
        begin.wait()
        try:
            ends.append(write(db, settings, unpaid).state.value)
        except Refusal as refusal:
            ends.append(refusal.code)

    stations = [threading.Thread(target=press) for _station in range(4)]
    for each in stations:
        each.start()
    for each in stations:
        each.join()
    assert sorted(ends) == ["message_already"] * 3 + ["queued"]
    with reading(db) as tx:
        assert len(queries.of_order(tx, unpaid)) == 1


def test_of_two_who_send_once_more_at_once_one_sends(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    first = write(db, settings, unpaid)
    second = write(db, settings, unpaid, again=first.id)
    no = refused(lambda: write(db, settings, unpaid, again=first.id))
    assert no.code == "message_already"
    assert write(db, settings, unpaid, again=second.id).state is M.QUEUED


def test_a_message_that_failed_reached_nobody_and_does_not_count(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    mail.post.recipients = {"siti@buyer.test": "550 no such mailbox"}
    made = write(db, settings, unpaid)
    post(db, mail)
    failed = the(db, made.id)
    assert (failed.state, failed.error) == (M.FAILED, "mail_recipient")
    assert failed.said == "550 no such mailbox"
    assert write(db, settings, unpaid, way=Way.LINK).state is M.SHOWN


def test_free_words_may_follow_other_free_words(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    how: dict[str, Any] = {"reason": "free", "subject": "Kopi", "way": Way.EMAIL}
    write(db, settings, unpaid, body="Satu", **how)
    write(db, settings, unpaid, body="Dua", **how)
    assert refused(lambda: write(db, settings, unpaid, body="Satu", **how)).code == (
        "message_already"
    )
    assert refused(lambda: write(db, settings, unpaid, body=" \n", **how)).code == "message_empty"
    long = "a " * 2500
    assert refused(lambda: write(db, settings, unpaid, body=long, **how)).code == "message_long"


@pytest.mark.parametrize(
    ("columns", "reason", "code"),
    [
        ({"status": "processing"}, "payment_reminder", "message_not_fitting"),
        ({"cod": 50_000_00}, "payment_reminder", "message_paid"),
        ({"status": "done"}, "payment_refused", "message_not_fitting"),
        ({}, "order_confirmed", "message_not_fitting"),
        ({"status": "processing"}, "shipped", "message_no_tracking"),
        ({}, "cancelled", "message_not_fitting"),
        ({"email": ""}, "payment_reminder", "way_no_email"),
        ({"email": "siti@@x"}, "payment_reminder", "way_wrong_email"),
    ],
)
def test_a_text_that_is_not_for_this_order_is_not_sent(
    db: Database,
    unpaid: int,
    settings: FollowUps,
    columns: dict[str, Any],
    reason: str,
    code: str,
) -> None:
    with writing(db) as tx:
        tx.execute(update(orders).values(**columns or {"status": "unpaid"}))
    assert refused(lambda: write(db, settings, unpaid, reason=reason)).code == code
    assert outside(db) == []


def test_each_way_says_why_it_is_not_possible(db: Database, unpaid: int) -> None:
    nothing = follow_ups_of(parse("", Path("k.toml")))

    def problems() -> dict[str, str]:
        with reading(db) as tx:
            found = routes(tx, nothing, unpaid)
        return {one.way.value: one.problem.code if one.problem else "" for one in found}

    assert problems() == {"whatsapp": "way_no_whatsapp", "email": "way_no_mail", "link": ""}
    for phone, code in (("", "way_no_phone"), ("*****67", "way_wrong_phone")):
        with writing(db) as tx:
            tx.execute(update(orders).values(phone=phone))
        assert problems()["link"] == code


def test_the_buyers_language_comes_before_that_of_country_and_shop(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    def spoken(**columns: Any) -> str:
        with writing(db) as tx:
            tx.execute(update(orders).values(**columns))
        with reading(db) as tx:
            return preview(tx, settings, unpaid, "payment_reminder").language

    assert spoken(country="VN") == "vi"
    assert spoken(country="SG") == "en"
    assert spoken(country="") == "id"
    row = {"name": "Lê", "folded": "le", "trust": "none", "language": "vi", "country": "ID",
           "email": "le@buyer.test"}  # fmt: skip
    with writing(db) as tx:
        row |= {"created_at": tx.now, "updated_at": tx.now}
        made = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
    assert spoken(customer_id=made, email="") == "vi"
    with reading(db) as tx:
        assert preview(tx, settings, unpaid, "free", Way.EMAIL).route.recipient == "le@buyer.test"
        assert preview(tx, settings, unpaid, "free", language="en").language == "en"


def test_a_mail_server_that_is_down_holds_messages_and_says_since_when(
    db: Database, unpaid: int, build: ModuleType, settings: FollowUps, mail: MailServer
) -> None:
    with writing(db) as tx:
        other = build.order(tx, "W-2", {"KOPI": 1}, **UNPAID)
    first, second = write(db, settings, unpaid), write(db, settings, other)
    mail.post.cuts = {"connect"}
    post(db, mail)
    one, two = the(db, first.id), the(db, second.id)
    assert (one.state, one.error, two.error) == (M.QUEUED, "mail_unreachable", "mail_unreachable")
    assert one.since is not None
    with reading(db) as tx:
        waits = tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all()
    assert all(row.next_at > clock.now() - timedelta(seconds=5) for row in waits)
    assert [row.attempts for row in waits] == [1, 0]  # the second did not have to find out
    run(db, who(db), later)
    post(db, mail)
    assert the(db, first.id).since == one.since
    mail.post.cuts = set()
    run(db, who(db), later)
    assert post(db, mail) == 2
    assert {the(db, first.id).state, the(db, second.id).state} == {M.SENT}
    assert len(mail.post.taken) == 2


def test_a_message_that_broke_off_is_unknown_until_a_person_says(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    mail.post.cuts = {"end"}
    made = write(db, settings, unpaid)
    for _round in range(3):
        post(db, mail)
        run(db, who(db), later)
    lost = the(db, made.id)
    assert (lost.state, lost.error) == (M.UNKNOWN, "mail_broke")
    assert len(mail.post.taken) == 1  # never a blind second try
    assert refused(lambda: write(db, settings, unpaid)).code == "message_already"
    run(db, who(db), lambda tx: answer(tx, made.id, arrived=True))
    assert the(db, made.id).state is M.SENT
    assert outside(db) == [(f"message:{made.key}:1", "done")]
    no = refused(lambda: run(db, who(db), lambda tx: answer(tx, made.id, arrived=True)))
    assert no.code == "message_not_unknown"


def test_what_did_not_arrive_can_be_sent_again_by_a_person(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    mail.post.cuts = {"content"}
    made = write(db, settings, unpaid)
    post(db, mail)
    assert the(db, made.id).state is M.UNKNOWN
    run(db, who(db), lambda tx: send_again(tx, made.id))
    mail.post.cuts = set()
    post(db, mail)
    assert the(db, made.id).state is M.SENT
    assert [state for _key, state in outside(db)] == ["rejected", "done"]
    no = refused(lambda: run(db, who(db), lambda tx: send_again(tx, made.id)))
    assert no.code == "message_not_again"


def test_a_worker_that_vanished_while_sending_leaves_it_unknown(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    with writing(db) as tx:
        assert outbox.take(tx, lease_ms=-1) is not None
    post(db, mail)
    assert (the(db, made.id).state, mail.post.taken) == (M.UNKNOWN, [])
    assert kinds(db, unpaid)[-1] == "message_unknown"


def test_a_reminder_that_waited_until_the_order_was_paid_is_not_sent(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    with writing(db) as tx:
        tx.execute(update(orders).values(status="processing", paid=50_000_00))
    post(db, mail)
    assert (the(db, made.id).state, the(db, made.id).error) == (M.FAILED, "message_not_fitting")
    assert mail.post.taken == []


def test_a_message_that_waited_for_two_days_is_out_of_date(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    with clock.frozen(clock.now() + timedelta(hours=49)):
        post(db, mail)
    assert (the(db, made.id).error, mail.post.taken) == ("message_too_old", [])


def test_a_recipient_that_is_never_ready_is_given_up_in_the_end(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    mail.post.recipients = {"siti@buyer.test": "450 later"}
    made = write(db, settings, unpaid)
    for _try in range(draining.TRIES + 1):
        post(db, mail)
        run(db, who(db), later)
    assert (the(db, made.id).state, the(db, made.id).error) == (M.FAILED, "mail_recipient_busy")


def test_a_message_that_waits_can_be_taken_back(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    run(db, who(db), lambda tx: commands.cancel(tx, made.id))
    post(db, mail)
    assert (the(db, made.id).state, mail.post.taken) == (M.FAILED, [])
    no = refused(lambda: run(db, who(db), lambda tx: commands.cancel(tx, made.id)))
    assert no.code == "message_not_waiting"


def test_a_link_is_shown_and_a_person_says_whether_it_was_used(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    made = write(db, settings, unpaid, way=Way.LINK)
    assert (made.state, made.recipient, outside(db)) == (M.SHOWN, "+620008123456", [])
    with reading(db) as tx:
        long, short, bare = preview(tx, settings, unpaid, "payment_reminder", Way.LINK).links
    assert bare == "https://wa.me/620008123456"
    assert long.startswith(f"{bare}?text=Halo%20Siti%20Aminah%2C%0A")
    assert "+" not in long
    assert len(short) < len(long)
    run(db, who(db), lambda tx: answer(tx, made.id, arrived=False))
    assert write(db, settings, unpaid, way=Way.LINK).state is M.SHOWN


def test_the_api_gets_the_approved_template_with_what_fills_it(
    db: Database, unpaid: int, mail: MailServer
) -> None:
    with MetaServer() as meta:
        more = (
            f'[whatsapp]\nbase_url = "{meta.url}"\nphone_number_id = "{NUMBER}"\n'
            f'token = "{TOKEN}"\n[[whatsapp.templates]]\ntext = "payment_reminder"\n'
            'name = "bayar"\nparameters = ["order", "due", "items"]\n'
        )
        meta.chat.in_conversation = False
        meta.chat.templates = {("bayar", "id"): 3}
        how = follow_ups_of(config(mail.port, more))
        made = run(db, who(db), lambda tx: follow_up(tx, how, unpaid, "payment_reminder"))
        assert made.way is Way.WHATSAPP
        post(db, mail, more)
        assert the(db, made.id).provider_id == "wamid.HBg1"
        (asked,) = meta.chat.sent
        first = asked["template"]["components"][0]["parameters"][0]
        assert first == {"type": "text", "text": "W-1"}
        # Changed words are no template: outside of a conversation they are refused, and told so.
        own = run(
            db,
            who(db),
            lambda tx: follow_up(tx, how, unpaid, "payment_reminder", body="Halo", again=True),
        )
        post(db, mail, more)
        assert (the(db, own.id).state, the(db, own.id).error) == (M.FAILED, "whatsapp_window")


def test_a_way_that_this_machine_has_not_is_left_to_another(
    db: Database, unpaid: int, settings: FollowUps, mail: MailServer
) -> None:
    made = write(db, settings, unpaid)
    draining.drain(db, {MESSAGE: messages_of(parse("", Path("k.toml")))})
    assert (the(db, made.id).state, the(db, made.id).error) == (M.QUEUED, "way_gone")
    with reading(db) as tx:  # another machine may have the way: nothing was tried here
        assert tx.execute(select(outbox.outbox.c.attempts)).scalar_one() == 0
    run(db, who(db), later)
    post(db, mail)
    assert (the(db, made.id).state, the(db, made.id).error) == (M.SENT, "")


def test_who_may_not_write_to_buyers_does_not(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    with writing(db, Actor(permissions=frozenset({"order_view"}))) as tx:
        with pytest.raises(NotAllowed):
            follow_up(tx, settings, unpaid, "payment_reminder", Way.LINK)
        with pytest.raises(NotAllowed):
            answer(tx, 1, arrived=True)


def test_lists_and_counts_tell_what_waits(db: Database, unpaid: int, settings: FollowUps) -> None:
    write(db, settings, unpaid)
    write(db, settings, unpaid, way=Way.LINK, again=True)
    with reading(db) as tx:
        assert queries.counts(tx) == {M.QUEUED: 1, M.SHOWN: 1}
        assert [one.way.value for one in queries.list_messages(tx)] == ["link", "email"]
        assert len(queries.list_messages(tx, state=M.QUEUED)) == 1
        assert len(queries.list_messages(tx, way=Way.LINK, limit=1)) == 1
        assert tx.execute(select(messages.c.id)).all() != []
