"""A buyer who is blocked is written to by hand and with open eyes, never among many."""

from __future__ import annotations

from letters_at_hand import config, outside, refused, write
from sqlalchemy import insert, update

from core.customers.models import customers
from core.database import Database
from core.messages.states import MessageState, Way
from core.orders.follow_up import FollowUps, preview
from core.orders.models import orders
from core.people.queries import list_operators
from core.shipping.letters import following_up
from core.transaction import reading, run, writing


def test_a_blocked_buyer_is_left_out_of_many_and_named(
    db: Database, unpaid: int, settings: FollowUps
) -> None:
    with writing(db) as tx:
        row = {"name": "Siti", "folded": "siti", "trust": "blocked", "country": "ID"}
        row |= {"language": "id", "email": "siti@buyer.test", "trust_reason": "three came back"}
        when = {"created_at": tx.now, "updated_at": tx.now}
        made = tx.execute(insert(customers).returning(customers.c.id), row | when).scalar_one()
        tx.execute(update(orders).values(customer_id=made))
    with reading(db) as tx:
        who = list_operators(tx)[0].actor()
        shown = preview(tx, settings, unpaid, "payment_reminder", Way.EMAIL)
    assert (shown.standing.blocked, shown.standing.reason) == (True, "three came back")
    many = following_up(config(), "payment_reminder")
    no = refused(lambda: run(db, who, lambda tx: many(tx, unpaid)))
    assert (no.code, no.params["reason"]) == ("message_blocked", "three came back")
    assert outside(db) == []
    assert write(db, settings, unpaid).state is MessageState.QUEUED, "a person may, from the order"
