"""The station over the real business: orders are packed, papers queued, people come and go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_hand import painted, station

from core.catalog.models import products
from core.orders.models import orders
from core.paper.models import print_jobs
from core.people.commands import add_operator
from core.people.models import operators
from core.transaction import writing
from tui import speech
from tui.frames import ScannerSettings
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.widgets.question import Question

HOSTILE = ["[/]", "[bold]x[/bold] [A-12]", "\x1b]0;owned\x07\x1b[2J\x9b6n", "Đỗ 漢 " * 2000]
WORK_80 = """\
 PACKING  W-1                                                             1 / 3
 Siti Aminah  ·  web  ·  Own delivery

       0/2  Barang B  B                                                 MAIN
 ●     1/1  Barang A  A                                                 MAIN"""
WORK_40 = """\
 PACKING  W-1                     1 / 3
     0/2  Barang B                  MAIN
 ●   1/1  Barang A                  MAIN"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def at(shop: Shop, operator: str = "Sari") -> LiveBackend:
    return Alone(shop.config, "S1", operator=operator)


async def test_an_order_is_packed_by_four_scans_and_its_label_waits_at_the_printer(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.app.where) == ("order_complete", Where.WORK)
        await hand.shows("DONE  W-1", "3 / 3", "ORDER COMPLETE")
    assert shop.value(print_jobs.c.printer, print_jobs.c.kind == "label") == "Label-1"
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"


async def test_a_wrong_item_holds_the_station_until_it_was_seen(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rC\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.held) == ("wrong_item", True)
        await hand.do("f2")
        await hand.shows("WRONG ITEM")
        await hand.do("escape")
        assert (hand.verdict.kind, hand.verdict.held) == ("ready", False)
        hand.send("A\r")
        await hand.settle()
        assert hand.verdict.kind == "ok_line_done"


