"""Invoices that go out: planned when issued, each once; a batch that breaks off goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time
from types import ModuleType

import pytest
from sqlalchemy import func, select

from core.billing.issuing import invoice_order
from core.billing.profiles.commands import set_profile
from core.billing.queries import Invoice
from core.billing.rules import BillingRules
from core.billing.sending import commands, mailing, printing
from core.billing.sending.mailing import Handed, Legal
from core.billing.sending.queries import Delivery, in_batch, log_of, one_batch
from core.billing.sending.rules import SendingRules
from core.billing.sending.states import DeliveryState, Fate, Oddity, OutWay
from core.billing.sending.survey import survey
from core.couriers.registry import Couriers
from core.customers.commands import make
from core.customers.records import Details
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.message_settings import MailSettings, MessagesSettings, WhatsAppSettings
from core.messages.models import messages
from core.messages.outcome import File
from core.orders.follow_up import FollowUps
from core.orders.follow_up_facts import Sender
from core.outbox import outbox
from core.paper.documents import Party
from core.paper.models import print_jobs
from core.people.permissions import ROLES, Role
from core.settings import CouriersSettings
from core.shipping.routing import PrinterRoute
from core.shipping.settings import ShippingSettings
from core.transaction import SYSTEM, Transaction, reading, run_among_others, writing

RULES = BillingRules(
    zone="Asia/Jakarta",
    language="id",
    seller={"name": "Toko Melati", "address": "Jl. Satu 1", "country": "ID"},
    sending=SendingRules(envelope="c5"),
)
AT_ONCE = replace(RULES, sending=replace(RULES.sending, release="at_once"))
SHIPPING = ShippingSettings(
    Couriers(CouriersSettings(), "id", "IDR", ""),
    Party("Toko Melati"),
    "id",
    "Asia/Jakarta",
    (),
    False,
    (PrinterRoute("Roll", ("document",)), PrinterRoute("Laser", ("document",), sheets=True)),
)
LETTERS = FollowUps(
    Sender("Toko Melati", "", "id", "Asia/Jakarta", ()),
    MessagesSettings(),
    MailSettings(host="127.0.0.1", security="none", sender="toko@shop.test"),
    WhatsAppSettings(),
    lambda tx, order_id: (),
)


class Post:
    """A shop with one customer whose invoices go one way."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        self.count = 0
        build.shop(db, {"TEH": 999})

    def customer(self, way: str, email: str = "") -> int:
        with writing(self.db) as tx:
            self.count += 1
            name = f"PT {self.count}"
            who = make(tx, Details(name, country="ID", email=email)).id
            set_profile(tx, who, {"send_via": way}, currency="IDR")
        return who

    def invoice(self, who: int, rules: BillingRules = RULES, units: int = 1) -> int:
        with writing(self.db) as tx:
            self.count += 1
            about = {"customer_id": who, "customer": f"PT {who}"}
            order = self.build.order(tx, f"W-{self.count}", {"TEH": units}, **about)
            return invoice_order(tx, rules, order).invoice.id

    def log(self, invoice_id: int) -> tuple[Delivery, ...]:
        with reading(self.db) as tx:
            return log_of(tx, invoice_id)

    def shown(self) -> dict[int, tuple[Oddity, ...]]:
        with reading(self.db) as tx:
            return {one.invoice_id: one.odd for one in survey(tx)}

    def jobs(self) -> int:
        with reading(self.db) as tx:
            return int(tx.execute(select(func.count()).select_from(print_jobs)).scalar_one())


@pytest.fixture
def post(db: Database, build: ModuleType) -> Post:
    return Post(db, build)


def test_what_is_odd_is_held_and_all_else_is_ready(post: Post) -> None:
    who = post.customer("email", "ap@buyer.test")
    first, second, high = post.invoice(who), post.invoice(who, units=2), post.invoice(who, units=9)
    twice = post.invoice(who, units=2)
    assert post.log(second)[0].state is DeliveryState.READY
    assert post.shown() == {
        first: (Oddity.FIRST,),
        high: (Oddity.HIGH,),
        twice: (Oddity.TWICE,),
        second: (),
    }
    nobody = post.customer("none")
    assert post.log(post.invoice(nobody)) == ()


def test_an_address_that_is_put_right_is_odd_no_more(post: Post) -> None:
    who = post.customer("email")
    one = post.invoice(who, AT_ONCE)
    assert post.shown()[one] == (Oddity.NO_MAIL, Oddity.FIRST)
    (waits,) = post.log(one)
    with pytest.raises(Refusal, match="delivery_no_mail"), writing(post.db) as tx:
        commands.release(tx, waits.id)
    with writing(post.db) as tx:
        set_profile(tx, who, {"email": "ap@buyer.test"}, currency="IDR")
    assert post.shown()[one] == (Oddity.FIRST,)
    with writing(post.db) as tx:
        assert commands.release(tx, waits.id).state is DeliveryState.READY


def test_a_mail_is_written_once_whoever_tries(post: Post) -> None:
    who = post.customer("email", "ap@buyer.test")
    one = post.invoice(who, AT_ONCE)
    (ready,) = post.log(one)
    with writing(post.db) as tx:
        assert mailing.mail(tx, LETTERS, ready.id) is Handed.NO_FILE
        from core.billing.papers import keep

        keep(tx, one, b"%PDF-1.4 x")

    def hand(_number: int) -> Handed:
        return run_among_others(post.db, SYSTEM, lambda tx: mailing.mail(tx, LETTERS, ready.id))

    with ThreadPoolExecutor(6) as pool:
        came = list(pool.map(hand, range(6)))
    assert sorted(came) == [Handed.MAILED] + [Handed.OVER] * 5
    with reading(post.db) as tx:
        assert tx.execute(select(func.count()).select_from(messages)).scalar_one() == 1
        assert mailing.attached(tx, f"invoice:{one}:pdf") == b"%PDF-1.4 x"


