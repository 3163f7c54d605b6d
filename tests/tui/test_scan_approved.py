"""`kemas scan`: what a packer may not do alone is done with a lead's yes in the next line."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scan_process import ROOT, Shop, Station, environment
from sqlalchemy import select
from waiting import until

from core import audit
from core.fulfilment.models import scans
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.planning import plan
from core.fulfilment.walks.states import Mode
from core.orders.models import orders
from core.people import commands, pins
from core.people.models import operators, sessions
from core.people.queries import find_operator
from core.stock.places import warehouse_id
from core.transaction import reading, writing

PIN, WRONG = "407193", "553311"


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        for name, role in (("Wati", "picker"), ("Rina", "lead"), ("Budi", "picker")):
            commands.add_operator(tx, name, role)
    yield made
    made.database.close()


def badge(shop: Shop, who: str) -> str:
    with reading(shop.database) as tx:
        return find_operator(tx, who).badge_code


def give_pin(shop: Shop) -> None:
    with writing(shop.database) as tx:
        pins.set_pin(tx, find_operator(tx, "Rina").id, pins.hashed(PIN))


def approvals(shop: Shop) -> list[dict[str, Any]]:
    with reading(shop.database) as tx:
        rows = tx.execute(select(audit.events).where(audit.events.c.kind == "approved"))
        return [{**row.data, "for": row.operator_id} for row in rows]


def signed_in(shop: Shop) -> set[str]:
    with reading(shop.database) as tx:
        rows = tx.execute(
            select(operators.c.name).join(sessions, sessions.c.operator_id == operators.c.id)
        )
        return set(rows.scalars())


def said(shop: Shop, *codes: str) -> list[dict[str, Any]]:
    """The verdicts on what Wati, who picks and may not pack, scans."""
    lines = "".join(f"{code}\n" for code in codes).encode()
    return shop.verdicts(lines, "--operator", "Wati")


def state(shop: Shop, number: str = "W-1") -> str:
    return str(shop.value(orders.c.fulfilment, orders.c.order_no == number))


def test_a_refusal_says_that_a_lead_may_and_a_badge_does_it_once(shop: Shop) -> None:
    asked, done, signed = said(shop, "W-1", badge(shop, "Rina"), badge(shop, "Rina"))
    assert asked["verdict"] == "not_allowed"
    assert "a lead's badge, or type a name" in asked["next"]
    assert (done["verdict"], done["scanned"], done["seq"]) == ("order_open", "W-1", 2)
    assert state(shop) == "packing"
    (yes,) = approvals(shop)
    wati = shop.value(operators.c.id, operators.c.name == "Wati")
    assert (yes["who"], yes["how"], yes["action"], yes["for"]) == ("Rina", "badge", "W-1", wati)
    assert "Rina is signed in" in signed["message"]  # once, and now a badge is a badge again


def test_it_is_for_what_was_refused_and_for_nothing_after_it(shop: Shop) -> None:
    verdicts = said(shop, "W-1", "KEMAS:OK", badge(shop, "Rina"))
    assert verdicts[0]["verdict"] == "not_allowed"
    assert "Rina is signed in" in verdicts[2]["message"]
    assert (state(shop), approvals(shop)) == ("ready", [])


def test_a_badge_of_who_has_a_pin_asks_for_it_and_shows_it_nowhere(shop: Shop) -> None:
    give_pin(shop)
    asked, who, wrong, done = said(shop, "W-1", badge(shop, "Rina"), WRONG, PIN)
    assert asked["verdict"] == "not_allowed"
    assert who["message"] == "Rina, what is your PIN?"
    assert (wrong["verdict"], "Tries before a wait: 2" in wrong["message"]) == ("not_allowed", True)
    assert done["verdict"] == "order_open"
    (yes,) = approvals(shop)
    assert yes["how"] == "badge_pin"
    assert not {PIN, WRONG} & {str(one["scanned"]) for one in (asked, who, wrong, done)}
    with reading(shop.database) as tx:
        kept = tx.execute(select(scans.c.code, scans.c.result)).all()
    assert not any(pin in str(row) for row in kept for pin in (PIN, WRONG))
    assert signed_in(shop) == {"Wati"}


def test_a_name_and_its_pin_do_it_as_well(shop: Shop) -> None:
    give_pin(shop)
    verdicts = said(shop, "W-1", "rina", PIN, "A")
    assert [one["verdict"] for one in verdicts] == ["not_allowed", "info", "order_open",
                                                    "not_allowed"]  # fmt: skip
    assert [yes["how"] for yes in approvals(shop)] == ["pin"]


def test_a_name_alone_proves_nothing(shop: Shop) -> None:
    verdicts = said(shop, "W-1", "Rina")
    assert verdicts[1]["verdict"] == "not_allowed"
    assert (state(shop), approvals(shop)) == ("ready", [])


def test_who_may_not_say_yes_is_told_and_the_question_stays(shop: Shop) -> None:
    verdicts = said(shop, "W-1", badge(shop, "Budi"), "Budi", badge(shop, "Rina"))
    assert "Budi may not say yes for others." in verdicts[1]["message"]
    assert "a lead's badge" in verdicts[1]["next"]
    assert verdicts[3]["verdict"] == "order_open"
    assert len(approvals(shop)) == 1


def test_numbers_of_the_sender_are_kept(shop: Shop) -> None:
    verdicts = said(shop, "5\tW-1", f"6\t{badge(shop, 'Rina')}", f"6\t{badge(shop, 'Rina')}")
    assert [(one["seq"], one["verdict"]) for one in verdicts] == [
        (5, "not_allowed"),
        (6, "order_open"),
        (6, "not_saved"),  # the number means the order by now, and nobody is signed in by it
    ]
    assert signed_in(shop) == {"Wati"}


def test_a_walk_is_picked_with_a_lead_as_well(shop: Shop) -> None:
    with writing(shop.database) as tx:
        commands.add_operator(tx, "Oka", "office")
        plan(tx, warehouse_id(tx, "MAIN"), Wanted(mode=Mode.SINGLE))
    words = [*shop.command("--operator", "Oka", "--json")]
    words[words.index("scan") : words.index("scan") + 1] = ["walks", "scan"]
    done = subprocess.run(
        words,
        input=f"KEMAS:NEXT\n{badge(shop, 'Rina')}\n".encode(),
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=False,
        timeout=120,
    )
    assert done.stderr == b""
    first, second = done.stdout.decode().splitlines()
    assert '"not_allowed"' in first
    assert '"not_allowed"' not in second
    assert signed_in(shop) == {"Oka"}


def test_a_database_that_is_away_takes_no_yes_and_keeps_no_pin(shop: Shop, tmp_path: Path) -> None:
    give_pin(shop)
    file, away = tmp_path / "kemas.sqlite3", tmp_path / "elsewhere"
    station = Station(shop, "--operator", "Wati")
    assert station.scan("W-1")["verdict"] == "not_allowed"
    assert station.scan(badge(shop, "Rina"))["message"] == "Rina, what is your PIN?"
    file.rename(away)
    told = station.scan(PIN)
    assert (told["verdict"], told["scanned"]) == ("not_saved", None)
    away.rename(file)
    station.end()
    journals = [one.read_bytes() for one in (tmp_path / "offline").glob("*")]
    assert not any(PIN.encode() in one for one in journals)
    assert (state(shop), approvals(shop)) == ("ready", [])


def test_a_terminal_shows_what_is_typed_but_not_the_pin(shop: Shop) -> None:
    give_pin(shop)
    ours, theirs = pty.openpty()
    seen = bytearray()
    with subprocess.Popen(
        shop.command("--operator", "Wati"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=environment(),
    ) as process:

        def shows(text: str) -> None:
            os.set_blocking(ours, False)

            def found() -> bool:
                with suppress(BlockingIOError):
                    seen.extend(os.read(ours, 4096))
                return text.encode() in seen

            until(found)

        def echoes() -> bool:
            return bool(termios.tcgetattr(theirs)[3] & termios.ECHO)

        try:
            os.write(ours, b"W-1\n")
            shows("or type a name")
            assert echoes()
            os.write(ours, b"Rina\n")
            shows("what is your PIN?")
            assert not echoes()
            os.write(ours, f"{PIN}\n".encode())
            shows("ORDER OPEN")
            until(echoes)
            assert b"Rina\r\n" in seen
            assert PIN.encode() not in seen
            os.write(ours, b"\x04")
            assert process.wait(60) == 0
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)
