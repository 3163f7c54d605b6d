"""A purchase order goes to its supplier: on paper, and by e-mail through a real mail server."""

from __future__ import annotations

import csv
import email
import io
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from fakes.mail_server import MailServer

from core import draining
from core.config import parse
from core.errors import Refusal
from core.messages.queries import of_purchase
from core.messages.states import MessageState
from core.messages.troubles import MESSAGE
from core.purchasing import commands, letters, suppliers
from core.purchasing.papers import paper_of
from core.purchasing.suppliers import Details
from core.settings import Config
from core.shipping.letters import follow_ups_of, messages_of
from core.shipping.settings import settings_of
from core.transaction import reading, writing

ADDRESS = "tani@supplier.test"


def config(port: int) -> Config:
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "t@shop.test"\n'
    shop = '[shop]\nname = "Toko Contoh"\naddress = "Jl. Satu 1"\ncity = "Bandung"\n'
    return parse(shop + mail, Path("k.toml"))


class Office:
    """A buyer with a mail server, and a purchase order of twelve tea."""

    def __init__(self, buyer: Any, server: MailServer) -> None:
        self.buyer, self.server = buyer, server
        self.config = config(server.port)
        self.settings = settings_of(self.config)
        with writing(buyer.db, buyer.shop.actor) as tx:
            suppliers.change(tx, buyer.first, Details(email=ADDRESS))
            self.id = buyer.ordered(tx, {"TEH": 12, "KOPI": (3, 2500)}).id

    def send(self, **how: Any) -> None:
        with writing(self.buyer.db, self.buyer.shop.actor) as tx:
            made = follow_ups_of(self.config)
            letters.send(tx, made, self.settings.sender, self.id, **how)

    def post(self) -> None:
        handler = messages_of(self.config, letters.still_wanted)
        draining.drain(self.buyer.db, {MESSAGE: handler})

    def states(self) -> list[MessageState]:
        with reading(self.buyer.db) as tx:
            return [one.state for one in of_purchase(tx, self.id)]


@pytest.fixture
def office(buyer: Any) -> Iterator[Office]:
    with MailServer() as server:
        yield Office(buyer, server)


def test_the_supplier_gets_the_order_as_a_text_and_as_a_file(office: Office) -> None:
    office.send(language="en")
    office.post()
    assert office.states() == [MessageState.SENT]
    ((_sender, recipient, content),) = office.server.post.taken
    got = email.message_from_bytes(content, policy=policy.default)
    assert got["To"] == recipient == ADDRESS
    assert "Purchase order PO" in got["Subject"]
    body = got.get_body()
    assert body is not None
    assert "12 × TEH" in body.get_content()
    assert "Bandung" in body.get_content()
    (file,) = got.iter_attachments()
    rows = list(csv.DictReader(io.StringIO(file.get_content().lstrip("\ufeff"))))
    assert [(row["sku"], row["quantity"], row["total"]) for row in rows] == [
        ("TEH", "12", "120.00"),
        ("KOPI", "3", "75.00"),
    ]


def test_it_does_not_go_twice_unless_somebody_says_so(office: Office) -> None:
    office.send()
    with pytest.raises(Refusal) as refused:
        office.send()
    assert refused.value.code == "message_already"
    office.send(again=True)
    office.post()
    assert len(office.server.post.taken) == 2


def test_an_order_that_was_cancelled_meanwhile_is_not_sent(office: Office) -> None:
    office.send()
    with writing(office.buyer.db, office.buyer.shop.actor) as tx:
        commands.cancel(tx, office.id, "no money")
    office.post()
    assert office.server.post.taken == []
    assert office.states() == [MessageState.FAILED]
    with pytest.raises(Refusal) as refused:
        office.send(again=True)
    assert refused.value.code == "purchase_over"


@pytest.mark.parametrize(("address", "code"), [("", "supplier_no_email")])
def test_without_an_address_it_says_what_is_missing(
    office: Office, address: str, code: str
) -> None:
    with writing(office.buyer.db, office.buyer.shop.actor) as tx:
        suppliers.change(tx, office.buyer.first, Details(email=address))
    with pytest.raises(Refusal) as refused:
        office.send()
    assert refused.value.code == code


def test_a_name_that_is_a_formula_is_no_formula_in_the_file(office: Office) -> None:
    with writing(office.buyer.db, office.buyer.shop.actor) as tx:
        office.buyer.build.product(tx, "GULA2", name="=HYPERLINK(1)")
        product = office.buyer.build.product_id(tx, "GULA2")
        suppliers.set_terms(tx, office.buyer.first, product, suppliers.Terms(100))
        made = commands.make(
            tx,
            office.buyer.first,
            office.buyer.shop.warehouse,
            [commands.Wanted(product, 1)],
            commands.Head(),
        )
        office.id = made.id
    office.send()
    office.post()
    got = email.message_from_bytes(office.server.post.taken[-1][2], policy=policy.default)
    (file,) = got.iter_attachments()
    assert "'=HYPERLINK(1)" in file.get_content()


def test_the_paper_says_who_buys_what_and_where_it_goes(office: Office) -> None:
    with reading(office.buyer.db) as tx:
        paper = paper_of(tx, office.settings, office.id)
    assert (paper.shop.name, paper.supplier.name) == ("Toko Contoh", "Satu")
    assert paper.deliver_to.endswith("Jl. Satu 1, Bandung")
    assert [(item.sku, item.quantity) for item in paper.items] == [("TEH", 12), ("KOPI", 3)]
    assert paper.total == 12 * 1000 + 3 * 2500
