"""Follow-ups: the right text by a possible way, once, for who may write it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.mail_server import MailServer
from fakes.meta_server import NUMBER, TOKEN, MetaServer
from letters_at_hand import M, config, kinds, outside, post, refused, the, who, write
from sqlalchemy import insert, select, update

from core import clock
from core.audit import of_order
from core.config import parse
from core.customers.models import customers
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.messages import queries
from core.messages.commands import answer
from core.messages.models import messages
from core.messages.states import Way
from core.orders.follow_up import FollowUps, follow_up, preview, routes
from core.orders.models import orders
from core.shipping.letters import follow_ups_of
from core.transaction import Actor, reading, run, writing


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
