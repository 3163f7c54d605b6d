"""``kemas messages`` and ``kemas orders follow-up``: write, look, answer, texts, a test message."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import update

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.mail_server import MailServer

from core import draining
from core.messages.troubles import MESSAGE
from core.orders.models import orders
from core.shipping.letters import messages_of
from core.transaction import writing
from tui import workers


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    build: ModuleType,
    mail: MailServer,
) -> Iterator[ShopOnDisk]:
    """A shop with an unpaid order and a packed one, and a mail server; nobody sends by himself."""
    settings = (
        '[messages]\nbank = ["BCA 000"]\n[mail]\nhost = "127.0.0.1"\nsecurity = "none"\n'
        f'port = {mail.port}\nsender = "toko@shop.test"\n'
    )
    shop = ShopOnDisk(tmp_path, sqlite_template, settings, capsys)
    shop.pack(build, "W-1")
    with writing(shop.db) as tx:
        build.order(tx, "W-2", {"TEH": 2}, status="unpaid", paid=0)
        contact = {"phone": "+62 000 812 3456", "email": "siti@buyer.test"}
        tx.execute(update(orders).values(**contact))
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    yield shop
    shop.db.close()


def post(kemas: ShopOnDisk) -> None:
    draining.drain(kemas.db, {MESSAGE: messages_of(kemas.config)})


def test_a_follow_up_is_looked_at_first_and_then_sent_once(
    kemas: ShopOnDisk, mail: MailServer
) -> None:
    code, out, _err = kemas("orders", "follow-up", "W-2", "--preview")
    assert code == 0
    assert "Payment reminder by e-mail to siti@buyer.test" in out
    assert "BCA 000" in out
    assert kemas.json("messages", "list") == []
    code, out, _err = kemas("orders", "follow-up", "W-2")
    assert (code, out) == (
        0,
        "Payment reminder goes to siti@buyer.test by e-mail: message 1.\n",
    )
    code, _out, err = kemas("orders", "follow-up", "W-2", "--way", "link")
    assert code == 1
    assert "went already on" in err
    assert "by e-mail, sent by kemas (waits)" in err
    post(kemas)
    assert len(mail.post.taken) == 1
    found = kemas.json("messages", "show", "1")
    assert (found["state"], found["order"], found["words"]) == ("sent", "W-2", "sent")
    assert "Payment reminder sent by e-mail" in kemas("orders", "show", "W-2")[1]


def test_the_tracking_number_stands_in_the_text(kemas: ShopOnDisk) -> None:
    made = kemas.json("orders", "follow-up", "W-1", "--template", "shipped", "--way", "link")
    assert "KMS" in made["body"]
    assert made["links"][2] == "https://wa.me/620008123456"
    code, out, _err = kemas("messages", "answer", "1", "yes")
    assert (code, out) == (0, "The message 1 is now: sent.\n")
    assert kemas("messages", "answer", "1", "yes")[0] == 1


def test_own_words_and_another_language_are_taken(kemas: ShopOnDisk) -> None:
    words = ("orders", "follow-up", "W-2", "--template", "free")
    assert "no text" in kemas(*words)[2]
    made = kemas.json(*words, "--body", "Kopi habis.", "--subject", "Kopi")
    assert (made["subject"], made["body"]) == ("Kopi", "Kopi habis.")
    shown = kemas.json("orders", "follow-up", "W-2", "--preview", "--in", "vi", "--way", "email")
    assert shown["language"] == "vi"
    assert shown["route"] == {"way": "email", "recipient": "siti@buyer.test", "problem": ""}


def test_a_mail_server_that_is_down_is_told_with_since_when(
    kemas: ShopOnDisk, mail: MailServer
) -> None:
    mail.post.cuts = {"connect"}
    kemas("orders", "follow-up", "W-2")
    post(kemas)
    _code, out, _err = kemas("messages", "list", "--state", "queued")
    assert "waits: the mail server is not reachable" in out
    assert "the mail server is not reachable, since " in kemas("messages", "show", "1")[1]
    mail.post.cuts = set()
    assert kemas("messages", "retry", "1")[0] == 0  # at once, not after the back-off
    post(kemas)
    assert kemas.json("messages", "list", "--state", "sent")[0]["id"] == 1
    assert kemas("messages", "retry", "1")[0] == 1
    assert kemas("messages", "cancel", "1")[0] == 1


def test_texts_are_listed_changed_and_reset(kemas: ShopOnDisk) -> None:
    assert "{tracking}: the tracking numbers" in kemas("messages", "templates", "list")[1]
    file = kemas.folder / "text.txt"
    file.write_text("Hi {customer}\n{tracking}\n", encoding="utf-8")
    words = ("messages", "templates", "edit", "shipped", "--in", "en")
    code, out, _err = kemas(*words, "--file", str(file), "--subject", "Sent {order}")
    assert (code, out) == (0, "Sent {order}\n\nHi {customer}\n{tracking}\n")
    code, _out, err = kemas(*words, "--body", "{who}")
    assert code == 1
    assert "Nothing fills {who}" in err
    assert kemas.json("messages", "templates", "show", "shipped", "--in", "en")["changed"]
    assert kemas("messages", "templates", "reset", "shipped", "--in", "en")[0] == 0
    assert not kemas.json("messages", "templates", "show", "shipped", "--in", "en")["changed"]


def test_a_test_message_says_what_came_of_it(kemas: ShopOnDisk, mail: MailServer) -> None:
    code, out, _err = kemas("messages", "test", "--email", "me@shop.test")
    assert code == 0
    assert "250 2.0.0 queued as 42" in out
    mail.post.sender = "553 not your address"
    code, _out, err = kemas("messages", "test", "--email", "me@shop.test")
    assert code == 1
    assert "check sender in [mail]" in err
    assert "553 not your address" in err
    assert kemas("messages", "test", "--email", "me@shop")[0] == 1


def test_many_buyers_are_reminded_at_once_and_nobody_twice(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    with writing(kemas.db) as tx:
        build.order(tx, "W-3", {"TEH": 1}, status="unpaid", paid=0, phone="+62 000 812 3456")
    words = ("orders", "bulk", "follow-up", "--status", "unpaid")
    code, out, _err = kemas(*words)
    assert code == 1
    assert "Done: 1. So already: 0. Failed: 1." in out
    assert "W-3: the buyer's e-mail address is not known." in out  # no link: it helps nobody here
    assert "So already: 1." in kemas(*words)[1]
    assert [one["order"] for one in kemas.json("messages", "list")] == ["W-2"]


def test_a_way_that_stands_still_is_said_above_the_list(
    kemas: ShopOnDisk, mail: MailServer
) -> None:
    mail.post.sender = "530 5.7.0 authentication required"
    kemas("orders", "follow-up", "W-2")
    post(kemas)
    code, out, err = kemas("messages", "list")
    assert (code, err) == (0, "")
    assert out.startswith("Nothing goes by e-mail: ")
    assert "look at security and user in [mail] (530 5.7.0 authentication required)" in out
    assert "Waiting since " in out.splitlines()[0]
    assert out.splitlines()[0].endswith(": 1.")
    assert "waits: the mail server wants a safe line" in out
    assert kemas.json("messages", "list")[0]["error"] == "mail_wants_more"
    _code, out, _err = kemas("orders", "show", "W-2")
    assert "Payment reminder waits to go by e-mail: the mail server wants a safe line" in out


def test_an_order_shows_its_messages(kemas: ShopOnDisk, mail: MailServer) -> None:
    mail.post.recipients = {"siti@buyer.test": "550 no such mailbox"}
    kemas("orders", "follow-up", "W-2", "--operator", "Sari")
    post(kemas)
    kemas("orders", "follow-up", "W-2", "--way", "link")
    failed, link = kemas.json("orders", "show", "W-2")["messages"]
    told = {"way": "email", "reason": "payment_reminder", "recipient": "siti@buyer.test"}
    told |= {"state": "failed", "error": "mail_recipient", "operator": "Sari"}
    assert {name: failed[name] for name in told} == told
    said = "the mail server knows no such address; ask the buyer for another"
    assert failed["error_words"] == said
    assert failed["words"] == f"failed: {said} (550 no such mailbox)"
    assert failed["created_at"][:4].isdecimal()
    assert (link["way"], link["recipient"], link["state"]) == ("link", "+620008123456", "shown")
    assert (link["error_words"], link["words"]) == ("", "link shown")
    _code, out, _err = kemas("orders", "show", "W-2")
    (row,) = (line for line in out.splitlines() if "siti@buyer.test" in line)
    assert "Payment reminder" in row
    assert "failed: the mail server knows no such" in row
    assert kemas.json("orders", "show", "W-1")["messages"] == []
