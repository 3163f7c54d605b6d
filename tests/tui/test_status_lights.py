"""The lights of the status bar fit into any width, and alerts are told once."""

from __future__ import annotations

import pytest
from station_fake import FakeBackend
from station_hand import painted, station

from core.paper.queries import PrinterLight as Known
from tui import speech
from tui.alerts import Alerts
from tui.beat import Reported
from tui.lights import LIGHTS
from tui.live.status import light_of
from tui.sound import Bells
from tui.speech import LANGUAGES
from tui.state import Alert, Light, PrinterLight, Status
from tui.tones import Tone
from tui.widgets.alertline import AlertLine


class Printers(FakeBackend):
    """A station with these printers."""

    def __init__(self, *printers: PrinterLight) -> None:
        super().__init__()
        self.printers = printers

    def status(self) -> Status:
        return Status("S1", printers=self.printers, connection="online")


async def line(width: int, *printers: PrinterLight) -> str:
    async with station(Printers(*printers), (width, 24)) as hand:
        await hand.until(lambda: hand.app.frame.status_bar.status.printers == printers)
        await hand.complete()
        return painted(hand.app).split("\n")[1]


class Saved(FakeBackend):
    """A shop that has been backed up, or too long ago."""

    late = False

    def status(self) -> Status:
        light = PrinterLight("Label-1", "ok")
        saved = "backup 3 d" if self.late else "backup 5 h"
        return Status(
            "S1", printers=(light,), connection="online", saved=saved, is_saved_late=self.late
        )


async def test_the_age_of_the_backup_gives_way_but_not_when_it_is_too_old() -> None:
    backend = Saved()
    for width, late, shown in (
        (80, False, True),
        (40, False, False),
        (80, True, True),
        (40, True, True),
    ):
        backend.late = late
        async with station(backend, (width, 12)) as hand:
            await hand.until(lambda: bool(hand.app.frame.status_bar.status.saved))
            await hand.complete()
            second = painted(hand.app).split("\n")[1]
            assert (backend.status().saved in second) is shown, (width, late)
            assert "online" in second


async def test_every_light_has_a_word_that_fits_beside_a_name() -> None:
    shown: list[tuple[Light, str]] = [(state, "vi") for state in LIGHTS]
    shown += [("wrong", spoken) for spoken in LANGUAGES]
    backend = Printers()
    async with station(backend, (80, 24)) as hand:
        for state, spoken in shown:
            backend.printers = (PrinterLight("Label-1", state, 12),)
            hand.app.post_message(Reported(backend.status()))
            speech.switch(spoken)
            hand.app.frame.speak()
            await hand.shows(f"● Label-1 12 {speech._(LIGHTS[state][1])} ")
            assert "● Label-1 12 " in painted(hand.app).split("\n")[1], (state, spoken)


async def test_where_it_is_tight_only_what_is_wrong_has_a_word() -> None:
    two = PrinterLight("Label-1", "ok"), PrinterLight("Doc", "paper", 3)
    assert "● Label-1 ready  ● Doc 3 no paper" in await line(80, *two)
    narrow = await line(40, *two)
    assert "● Doc 3 no paper" in narrow
    assert "ready" not in narrow.partition("Doc")[0].replace("1 ready", "")


async def test_of_many_printers_those_that_need_somebody_are_named() -> None:
    fine = [PrinterLight(f"Label-{number}", "ok") for number in range(1, 6)]
    shown = await line(80, *fine, PrinterLight("Receipts", "open", 2))
    assert "● Receipts 2 cover open ● 5 ready" in shown
    assert "outbox" in shown


@pytest.mark.parametrize(
    ("known", "printing", "shown"),
    [
        (None, False, "unknown"),
        (None, True, "busy"),
        (Known("A", "ready", 3, "h", 0, 0), False, "ok"),
        (Known("A", "ready", 3, "h", 1, 0), True, "busy"),
        (Known("A", "paper_out", 3, "h", 1, 0), True, "paper"),
        (Known("A", "near_end", 3, "h", 0, 0), False, "low"),
        (Known("A", "silent", 3, "h", 0, 0), False, "silent"),
        (Known("A", "wrong_language", 3, "h", 0, 0), False, "wrong"),
        (Known("A", "ready", 300, "h", 4, 0), False, "unknown"),
        (Known("A", "ready", 3, "h", 0, 0, paused=True), False, "paused"),
        (Known("A", "something new", 3, "h", 0, 0), False, "unknown"),
    ],
)
def test_a_light_shows_what_was_decided_then_what_is_needed(
    known: Known | None, printing: bool, shown: Light
) -> None:
    assert light_of(known, printing=printing) == shown


def test_every_light_of_the_transports_is_shown() -> None:
    from printers.transport.base import Light as Said
    from tui.words.paper import LIGHTS as WORDS

    for said in Said:
        assert light_of(Known("A", said.value, 3, "h", 0, 0), printing=False) != "unknown", said
        assert said.value in WORDS


async def test_an_alert_is_rung_for_once_and_told_again_only_after_it_was_over() -> None:
    rung: list[Tone] = []
    bells = Bells(lambda: None)
    bells.ring = rung.append  # type: ignore[method-assign, assignment]
    line = AlertLine()
    alerts = Alerts(line, bells)
    down, ask = Alert("down A", "A: no paper."), Alert("unknown 7", "Did it come out?")
    alerts.show((down,))
    alerts.show((Alert("down A", "A: cover open."),))
    assert [each.text for each in line.alerts] == ["A: cover open."]
    assert rung == [Tone.WARN]
    alerts.show((down, ask))
    assert rung == [Tone.WARN, Tone.WARN]
    assert alerts.seen()
    assert line.alerts == (ask,)
    assert alerts.seen()
    assert not alerts.seen()
    alerts.show((down, ask))
    assert not line.alerts
    alerts.show((Alert("good A", "A prints.", good=True),))
    alerts.show((down,))
    assert line.alerts == (down,)
    assert rung == [Tone.WARN, Tone.WARN, Tone.DONE, Tone.WARN]
