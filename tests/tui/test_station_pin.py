"""PINs at the station and at the command line: asked for, shown as dots, kept nowhere."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import ROOT, Shop, environment
from sqlalchemy import select
from station_hand import painted, station

from core.fulfilment.models import scans
from core.people import commands, pins, queries
from core.transaction import reading, writing
from tui.keys import Where

PIN, WRONG = "407193", "553311"


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        sari = queries.find_operator(tx, "Sari").id
        commands.renew_badge(tx, sari)
        pins.set_pin(tx, sari, pins.hashed(PIN))
    yield made
    made.database.close()


def always(shop: Shop) -> None:
    told = shop.config.read_text(encoding="utf-8")
    shop.config.write_text(f'{told}\n[people]\npin = "always"\n', encoding="utf-8")


def badge(shop: Shop) -> str:
    with reading(shop.database) as tx:
        return queries.find_operator(tx, "Sari").badge_code


def kept_nowhere(shop: Shop) -> None:
    """No file of the shop holds a PIN that was typed, right or wrong."""
    for file in shop.config.parent.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert PIN.encode() not in held, file
            assert WRONG.encode() not in held, file


async def test_a_name_is_asked_for_its_pin_and_only_dots_are_shown(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.type("sari\r")
        await hand.shows("Sari, what is your PIN?", "PIN ›")
        await hand.type(WRONG)
        page = painted(hand.app)
        assert "••••••" in page
        assert WRONG not in page
        await hand.type("\r")
        await hand.shows("This is not the PIN of Sari. Tries before a wait: 2.", "PIN ›")
        await hand.type(f"{PIN}\r")
        await hand.complete()
        assert (hand.app.where, hand.app.operator) == (Where.QUEUE, "Sari")
        await hand.hides("PIN ›")
    kept_nowhere(shop)


async def test_a_pin_that_comes_in_at_once_is_no_code(shop: Shop) -> None:
    """Typed ahead, or as fast as a scanner: the question was not on screen yet."""
    async with station(Alone(shop.config, "S1")) as hand:
        hand.send("sari\r")
        hand.send(f"{PIN}\r")
        await hand.settle()
        hand.send("W-1\rA\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.app.operator) == ("ok_line_done", "Sari")
    kept_nowhere(shop)


async def test_a_badge_is_enough_where_the_shop_does_not_say_otherwise(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        hand.send(f"{badge(shop)}\r")
        await hand.settle()
        assert hand.app.operator == "Sari"


async def test_a_badge_asks_too_and_whoever_works_goes_on_meanwhile(
    shop: Shop,
) -> None:
    with writing(shop.database) as tx:
        pins.set_pin(tx, commands.add_operator(tx, "Budi", "packer").id, pins.hashed("82046"))
    always(shop)
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.type("budi\r82046\r")
        hand.send("W-1\rA\r")
        await hand.settle()
        hand.send(f"{badge(shop)}\r")
        await hand.settle()
        await hand.shows("Sari, what is your PIN?")
        assert hand.app.operator == "Budi"
        hand.send("B\r")  # Budi goes on: nobody is asked any more
        await hand.settle()
        assert (hand.verdict.kind, hand.app.pin.who) == ("ok", "")
        hand.send(f"{badge(shop)}\r")
        await hand.settle()
        await hand.type(f"{PIN}\r")
        assert hand.app.operator == "Sari"
        await hand.shows("Order W-1 is open here.")
        hand.send("B\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"
    kept_nowhere(shop)


async def test_esc_takes_the_question_back(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.type("sari\r12")
        await hand.do("escape")
        await hand.do("escape")
        await hand.hides("PIN ›")
        assert (hand.app.where, hand.app.operator) == (Where.SIGN_IN, "")


async def test_after_three_wrong_ones_everybody_waits(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.type(f"sari\r{WRONG}\r{WRONG}\r{WRONG}\r")
        await hand.shows("Too many wrong PINs of Sari")
        await hand.hides("PIN ›")
        await hand.type(f"sari\r{PIN}\r")
        await hand.shows("Too many wrong PINs of Sari")
        assert hand.app.operator == ""
    kept_nowhere(shop)


async def test_who_has_no_pin_where_all_need_one_is_told(shop: Shop) -> None:
    with writing(shop.database) as tx:
        code = commands.add_operator(tx, "Budi", "packer").badge_code
    always(shop)
    async with station(Alone(shop.config, "S1")) as hand:
        for who in ("budi\r", f"{code}\r"):
            await hand.type(who)
            await hand.shows("Budi has no PIN, and this shop asks for one.")
            assert hand.app.operator == ""


def run(shop: Shop, *words: str, given: str = "", **environ: str) -> tuple[int, str, str]:
    """A command of the command line, in a process of its own."""
    done = subprocess.run(
        [*shop.command()[:3], *words, "--config", str(shop.config)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=environment() | environ,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_line_mode_reads_the_pin_from_the_environment(shop: Shop) -> None:
    scan = ("scan", "--no-worker", "--operator", "sari")
    code, _out, said = run(shop, *scan, given="W-1\n")
    assert (code, "KEMAS_PIN" in said) == (1, True)
    code, _out, said = run(shop, *scan, given="W-1\n", KEMAS_PIN=WRONG)
    assert (code, "This is not the PIN of Sari" in said) == (1, True)
    code, out, said = run(shop, *scan, given="W-1\nA\n", KEMAS_PIN=PIN)
    assert (code, said, len(out.splitlines())) == (0, "", 2)
    kept_nowhere(shop)


def test_line_mode_asks_whose_badge_is_scanned(shop: Shop) -> None:
    always(shop)
    scan = ("scan", "--no-worker", "--json", "--operator", "sari")
    given = f"{badge(shop)}\nKEMAS:SIGNOUT\n{badge(shop)}\n{WRONG}\n{PIN}\nW-1\n"
    code, out, said = run(shop, *scan, given=given, KEMAS_PIN=PIN)
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, said) == (0, "")
    assert [one["verdict"] for one in told] == [
        "info", "info", "info", "not_allowed", "info", "order_open",
    ]  # fmt: skip
    assert told[2]["message"] == "Sari, what is your PIN?"
    assert PIN not in out
    assert WRONG not in out
    with reading(shop.database) as tx:
        codes = tx.execute(select(scans.c.code)).all()
    assert {one.code[:9] for one in codes} == {"KEMAS:OP:", "KEMAS:SIG", "W-1"}
    kept_nowhere(shop)


def test_a_pin_is_set_and_taken_away_by_hand(shop: Shop) -> None:
    code, out, said = run(shop, "people", "pin", "sari", "--stdin", given="82046\n")
    assert (code, out, said) == (0, "The PIN of Sari is set.\n", "")
    listed = json.loads(run(shop, "people", "list", "--json")[1])
    assert [one["pin"] for one in listed] == [True]
    for wrong, told in (("12a4\n", "4 to 8 digits"), ("1111\n", "first"), ("", "4 to 8 digits")):
        code, out, said = run(shop, "people", "pin", "sari", "--stdin", given=wrong)
        assert (code, out, told in said) == (1, "", True)
    assert run(shop, "people", "pin", "sari", "--clear")[0] == 0
    listed = json.loads(run(shop, "people", "list", "--json")[1])
    assert [one["pin"] for one in listed] == [False]


@pytest.mark.skipif(os.name != "posix", reason="a terminal of our own")
def test_at_a_terminal_it_is_typed_twice_and_not_shown(shop: Shop) -> None:
    import pty

    words = [*shop.command()[:3], "people", "pin", "sari", "--config", str(shop.config)]
    for second, told in (("82047", "not the same"), ("82046", "The PIN of Sari is set.")):
        pid, line = pty.fork()
        if pid == 0:
            os.chdir(ROOT)
            os.execve(words[0], words, environment())  # noqa: S606 - our own program
        shown = b""
        for asked, answer in ((b"New PIN of Sari: ", "82046"), (b"Once more: ", second)):
            while asked not in shown:
                shown += os.read(line, 4096)
            os.write(line, f"{answer}\n".encode())
        while told.encode() not in shown:
            shown += os.read(line, 4096)
        os.close(line)
        os.waitpid(pid, 0)
        assert b"8204" not in shown
