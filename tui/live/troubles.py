"""What a station is told: printers down and good again, paper nobody knows of, and the post."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.fulfilment.packing.verdict import Kind, Verdict
from core.fulfilment.packing.work import load
from core.i18n import _
from core.orders.commands import head
from core.paper.queries import Job, PrinterLight, jobs, lights
from core.paper.setups import setup_of
from core.paper.states import JobState
from core.shipping.routing import place_of
from core.text import clean
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.live.count_watch import count_alerts
from tui.live.letter_watch import LetterWatch
from tui.live.offline import conflict_alerts
from tui.live.old_labels import old_label_alerts
from tui.live.stuck_boxes import stuck_box_alerts
from tui.state import Alert
from tui.words.paper import down_words
from tui.words.states import document_name

if TYPE_CHECKING:
    from core.settings import Config
    from core.shipping.settings import ShippingSettings

_BOXED = {Kind.ORDER_COMPLETE, Kind.PARCEL_CLOSED}
_PRINTS = {"ready", "near_end", "silent"}
_OPEN = (JobState.QUEUED, JobState.UNKNOWN)
_SAID_S = 20.0
"""How long it is said that a printer is good again."""


class Watch:
    """Looks at what one station needs, every few seconds; remembers what was down."""

    def __init__(
        self,
        config: Config,
        settings: ShippingSettings,
        station_id: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config, self._settings, self._station_id = config, settings, station_id
        self._clock = clock
        self._letters = LetterWatch(config.shop.timezone, station_id, clock)
        self._down: set[str] = set()
        self._good: dict[str, float] = {}

    def look(self, tx: Transaction) -> tuple[Alert, ...]:
        """What a person should know, the most urgent first: paper comes before questions."""
        known = lights(tx)
        found = jobs(tx, states=_OPEN, station_id=self._station_id, limit=200)
        needed = self._settings.printer_for("label", place_of(tx, self._station_id))
        down = {
            job.printer: job.error
            for job in found
            if job.state is JobState.QUEUED and job.error and job.printer != needed
        }
        cause = why_down(known.get(needed or ""))
        waiting = [job.error for job in found if job.printer == needed and _is_held_up(job)]
        if needed and (cause or waiting):
            down = {needed: cause or waiting[-1]} | down
        self._remember(set(down), known)
        said = [
            Alert(f"down {name}", self._sentence(tx, name, code, known, is_label=name == needed))
            for name, code in down.items()
        ]
        said += [_question(tx, job) for job in reversed(found) if job.state is JobState.UNKNOWN]
        said += old_label_alerts(tx, self._settings, self._station_id)
        said += stuck_box_alerts(tx, self._settings, self._station_id)
        warehouse = load(tx, self._station_id, lock=False).warehouse_id
        said += conflict_alerts(tx, self._station_id)
        said += count_alerts(tx, self._station_id, warehouse)
        return (*said, *self._letters.look(tx), *(_is_good(name) for name in self._good))

    def _remember(self, down: set[str], known: dict[str, PrinterLight]) -> None:
        """What was down and is seen to print is good again, for a while."""
        now = self._clock()
        again = {name for name in self._down - down if can_print(known.get(name))}
        self._good = {
            name: at
            for name, at in {**self._good, **dict.fromkeys(again, now)}.items()
            if now - at < _SAID_S and name not in down
        }
        self._down = down | {name for name in self._down - again if name in known}

    def _sentence(
        self,
        tx: Transaction,
        name: str,
        code: str,
        known: dict[str, PrinterLight],
        *,
        is_label: bool,
    ) -> str:
        problem = down_words(code, setup_of(tx, name) if code == "paused" else None)
        other = stand_in(self._config, name, known) if code != "paused" else ""
        if other:
            then = _("What waits for it comes out of {other}.").format(other=clean(other))
        elif is_label:
            then = _("Go on packing, labels wait.")
        else:
            then = _("What waits for it prints by itself afterwards.")
        return f"{clean(name)}: {problem} {then}"


def why_down(light: PrinterLight | None) -> str:
    """Why a printer prints nothing now; empty while it does, or while nobody knows."""
    if light is None:
        return ""
    if light.paused:
        return "paused"
    return "" if light.stale or light.light in {"", "busy", *_PRINTS} else light.light


def can_print(light: PrinterLight | None) -> bool:
    """Whether a printer was seen a moment ago to be able to print."""
    return light is not None and not (light.stale or light.paused) and light.light in _PRINTS


def stand_in(config: Config, name: str, known: dict[str, PrinterLight]) -> str:
    """The printer that takes over what waits for another; empty where none can now."""
    printer = config.printer(name)
    other = config.printer(printer.fallback) if printer is not None and printer.fallback else None
    return other.name if other is not None and can_print(known.get(other.name)) else ""


def _is_held_up(job: Job) -> bool:
    return job.state is JobState.QUEUED and bool(job.error)


def _is_good(name: str) -> Alert:
    said = _("{printer} prints again. What waited comes out now.")
    return Alert(f"good {name}", said.format(printer=clean(name)), good=True)


def _question(tx: Transaction, job: Job) -> Alert:
    told = {
        "paper": document_name(job.kind),
        "printer": clean(job.printer),
        "key": key_name(BY_NAME["jobs"].key),
    }
    key = f"unknown {job.id}"
    if job.order_id is None:
        said = _("{paper}: did it come out of {printer}? Press {key} and answer.")
        return Alert(key, said.format(**told))
    order = clean(head(tx, job.order_id).order_no)
    said = _("{paper} of order {order}: did it come out of {printer}? Press {key} and answer.")
    return Alert(key, said.format(order=order, **told))


def instead_of_label(
    tx: Transaction,
    config: Config,
    settings: ShippingSettings,
    station_id: int,
    verdict: Verdict,
) -> str:
    """What to do with a packed box while its label printer prints nothing; empty when it does."""
    if verdict.kind not in _BOXED or verdict.detail:
        return ""
    printer = settings.printer_for("label", place_of(tx, station_id))
    known = lights(tx)
    cause = why_down(known.get(printer or ""))
    if not printer or not cause:
        return ""
    other = stand_in(config, printer, known) if cause != "paused" else ""
    if other:
        return _("The label comes out of {other}: put it on the parcel.").format(other=clean(other))
    return _(
        "The label waits for printer {printer}. Write the order number on the parcel and go on."
    ).format(printer=clean(printer))
