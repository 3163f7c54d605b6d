"""A lead's yes on the spot: for one action, for what was refused, and in the trail with both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest
from sqlalchemy import select

from core import audit
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.packing.approved import Yes
from core.fulfilment.packing.verdict import Verdict
from core.orders.models import orders
from core.people import approving, commands, pins
from core.people.operators import Operator
from core.people.permissions import APPROVABLE, ROLES, Permission, Role, require
from core.shipping import deeds
from core.shipping.desk import Desk
from core.transaction import Approval, writing

PIN = "4071"


class Table:
    """A table at which a packer is signed in, and a lead nearby."""

    def __init__(self, db: Database, build: ModuleType, pin: str = "") -> None:
        from pathlib import Path

        from core.config import parse

        self.db = db
        self.shop = build.shop(db, {"A": 10})
        with writing(db) as tx:
            packer = build.operator(tx, "Wati", role="packer")
            self.actor = build.actor(tx, packer, self.shop.station)
            for number in ("W-1", "W-2"):
                build.order(tx, number, {"A": 2}, fulfilment=build.Fulfilment.HELD)
            self.lead = commands.add_operator(tx, "Rina", "lead")
            if pin:
                pins.set_pin(tx, self.lead.id, pins.hashed(pin))
        self.desk = Desk(db, parse("", Path("config.toml")), self.shop.station)
        self.seq = 0

    def release(self, order_no: str) -> Verdict:
        self.seq += 1
        return self.desk.scan(self.seq, f"release {order_no}", deeds.release_order(order_no))

    def approve(self, refused: Verdict, again: Callable[[], Verdict], **how: str) -> Verdict:
        lead = self.desk.prove(how.pop("who", self.lead.badge_code), **how)
        with self.desk.approved(Yes(refused.seq, lead)):
            return again()

    def state(self, order_no: str) -> str:
        with writing(self.db) as tx:
            found = select(orders.c.fulfilment).where(orders.c.order_no == order_no)
            return str(tx.execute(found).scalar_one())

    def trail(self, *kinds: str) -> list[dict[str, object]]:
        with writing(self.db) as tx:
            rows = tx.execute(
                select(audit.events)
                .where(audit.events.c.kind.in_(kinds))
                .order_by(audit.events.c.id)
            )
            return [dict(row._mapping) for row in rows.all()]


@pytest.fixture
def table(db: Database, build: ModuleType) -> Table:
    return Table(db, build)


def test_a_yes_does_what_was_refused_and_the_trail_names_both(table: Table) -> None:
    refused = table.release("W-1")
    assert (refused.kind, refused.detail) == ("not_allowed", "not_allowed")
    assert refused.params["permission"] == "order_release"
    done = table.approve(refused, partial(table.release, "W-1"), why="buyer called")
    assert done.kind == "info"
    assert table.state("W-1") != "held"
    (said,) = table.trail("approved")
    assert said["operator_id"] == table.actor.operator_id
    assert said["station_id"] == table.shop.station
    data = said["data"]
    assert isinstance(data, dict)
    assert (data["by"], data["who"], data["permissions"]) == (
        table.lead.id, "Rina", ["order_release"],
    )  # fmt: skip
    assert (data["action"], data["how"], data["why"]) == ("release W-1", "badge", "buyer called")
    with writing(table.db) as tx:  # and nobody but the packer is signed in
        from core.people.queries import signed_in

        here = signed_in(tx, table.shop.station)
        assert here is not None
        assert here.operator_id == table.actor.operator_id


def test_a_yes_is_for_nothing_else_and_for_no_second_time(table: Table) -> None:
    refused = table.release("W-1")
    other = table.approve(refused, partial(table.release, "W-2"))
    assert (other.kind, other.detail) == ("not_saved", "approval_stale")
    assert (table.state("W-1"), table.state("W-2")) == ("held", "held")
    late = table.approve(refused, partial(table.release, "W-1"))  # something happened since
    assert late.detail == "approval_stale"
    again = table.release("W-1")
    assert table.approve(again, partial(table.release, "W-1")).kind == "info"
    assert table.approve(again, partial(table.release, "W-1")).detail == "approval_stale"
    assert table.release("W-2").kind == "not_allowed"
    assert len(table.trail("approved")) == 1


def test_a_replay_of_an_approved_action_has_no_second_effect(table: Table) -> None:
    refused = table.release("W-1")
    lead = table.desk.prove(table.lead.badge_code)
    with table.desk.approved(Yes(refused.seq, lead)):
        first = table.release("W-1")
        again = table.desk.scan(first.seq, "release W-1", deeds.release_order("W-1"))
    assert again.replayed
    assert len(table.trail("approved")) == len(table.trail("released")) == 1


def test_what_is_refused_for_another_reason_takes_no_yes_with_it(table: Table) -> None:
    """The order is not held any more: nothing is done, and no yes stands in the trail."""
    refused = table.release("W-1")
    with writing(table.db) as tx:
        from core.orders.commands import release

        order = tx.execute(select(orders.c.id).where(orders.c.order_no == "W-1")).scalar_one()
        release(tx, order)
    told = table.approve(refused, partial(table.release, "W-1"))
    assert told.kind in {"not_saved", "info"}
    assert len(table.trail("released")) == 1


def test_who_may_not_say_yes_is_refused_and_that_is_in_the_trail(table: Table) -> None:
    with writing(table.db) as tx:
        budi = commands.add_operator(tx, "Budi", "packer")
    refused = table.release("W-1")
    with pytest.raises(NotAllowed, match="approver_may_not"):
        table.approve(refused, partial(table.release, "W-1"), who=budi.badge_code)
    with pytest.raises(NotFound, match="badge_unreadable"):
        table.approve(refused, partial(table.release, "W-1"), who="KEMAS:OP:NOBODY")
    assert table.state("W-1") == "held"
    (said,) = table.trail("approval_refused")
    assert said["data"] == {"by": budi.id}
    assert said["operator_id"] == table.actor.operator_id


def test_a_stolen_badge_is_not_enough_of_who_has_a_pin(db: Database, build: ModuleType) -> None:
    table = Table(db, build, PIN)
    refused = table.release("W-1")
    again = partial(table.release, "W-1")
    with pytest.raises(NotAllowed, match="pin_needed"):
        table.approve(refused, again)
    for left in (2, 1):
        with pytest.raises(NotAllowed, match="pin_wrong") as wrong:
            table.approve(refused, again, pin="9999")
        assert wrong.value.params["left"] == left
    with pytest.raises(NotAllowed, match="pin_locked"):
        table.approve(refused, again, pin="9999")
    with pytest.raises(NotAllowed, match="pin_locked"):
        table.approve(refused, again, pin=PIN)
    assert table.state("W-1") == "held"


def test_a_name_needs_its_pin_and_a_badge_its_own_where_the_shop_says_so(
    db: Database, build: ModuleType
) -> None:
    table = Table(db, build)
    with pytest.raises(NotAllowed, match="pin_none"):  # a name alone proves nothing
        table.desk.prove("Rina")
    with pytest.raises(NotAllowed, match="pin_none"):
        approving.prove(db, "always", table.actor, table.lead.badge_code)
    assert approving.prove(db, "never", table.actor, table.lead.badge).how == "badge"
    with writing(db) as tx:
        pins.set_pin(tx, table.lead.id, pins.hashed(PIN))
    assert table.desk.prove("rina", PIN).how == "pin"
    assert table.desk.prove(table.lead.badge_code, PIN).how == "badge_pin"


def test_a_lead_who_left_meanwhile_says_yes_to_nothing(table: Table) -> None:
    refused = table.release("W-1")
    lead = table.desk.prove(table.lead.badge_code)
    with writing(table.db) as tx:
        commands.deactivate_operator(tx, table.lead.id)
    with table.desk.approved(Yes(refused.seq, lead)):
        told = table.release("W-1")
    assert (told.kind, told.detail) == ("not_allowed", "approver_may_not")


def _yes(person: Operator) -> Approval:
    return Approval(person.id, person.name, person.actor().permissions, "badge")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_by_a_leads_yes_what_the_page_says_and_no_more(
    db: Database, role: Role
) -> None:
    with writing(db) as tx:
        lead = commands.add_operator(tx, "Rina", "lead")
        who = commands.add_operator(tx, "Sari", role.value).actor()
    for permission in Permission:
        with writing(db, who) as tx:
            tx.approval = _yes(lead)
            if permission in ROLES[role] | APPROVABLE:
                require(tx, permission)
                assert bool(tx.approval.used) == (permission not in ROLES[role])
                approving.write_down(tx)
            else:
                with pytest.raises(NotAllowed, match="not_allowed"):
                    require(tx, permission)


def test_only_who_may_approve_and_may_do_it_themselves_gives_it(db: Database) -> None:
    with writing(db) as tx:
        packer = commands.add_operator(tx, "Sari", "packer").actor()
        by_role = {role: commands.add_operator(tx, role.value, role.value) for role in Role}
    for role, person in by_role.items():
        with writing(db, packer) as tx:
            tx.approval = _yes(person)
            if role in {Role.LEAD, Role.ADMIN}:
                require(tx, Permission.STOCK_ADJUST)
                approving.write_down(tx)
            else:
                with pytest.raises(NotAllowed):
                    require(tx, Permission.STOCK_ADJUST)


def test_a_yes_that_the_trail_does_not_tell_is_not_kept(db: Database) -> None:
    with writing(db) as tx:
        lead = commands.add_operator(tx, "Rina", "lead")
        packer = commands.add_operator(tx, "Sari", "packer").actor()

    def forgotten() -> None:
        with writing(db, packer) as tx:
            tx.approval = _yes(lead)
            require(tx, Permission.STOCK_ADJUST)
            audit.record(tx, "note")

    with pytest.raises(AssertionError, match="not in the trail"):
        forgotten()
    with writing(db) as tx:
        assert not tx.execute(select(audit.events.c.id).where(audit.events.c.kind == "note")).all()


def test_once_it_is_written_down_it_gives_nothing_more(db: Database) -> None:
    with writing(db) as tx:
        lead = commands.add_operator(tx, "Rina", "lead")
        packer = commands.add_operator(tx, "Sari", "packer").actor()
    with writing(db, packer) as tx:
        tx.approval = _yes(lead)
        require(tx, Permission.STOCK_ADJUST)
        approving.write_down(tx)
        with pytest.raises(NotAllowed):
            require(tx, Permission.STOCK_ADJUST)
    with pytest.raises(Refusal, match="approver_is_you"), writing(db, lead.actor()) as tx:
        approving.approval(tx, approving.Lead(lead.id, "badge"), "x")
