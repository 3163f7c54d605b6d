"""The station: every key arrives, codes are judged in order, questions take their keys."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping

import pytest
from station_fake import FakeBackend
from station_hand import Hand, station

from core.errors import Refusal
from tui import beat, speech
from tui.app import KemasApp
from tui.keys import Where
from tui.state import Hello, Verdict
from tui.views import Choice, Filter, Page, QueueRow
from tui.widgets.field import Field
from tui.widgets.forms import FormModal
from tui.widgets.modals import ChoiceModal, ConfirmModal, PageModal
from tui.words.refusals import sentence


def codes(backend: FakeBackend) -> list[str]:
    return [code for _seq, code in backend.scans]


async def test_a_whole_order_is_scanned_without_a_key() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("ORD-1001\r")
        for code, times in {"8991234567890": 2, "8991234567906": 1, "8991234567913": 3}.items():
            for _ in range(times):
                hand.send(f"]E0{code}\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"
        assert hand.app.where is Where.WORK
        assert [seq for seq, _ in backend.scans] == list(range(8, 15))


async def test_what_cannot_be_got_ready_leaves_the_status_and_the_book_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = threading.Event()

    class Unready(FakeBackend):
        def prepare(self) -> None:
            tried.set()
            raise Refusal("database_locked")

    monkeypatch.setattr(beat, "PREPARE_AFTER", 0.01)
    async with station(Unready()) as hand:
        await hand.until(tried.is_set)
        await hand.settle()
        assert hand.app.frame.status_bar.status.connection == "online"
        assert not hand.verdict.held
        await hand.do("alt+b")
        await hand.shows("ORD-1001")


async def test_two_hundred_scans_at_once_come_whole_and_in_order() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        wanted = [f"]C1{number:08}" for number in range(200)]
        hand.send("".join(f"{code}\r\n" for code in wanted))
        await hand.settle()
        assert codes(backend) == wanted
        assert backend.threads == {"kemas-writer"}


async def test_scans_sent_before_the_business_is_open_are_judged_afterwards() -> None:
    backend = FakeBackend()
    app = KemasApp(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        hand.send("ORD-1001\r]E08991234567890\r")
        await hand.settle()
        await hand.settle()
        assert codes(backend) == ["ORD-1001", "]E08991234567890"]


async def test_a_scan_in_the_search_field_is_judged_and_leaves_the_field_alone() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.press("f3")
        await hand.type("ab")
        field = hand.app.frame.query_one("#search", Field)
        hand.send("]E08991234567890\r")
        await hand.settle()
        hand.send("4006381333931\r")
        await hand.settle()
        assert (field.value, codes(backend)) == ("ab", ["]E08991234567890", "4006381333931"])


async def test_keys_typed_right_after_a_pane_or_a_question_opens_reach_it() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        hand.press("f3")
        hand.send("12")
        await hand.settle()
        assert hand.app.frame.query_one("#search", Field).value == "12"
        hand.press("escape", "f4", "f6", "down", "enter")
        await hand.settle()
        assert backend.acts[-1][1:] == ("hold", {"order": "ORD-1001", "choice": "stock"})
        hand.press("ctrl+e")
        hand.send("5")
        hand.press("f9")
        await hand.settle()
        assert backend.acts[-1][1:] == (
            "shipment",
            {"order": "ORD-1001", "weight": "7505", "note": ""},
        )


async def test_scans_pass_a_question_and_never_answer_it() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        hand.press("f6")
        hand.send("]E08991234567890\r")
        hand.send("1234567\r")
        await hand.settle()
        assert isinstance(hand.app.screen, ChoiceModal)
        assert codes(backend)[1:] == ["]E08991234567890", "1234567"]
        await hand.type("3\r")
        assert backend.acts[-1][2]["choice"] == "other"


async def test_only_f9_says_yes_to_leaving() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.press("ctrl+c")
        await hand.settle()
        assert isinstance(hand.app.screen, ConfirmModal)
        hand.press("ctrl+c", "enter", "ctrl+j")
        hand.send("y")
        await hand.settle()
        assert isinstance(hand.app.screen, ConfirmModal)
        hand.press("f9")
        await hand.until(lambda: hand.app.return_code is not None)
    assert (hand.app.return_code, backend.closed) == (0, True)


async def test_actions_and_scans_keep_their_order() -> None:
    backend = FakeBackend(delay=0.01)
    async with station(backend) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        hand.send("]E08991234567890\r")
        hand.press("f8")
        hand.send("]E08991234567906\r")
        await hand.settle()
        first, second = backend.scans[-2][0], backend.scans[-1][0]
        assert backend.acts == [(first + 1, "undo", {"order": "ORD-1001"})]
        assert second == first + 2


async def test_a_broken_scan_is_said_and_held() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("]E0899")
        await hand.until(lambda: hand.verdict.kind == "incomplete")
        assert hand.verdict.held
        assert codes(backend) == []


async def test_typed_codes_show_as_they_are_typed() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        await hand.type("6*OR")
        assert hand.app.frame.code_line.code == "6*OR"
        hand.press("backspace")
        await hand.type("\r")
        assert codes(backend) == ["6*O"]


async def test_a_command_that_fails_is_a_verdict_and_the_next_one_works() -> None:
    class Failing(FakeBackend):
        def scan(self, seq: int, code: str) -> Verdict:
            if code == "BOOM":
                raise Refusal("order_not_found", order="[/]")
            return super().scan(seq, code)

    backend = Failing()
    async with station(backend) as hand:
        hand.send("BOOM\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.held) == ("refused", True)
        assert hand.verdict.message == "There is no order [/]."
        hand.send("ORD-1001\r")
        await hand.settle()
        assert hand.verdict.kind == "order_open"


async def test_a_business_that_cannot_open_ends_the_station_with_one_sentence() -> None:
    class Closed(FakeBackend):
        def start(self) -> object:  # type: ignore[override]
            raise Refusal("station_in_use", station="S1", who="pid 7")

    app = KemasApp(Closed())
    async with app.run_test(size=(80, 24)) as pilot:
        await Hand(app, pilot).until(lambda: app.return_code is not None)
    assert (app.return_code, app.stopped) == (1, sentence(Refusal("station_in_use", station="S1")))


async def test_the_language_changes_live_and_the_operator_keeps_it() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.press("alt+g", "enter")
        await hand.settle()
        assert speech.current() == "id"
        assert backend.acts[-1][1:] == ("language", {"choice": "id"})


async def test_help_and_menu_open_from_every_pane() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        for pane in ("f2", "f4"):
            hand.press(pane, "f1")
            await hand.settle()
            assert isinstance(hand.app.screen, PageModal)
            hand.press("escape", "f10")
            await hand.settle()
            assert isinstance(hand.app.screen, ChoiceModal)
            hand.press("escape")
        await hand.settle()


async def test_the_menu_does_what_is_chosen_from_it() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        menu = [a.name for a in hand.app.frame.key_bar.actions if a.name not in {"menu", "ack"}]
        hand.press("f10")
        await hand.type(f"{menu.index('shipment') + 1}\r")
        assert isinstance(hand.app.screen, FormModal)


async def test_the_simulator_scans_what_is_needed_and_what_is_wrong() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.press("ctrl+y", "ctrl+y", "ctrl+x")
        await hand.settle()
        assert codes(backend) == ["ORD-1001", "8991234567890", "4006381333931"]


async def test_a_resize_in_the_middle_of_a_scan_loses_nothing() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("]E0899")
        resized = asyncio.create_task(hand.pilot.resize_terminal(40, 12))
        await asyncio.sleep(0)  # it is asked for, between the two halves
        hand.send("1234567890\r")
        await resized
        await hand.settle()
        assert codes(backend) == ["]E08991234567890"]
        for size in ((1, 1), (20, 5), (300, 100), (40, 12)):
            await hand.pilot.resize_terminal(*size)
            await hand.until(lambda size=size: hand.app.frame.size == size)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_a_packer_needs_is_on_the_screen(size: tuple[int, int]) -> None:
    backend = FakeBackend()
    async with station(backend, size) as hand:
        hand.send("ORD-1001\r]E08991234567890\r4006381333931\r")
        await hand.shows("S1", "Packing", "online", "17:00", "no paper", "ORD-1001", "1/2",
                         "Kopi Gayo 250 g", "UNKNOWN CODE", "Nothing here has this code.",
                         "Code", "F1", "F10")  # fmt: skip


async def test_a_message_stays_until_it_was_seen() -> None:
    backend = FakeBackend()
    async with station(backend) as hand:
        hand.send("4006381333931\r")
        await hand.settle()
        assert hand.verdict.held
        hand.press("f2", "down", "f4")
        await hand.settle()
        assert hand.verdict.held
        hand.press("escape")
        await hand.settle()
        assert (hand.verdict.kind, backend.acts[-1][1]) == ("ready", "ack")


async def test_sequence_numbers_go_on_where_the_station_stopped() -> None:
    backend = FakeBackend()
    app = KemasApp(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        hand.send("ORD-1001\r")
        await hand.settle()
        await hand.settle()
        assert backend.scans == [(8, "ORD-1001")]


async def test_enter_takes_the_order_that_was_searched_for_however_fast_it_is_pressed() -> None:
    backend = FakeBackend(delay=0.05)
    async with station(backend) as hand:
        hand.press("f3")
        hand.send("1234")
        hand.press("enter", "f1", "escape", "enter")
        await hand.until(lambda: backend.acts)
        await hand.settle()
        assert backend.acts == [(8, "claim", {"order": "ORD-1234", "channel": "shopee"})]


async def test_lists_and_questions_that_are_opened_too_early_wait_for_the_business() -> None:
    class Late(FakeBackend):
        opened = False

        def start(self) -> Hello:
            time.sleep(0.5)
            self.opened = True
            return super().start()

        def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
            assert self.opened
            return super().queue(wanted, offset, limit)

        def choices(
            self, action: str, target: Mapping[str, str] | None = None
        ) -> tuple[Choice, ...]:
            assert self.opened
            return super().choices(action, target)

    app = KemasApp(Late())
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        hand.press("f2", "f6")
        await hand.until(lambda: isinstance(app.screen, ChoiceModal))
        hand.press("escape")
        await hand.complete()
        assert not hand.verdict.held
        await hand.shows("ORD-1001")
