"""Follow-ups on their way: waits, refusals and doubts are told, and nothing goes out twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from types import ModuleType

from fakes.mail_server import MailServer
from letters_at_hand import UNPAID, M, kinds, later, outside, post, refused, the, who, write
from sqlalchemy import select, update

from core import clock, draining, outbox
from core.config import parse
from core.database import Database
from core.messages import commands
from core.messages.commands import answer, send_again
from core.messages.states import Way
from core.messages.troubles import MESSAGE
from core.orders.follow_up import FollowUps
from core.orders.models import orders
from core.shipping.letters import messages_of
from core.transaction import reading, run, writing


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