async def test_codes_sent_while_panes_change_are_all_counted_in_their_order(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\r")
        hand.press("f2")
        hand.send("A\r")
        hand.press("alt+k", "alt+j", "f10", "escape")
        hand.send("B\r")
        hand.press("f4", "f1")
        hand.send("B\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"


async def test_who_is_there_is_asked_first_and_again_after_signing_out(shop: Shop) -> None:
    with writing(shop.database) as tx:
        badge = add_operator(tx, "Rina", "packer", "en").badge_code
    async with station(at(shop, "")) as hand:
        assert hand.app.where is Where.SIGN_IN
        await hand.do()
        await hand.shows("Scan your badge.")
        await hand.type("rina\r")
        await hand.complete()
        assert (hand.app.where, hand.app.operator) == (Where.QUEUE, "Rina")
        await hand.do("alt+o", "f9")
        assert (hand.app.where, hand.app.operator) == (Where.SIGN_IN, "")
        await hand.type("1\r")
        assert hand.app.operator == "Rina"
        await hand.do("alt+o", "f9")
        hand.send(f"{badge}\r")
        await hand.settle()
        await hand.complete()
        assert (hand.app.where, hand.app.operator) == (Where.QUEUE, "Rina")


async def test_a_name_that_nobody_has_is_refused_in_words(shop: Shop) -> None:
    async with station(at(shop, "")) as hand:
        await hand.type("nobody\r")
        assert (hand.app.where, hand.verdict.held) == (Where.SIGN_IN, True)
        assert "nobody" in hand.verdict.message


async def test_an_order_is_taken_held_with_a_reason_and_found_by_the_filter(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("enter")
        assert hand.app.work is not None
        number = hand.app.work.order
        await hand.do("f6", "enter")
        assert shop.value(orders.c.fulfilment, orders.c.order_no == number) == "held"
        await hand.do("f2", "alt+f", "down", "down", "enter")
        await hand.shows("On hold", "1 order", number)
        await hand.hides("3 orders")
        await hand.do("escape", "escape")
        await hand.shows("2 orders")


async def test_everything_about_an_order_is_a_key_away_and_esc_leads_back(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+i")
        assert hand.app.where is Where.ORDER
        await hand.shows("W-1", "Goods", "Barang A")
        await hand.do("escape")
        assert hand.app.where is Where.QUEUE


async def test_the_shipment_form_keeps_what_was_changed(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\r")
        await hand.settle()
        await hand.do("ctrl+e", "right", "down", "down")
        await hand.type("750")
        await hand.do("f9")
        assert hand.verdict.kind == "info"
        hand.send("A\rB\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "needs_waybill"
        await hand.shows("WAYBILL")
        hand.send("AWB12345678\r")
        await hand.settle()
        assert hand.verdict.kind in {"order_complete", "parcel_closed"}


async def test_a_refusal_in_a_question_is_one_sentence(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f4", "ctrl+e")
        assert (hand.verdict.kind, hand.verdict.held) == ("refused", True)
        assert hand.verdict.message == "No order is open. Scan one first."


async def test_jobs_show_their_paper_and_are_cancelled_and_printed_again(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        await hand.do("alt+j", "enter")
        await hand.shows("F7 Cancel job", "W-1")
        await hand.do("f7")
        assert hand.verdict.kind == "info"
        assert shop.count(print_jobs, print_jobs.c.state == "cancelled") == 1


async def test_a_job_nobody_knows_about_asks_whether_paper_came_out(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        with writing(shop.database) as tx:
            tx.execute(update(print_jobs).values(state="unknown"))
        await hand.do("alt+j", "enter")
        await hand.shows("Did paper come out of Label-1?")
        await hand.do("f9")
        assert shop.count(print_jobs, print_jobs.c.state == "printed") == 1
        before = shop.count(print_jobs)
        await hand.do("up", "enter", "f8")
        assert shop.count(print_jobs) == before + 1
        assert shop.count(print_jobs, print_jobs.c.state == "failed") == 1


async def test_a_database_that_is_moved_away_gets_the_scans_once_it_is_back(
    shop: Shop, tmp_path: Path
) -> None:
    file, away = tmp_path / "kemas.sqlite3", tmp_path / "elsewhere"
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        file.rename(away)
        hand.send("B\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.waits) == ("ok", True)
        await hand.shows("OK  ·  NOT SAVED YET", "1 scan waits here")
        hand.send("B\rW-2\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.held) == ("not_saved", True)
        await hand.shows("No order can be opened while the database is away.")
        assert not file.exists()
        away.rename(file)
        await hand.shows("The line is back. Order W-1 is packed and saved.")
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"


def test_the_scanner_is_as_the_configuration_says(shop: Shop) -> None:
    said = '[scanner]\nprefix = "f12"\nsuffix = "tab"\naim = false\ntimeout_ms = 900\n'
    shop.config.write_text(shop.config.read_text("utf-8") + said, encoding="utf-8")
    backend = at(shop)
    scanner = backend.start().scanner
    backend.close()
    assert scanner == ScannerSettings(prefix="f12", ends="tab", aim=False, timeout=0.9)


async def test_the_language_is_kept_with_the_operator(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+g")
        await hand.type("1\r")
        assert speech.current() == "id"
    assert shop.value(operators.c.language) == "id"


@pytest.mark.parametrize(
    ("hostile", "size"),
    [*((text, (80, 24)) for text in HOSTILE), (HOSTILE[2], (40, 12)), (HOSTILE[3], (130, 30))],
    ids=range(len(HOSTILE) + 2),
)
async def test_no_pane_takes_text_of_an_order_for_a_command(
    shop: Shop, hostile: str, size: tuple[int, int]
) -> None:
    with writing(shop.database) as tx:
        tx.execute(update(orders).values(customer=hostile[:200], note=hostile, must_read=True))
        tx.execute(update(products).values(name=hostile[:200]))
    async with station(at(shop), size) as hand:
        screens = [await hand.do(*keys) for keys in
                   (("f2",), ("alt+i",), ("escape", "enter"), ("escape", "ctrl+e"),
                    ("escape", "alt+m"), ("escape", "alt+j"), ("alt+k",))]  # fmt: skip
        for screen in screens:
            assert all(char == "\n" or char.isprintable() for char in screen)
        if hostile.isascii() and hostile.isprintable() and size[0] >= 80:
            assert hostile[:9] in screens[0]
            assert hostile in screens[2]


@pytest.mark.parametrize(
    ("size", "wanted"), [((80, 24), WORK_80), ((40, 12), WORK_40)], ids=["80", "40"]
)
async def test_the_work_screen_looks_like_this(
    shop: Shop, size: tuple[int, int], wanted: str
) -> None:
    async with station(at(shop), size) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        await hand.shows("1/1")
        lines = painted(hand.app).split("\n")
        assert "\n".join(lines[2 : 2 + len(wanted.split("\n"))]) == wanted


async def test_who_comes_is_greeted_in_their_own_language(shop: Shop) -> None:
    with writing(shop.database) as tx:
        badge = add_operator(tx, "Nam", "packer", "vi").badge_code
    async with station(at(shop, "")) as hand:
        hand.send(f"{badge}\r")
        await hand.settle()
        await hand.complete()
        assert speech.current() == "vi"
        assert "is signed in" not in hand.verdict.message
        assert "Nam" in hand.verdict.message


async def test_a_badge_that_was_misread_is_not_written_on_the_screen(shop: Shop) -> None:
    async with station(at(shop, "")) as hand:
        hand.send("KEMAS:OP:QSRPNGXCZXA\r")
        await hand.settle()
        await hand.do()
        await hand.shows("badge was not read right")
        assert "QSRPNGX" not in painted(hand.app)


async def test_what_one_may_not_do_is_refused_before_anything_is_filled_in(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add_operator(tx, "Rina", "picker", "en")
    async with station(at(shop, "Rina")) as hand:
        await hand.do("alt+b", "ctrl+a")
        assert not isinstance(hand.app.screen, Question)
        assert "Rina may not" in hand.verdict.message


async def test_what_a_lead_may_say_yes_to_is_filled_in_first(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add_operator(tx, "Rina", "picker", "en")
    async with station(at(shop, "Rina")) as hand:
        await hand.do("alt+c")
        assert isinstance(hand.app.screen, Question)


async def test_a_job_that_is_over_is_not_cancelled_and_the_sentence_says_why(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        with writing(shop.database) as tx:
            tx.execute(update(print_jobs).values(state="printed"))
        await hand.do("alt+j", "alt+c")
        assert "is printed; that cannot be done now." in hand.verdict.message