def test_a_batch_that_breaks_off_goes_on_and_prints_nothing_twice(post: Post) -> None:
    who = post.customer("print")
    ids = [post.invoice(who, AT_ONCE, units=at) for at in range(1, printing.AT_ONCE + 4)]
    with writing(post.db) as tx:
        made = printing.begin_batch(tx, SHIPPING, RULES, now=True)
        assert made is not None
        assert (made.printer, made.envelope, made.count) == ("Laser", "c5", len(ids))
    with writing(post.db) as tx:
        assert printing.go_on(tx, SHIPPING, RULES, made.id) == (printing.AT_ONCE, len(ids))
    with pytest.raises(ZeroDivisionError), writing(post.db) as tx:
        assert printing.go_on(tx, SHIPPING, RULES, made.id)[0] / 0
    assert post.jobs() == printing.AT_ONCE
    with writing(post.db) as tx:
        assert printing.begin_batch(tx, SHIPPING, RULES, now=True) is None
        assert printing.go_on(tx, SHIPPING, RULES, made.id) == (len(ids), len(ids))
        assert printing.go_on(tx, SHIPPING, RULES, made.id) == (len(ids), len(ids))
        closed = one_batch(tx, made.id)
        found = in_batch(tx, made.id)
        envelopes = printing.envelopes_of(tx, RULES, found)
    assert closed.closed_at is not None
    assert closed.envelope_job_id is not None
    assert post.jobs() == len(ids) + 1
    assert [one.invoice_id for one in found] == ids
    assert envelopes.numbers == tuple(one.number for one in found)
    assert {one.fate for one in found} == {Fate.ON_ITS_WAY}


def test_only_what_was_ready_at_its_time_is_in_a_batch() -> None:
    rules = SendingRules(print_at=time(16))
    before, after = (datetime(2026, 11, 22, hour, 30, tzinfo=UTC) for hour in (8, 9))
    assert rules.due_before(before, "Asia/Jakarta") == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert rules.due_before(after, "Asia/Jakarta") == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_what_is_printed_by_hand_is_not_printed_again_by_itself(post: Post) -> None:
    who = post.customer("print")
    one = post.invoice(who)
    with writing(post.db) as tx:
        assert not printing.print_now(tx, SHIPPING, RULES.sending, one).again
        assert printing.print_now(tx, SHIPPING, RULES.sending, one).again
        assert printing.single_prints(tx) == []
    assert [each.state for each in post.log(one)] == [DeliveryState.GIVEN] * 2


def test_roles_are_asked(post: Post, build: ModuleType) -> None:
    who = post.customer("both", "ap@buyer.test")
    one = post.invoice(who)
    first, second = post.log(one)
    packer = replace(SYSTEM, is_system=False, permissions=ROLES[Role.PACKER])
    for work in (
        lambda tx: commands.release(tx, first.id),
        lambda tx: commands.take_out(tx, second.id),
        lambda tx: commands.send(tx, one, OutWay.EMAIL),
    ):
        with pytest.raises(NotAllowed), writing(post.db, packer) as tx:
            work(tx)


def test_where_a_provider_issues_it_the_mail_waits_for_its_files(post: Post) -> None:
    who = post.customer("email", "ap@buyer.test")
    one = post.invoice(who, AT_ONCE)
    (ready,) = post.log(one)
    files = (File("C26TAA-7.pdf", kind="pdf", ref="einvoice:1:pdf"),)
    made: list[Legal] = []

    def legal(tx: Transaction, invoice: Invoice) -> Legal | None:
        return made[0] if made else None

    with writing(post.db) as tx:
        assert mailing.mail(tx, LETTERS, ready.id, legal) is Handed.LATER
        made.append(Legal(files, "C26TAA 7", "K3Y"))
        assert mailing.mail(tx, LETTERS, ready.id, legal) is Handed.MAILED
        (letter,) = tx.execute(select(messages.c.body)).scalars()
        (row,) = tx.execute(select(outbox.c.payload)).scalars()
    assert "C26TAA 7" in letter
    assert "K3Y" in letter
    assert [each["ref"] for each in row["files"]] == ["einvoice:1:pdf"]


def test_what_cannot_be_mailed_is_held_whatever_the_shop_says(post: Post) -> None:
    who = post.customer("email")
    with writing(post.db) as tx:
        about = {"customer_id": who, "customer": "PT Salah"}
        order = post.build.order(tx, "W-X", {"TEH": 1}, **about)
        one = invoice_order(tx, AT_ONCE, order, buyer={"email": "no address"}).invoice.id
    (held,) = post.log(one)
    assert held.state is DeliveryState.HELD
    assert post.shown()[one] == (Oddity.BAD_MAIL, Oddity.FIRST)
    with writing(post.db) as tx:
        assert mailing.mail(tx, LETTERS, held.id) is Handed.OVER
        assert commands.release_held(tx, odd=True) == (0, 1)
        commands.send(tx, one, to="ap@buyer.test")
        assert mailing.mail(tx, LETTERS, held.id) is Handed.NO_FILE
