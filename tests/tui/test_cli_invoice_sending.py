"""Invoices that go out: held and released, mailed once, printed as a batch with envelopes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.mail_server import MailServer

from core import draining
from core.billing.papers import kept, paper_of
from core.billing.profiles.commands import set_profile
from core.billing.queries import issued_ids, one_invoice
from core.customers.commands import make
from core.customers.records import Details
from core.messages.troubles import MESSAGE
from core.shipping.letters import messages_of
from core.transaction import SYSTEM, reading, writing
from printers.sheets.invoice import invoice_pdf
from printers.spool import Spool
from tui import invoice_files, workers
from tui.invoice_files import draw_all, papering_of, sheets_of
from tui.postroom import PostRoom
from tui.service import _attached


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


SETTINGS = """
[[printers]]
name = "Laser"
transport = "file"
language = "pdf"
path = "sheets"
roles = ["document"]
[mail]
host = "127.0.0.1"
security = "none"
sender = "toko@shop.test"
port = {port}
[invoices.sending]
release = "{release}"
print_at = "{at}"
envelope = "dl"
[invoices.sending.terms]
en = "Goods stay ours until they are paid."
"""


class Room(ShopOnDisk):
    """A shop with a mail server, a printer for sheets, and two customers."""

    def work(self) -> None:
        """What the worker does in a round."""
        PostRoom(self.db, self.config).look()
        draining.drain(self.db, {MESSAGE: messages_of(self.config, None, _attached)})
        Spool(
            self.db,
            self.config.printers,
            "here",
            keep_in=self.folder / "out",
            sheets=sheets_of(self.db),
        ).run_once()

    @property
    def sheets(self) -> list[bytes]:
        """The files that the printer took, in their order."""
        return [one.read_bytes() for one in sorted((self.folder / "sheets").glob("*.pdf"))]


@pytest.fixture
def room(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mail: MailServer,
) -> Iterator[Room]:
    settings = SETTINGS.format(port=mail.port, release="odd", at="00:00")
    made = Room(tmp_path, sqlite_template, settings, capsys)
    build.shop(made.db, {"TEH": 99})
    with writing(made.db) as tx:
        for name, email, way in (
            ("PT Post", "", "print"),
            ("PT Mail", "ap@buyer.test", "email"),
            ("PT Both", "", "both"),
        ):
            who = make(tx, Details(name, country="ID", email=email)).id
            set_profile(tx, who, {"send_via": way}, currency="IDR")
            for at in (1, 2):
                number = f"{name[3:]}-{at}"
                build.order(tx, number, {"TEH": at}, customer=name, customer_id=who, email=email)
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    yield made
    made.db.close()


def issue(room: Room, number: str) -> str:
    return str(room.json("invoices", "issue", number)["number"])


def test_the_first_of_a_buyer_is_held_until_somebody_released_it(
    room: Room, mail: MailServer
) -> None:
    first = issue(room, "Mail-1")
    room.work()
    assert mail.post.taken == []
    shown = room.json("invoices", "out")
    assert [(one["invoice"], one["odd"]) for one in shown["invoices"]] == [(first, ["first"])]
    assert shown["sums"] == [{"state": "held", "currency": "IDR", "count": 1, "total": "25000.00"}]
    assert room.json("invoices", "release", first)[0]["state"] == "waiting"
    room.work()
    (letter,) = mail.post.messages
    assert letter["To"] == "ap@buyer.test"
    (file,) = letter.iter_attachments()
    pdf = file.get_content()
    said = pypdfium2.PdfDocument(BytesIO(pdf))[0].get_textpage().get_text_range()
    assert first in said
    assert "Goods stay ours" in said
    assert room.json("invoices", "log", first)[0]["state"] == "out"
    assert room("invoices", "send", first)[0] == 1
    room.work()
    assert len(mail.post.taken) == 1
    assert room("invoices", "resend", first)[0] == 0
    room.work()
    again = next(mail.post.messages[1].iter_attachments()).get_content()
    assert again == pdf
    assert [one["attempt"] for one in room.json("invoices", "log", first)] == [1, 2]


def test_a_mail_of_which_nobody_knows_is_asked_and_never_sent_blindly(
    room: Room, mail: MailServer
) -> None:
    mail.post.cuts = {"end"}
    first = issue(room, "Mail-1")
    room.json("invoices", "release", first)
    room.work()
    assert len(mail.post.taken) == 1
    mail.post.cuts = set()
    assert room.json("invoices", "log", first)[0]["state"] == "unknown"
    code, _out, err = room("invoices", "resend", first)
    assert (code, "Nobody knows" in err) == (1, True)
    room.work()
    assert len(mail.post.taken) == 1
    assert room.json("invoices", "answer", first, "no")["state"] == "failed"
    assert room("invoices", "resend", first)[0] == 0
    room.work()
    assert len(mail.post.taken) == 2


def test_a_mail_server_that_is_down_is_waited_for_and_one_that_refuses_is_told(
    room: Room, mail: MailServer
) -> None:
    mail.post.cuts = {"connect"}
    first, second = issue(room, "Mail-1"), issue(room, "Mail-2")
    room.json("invoices", "release", first, second)
    room.work()
    found = room.json("invoices", "log")
    assert {one["state"] for one in found} == {"on_its_way"}
    assert found[-1]["error"] == "mail_unreachable"
    mail.post.cuts = set()
    mail.post.recipients["ap@buyer.test"] = "550 5.1.1 no such user"
    with writing(room.db) as tx:
        tx.execute(text("UPDATE outbox SET next_at = created_at"))
    room.work()
    assert {one["state"] for one in room.json("invoices", "log")} == {"failed"}
    third = room.json("invoices", "credit", first, "--line", "1=1", "--reason", "retur")
    waits = room.json("invoices", "out")["invoices"]
    assert [(one["invoice"], one["odd"]) for one in waits] == [
        (third["number"], ["bounced", "negative"])
    ]


def test_what_has_no_address_stays_held_until_one_is_said(room: Room, mail: MailServer) -> None:
    one = issue(room, "Both-1")
    found = {each["way"]: each for each in room.json("invoices", "out")["invoices"]}
    assert found["email"]["odd"] == ["no_mail", "first"]
    assert found["print"]["odd"] == ["first"]
    code, _out, err = room("invoices", "release", one)
    assert (code, "there is no e-mail address" in err) == (1, True)
    assert room.json("invoices", "release", "--out")[0]["way"] == "print"
    assert room("invoices", "send", one, "--by", "email", "--to", "new@buyer.test")[0] == 0
    room.work()
    assert mail.post.messages[0]["To"] == "new@buyer.test"


def test_a_batch_is_printed_with_its_envelopes_in_the_same_order(room: Room) -> None:
    names = [issue(room, one) for one in ("Post-2", "Post-1", "Both-1")]
    taken = room.json("invoices", "take-out", names[2], "--by", "print", "--reason", "collected")
    assert taken[0]["state"] == "taken_out"
    room.json("invoices", "release", "--out")
    room.work()  # its time was at midnight, before they were ready
    assert room.sheets == []
    made = room.json("invoices", "batch", "print")
    assert (made["count"], made["envelope"]) == (2, "dl")
    room.work()
    first, second, envelopes = room.sheets
    for name, pdf in zip(names, (first, second), strict=False):
        assert name in pypdfium2.PdfDocument(BytesIO(pdf))[0].get_textpage().get_text_range()
    pages = pypdfium2.PdfDocument(BytesIO(envelopes))
    assert len(pages) == 2
    wide, high = (side / 72 * 25.4 for side in pages[0].get_size())
    assert (round(wide), round(high)) == (220, 110)
    assert "PT Post" in pages[0].get_textpage().get_text_range()
    again = room.json("invoices", "print", names[0])
    assert again["copy"] == 2
    room.work()
    assert room.sheets[-1] == first
    assert room("invoices", "batch", "print")[0] == 1
    log = room.json("invoices", "log", names[1])
    assert [(one["state"], one["batch"], one["place"]) for one in log] == [("out", 1, 2)]
    folder, file = room.folder / "b", room.folder / "e.pdf"
    room("invoices", "batch", "export", "1", "--folder", str(folder), "--envelopes", str(file))
    assert [one.read_bytes() for one in sorted(folder.iterdir())] == [first, second]
    assert file.read_bytes() == envelopes


def test_what_was_ready_at_the_time_of_the_batch_goes_by_itself(room: Room) -> None:
    one = issue(room, "Post-1")
    room.json("invoices", "release", one)
    with writing(room.db) as tx:
        tx.execute(text("UPDATE invoice_deliveries SET ready_at = '2020-01-01 00:00:00.000000'"))
    room.work()
    room.work()
    assert len(room.sheets) == 2
    assert [each["count"] for each in room.json("invoices", "batch", "list")] == [1]


def test_many_are_exported_and_what_is_kept_is_not_drawn_again(room: Room) -> None:
    names = [issue(room, one) for one in ("Post-1", "Post-2", "Mail-1")]
    folder = room.folder / "month"
    done = room.json("invoices", "export", "--folder", str(folder))
    assert (done["drawn"], done["written"], done["stopped"]) == (3, 3, False)
    assert len(list(folder.iterdir())) == 3
    again = room.json("invoices", "export", "--folder", str(folder), "--draw-only")
    assert again["drawn"] == 0
    one = room.folder / "one.pdf"
    room("invoices", "export", names[0], "--pdf", str(one))
    assert one.read_bytes() == (folder / f"{names[0].replace('/', '-')}.pdf").read_bytes()
    assert room("invoices", "export")[0] == 1


def test_roles_are_asked(room: Room, build: ModuleType) -> None:
    with writing(room.db) as tx:
        build.operator(tx, "Joko", role="packer")
    one = issue(room, "Mail-1")
    for words in (("release", one), ("take-out", one), ("send", one)):
        code, _out, err = room("invoices", *words, "--operator", "Joko")
        assert (code, err != "") == (1, True)
    assert room.json("invoices", "log", one)[0]["state"] == "held"


def test_many_are_drawn_by_processes_of_their_own_and_the_bytes_are_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("Post-1", "Post-2", "Mail-1"):
        issue(room, one)
    how = papering_of(room.config)
    with reading(room.db) as tx:
        ids = [one for one, _number in issued_ids(tx)]
        papers = [paper_of(tx, one_invoice(tx, one), how.sending) for one in ids]
    assert draw_all(room.db, SYSTEM, ids, how, stopped=lambda: True) == 0
    monkeypatch.setattr(invoice_files, "_MANY", 2)
    # A process that begins finds packages by their paths: ours, before the folders of tests.
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    seen: list[tuple[int, int]] = []
    assert draw_all(room.db, SYSTEM, ids, how, progress=lambda *far: seen.append(far)) == 3
    assert (seen[0], seen[-1]) == ((0, 3), (3, 3))
    with reading(room.db) as tx:
        assert [kept(tx, one) for one in ids] == [invoice_pdf(one) for one in papers]
    assert draw_all(room.db, SYSTEM, ids, how) == 0
