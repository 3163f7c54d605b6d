"""From the names of actions to what core does: command codes where there is one, else deeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.fulfilment.packing.awaiting import RISKY, said_no
from core.fulfilment.packing.commands import run_command
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind, Verdict
from core.fulfilment.packing.work import Bench, load
from core.people.queries import find_operator
from core.shipping import deeds, printer_deeds, put_away_deeds
from core.text import clean
from core.transaction import reading
from tui.live.forms import shipment_form, shipment_wishes
from tui.live.printers import named
from tui.printer_facts import test_page

if TYPE_CHECKING:
    from core.settings import BoxPreset, Config
    from core.shipping.desk import Desk

CODES = {
    "next": "KEMAS:NEXT",
    "done": "KEMAS:DONE",
    "undo": "KEMAS:UNDO",
    "ack": "KEMAS:OK",
    "yes": "KEMAS:OK",
    "parcel": "KEMAS:PARCEL",
    "why": "KEMAS:WHY",
    "lane": "KEMAS:LANE",
    "sign_out": "KEMAS:SIGNOUT",
    "reprint": "KEMAS:REPRINT",
}
"""Actions that a command barcode does as well."""


def do(desk: Desk, config: Config, seq: int, action: str, values: Mapping[str, str]) -> Verdict:
    """Do an action; recorded and numbered like a scan."""
    if action == "ack":
        return desk.scan(seq, CODES[action], _seen)
    if action in CODES:
        return desk.scan(seq, CODES[action])
    choice = clean(values.get("choice", ""), 200)
    if action == "short":
        return desk.scan(seq, f"KEMAS:SHORT:{choice}")
    if action == "printer":
        return desk.scan(seq, f"KEMAS:PRINTER:{choice}")
    if action == "sign_in":
        with reading(desk.database) as tx:
            badge = find_operator(tx, choice).badge_code
        return desk.scan(seq, badge)
    about = next((values[name] for name in ("order", "id", "printer") if name in values), "")
    return desk.scan(seq, f"{action} {about}".strip(), _deed(desk, config, action, values, choice))


def scan_in(desk: Desk, seq: int, code: str, where: str, target: Mapping[str, str]) -> Verdict:
    """Judge a code in a pane that has a meaning of its own for scans."""
    return desk.scan(seq, code, _IN_PANE[where](code))


_IN_PANE: dict[str, Callable[[str], Deed]] = {"put_back": put_away_deeds.scanned}


def _deed(desk: Desk, config: Config, action: str, values: Mapping[str, str], choice: str) -> Deed:
    number, channel = values.get("order", ""), values.get("channel", "")
    made: dict[str, Callable[[], Deed]] = {
        "claim": lambda: deeds.take(number, channel),
        "hold": lambda: deeds.hold_order(number, choice, channel),
        "release": lambda: deeds.release_order(number, channel),
        "cancel": lambda: deeds.cancel(number, choice, channel),
        "note": lambda: deeds.note(
            number,
            values.get("note", ""),
            must_read=values.get("must_read") == "yes",
            channel=channel,
        ),
        "papers": lambda: deeds.paper(desk.settings, number, choice, channel),
        "shipment": lambda: _shipment(desk, config.packing.boxes, values),
        "job": lambda: deeds.job(int(values.get("id", "0")), choice),
        "language": lambda: deeds.language(choice),
        "take_in": lambda: deeds.take_in(config, int(values.get("id", "0")), values),
        "correct": lambda: deeds.take_in(config, int(values.get("id", "0")), values),
        "dismiss": lambda: deeds.dismiss(int(values.get("id", "0")), choice),
    }
    made |= _come_back(values, choice)
    if "printer" in values:
        made |= _at_printer(desk, config, values, choice)
    if action not in made:
        raise Refusal("action_unknown", action=action)
    return made[action]()


def _come_back(values: Mapping[str, str], choice: str) -> dict[str, Callable[[], Deed]]:
    """What can be done with goods that come back."""
    task = int(values.get("id", "0")) if values.get("id", "0").isdecimal() else 0
    return {
        "put_back_choose": lambda: put_away_deeds.choose(task),
        "put_back_gone": lambda: put_away_deeds.not_there(task, choice),
    }


def _at_printer(
    desk: Desk, config: Config, values: Mapping[str, str], choice: str
) -> dict[str, Callable[[], Deed]]:
    """What can be done with the printer under the cursor."""
    printer = named(config, values["printer"])

    def move() -> Deed:
        to = named(config, choice).name
        if to == printer.name:
            raise Refusal("printer_same", printer=to)
        return printer_deeds.move_jobs(printer.name, to)

    def page() -> Deed:
        from printers.spool import profile_in

        with reading(desk.database) as tx:
            station = load(tx, desk.station_id, lock=False).name
            profile = profile_in(tx, printer)
        shown = test_page(config, printer, profile, station)
        return printer_deeds.print_page(printer.name, shown)

    def again() -> Deed:
        first, last = int(values.get("first", "0")), int(values.get("last", "0"))
        return printer_deeds.run_again(printer.name, first, last, named(config, choice).name)

    return {
        "pause": lambda: printer_deeds.pause_printer(printer.name, choice),
        "resume": lambda: printer_deeds.resume_printer(printer.name),
        "move": move,
        "test_page": page,
        "run_again": again,
    }


def _seen(bench: Bench, order: OpenOrder | None) -> Answer:
    """What Esc means: the message was read. To a question with consequences it is a no."""
    if bench.work.awaiting not in RISKY:
        return run_command(bench, order, "OK", "")
    said_no(bench)
    if order is None:
        return Answer(Kind.INFO, "acknowledged_idle")
    return Answer(Kind.INFO, "acknowledged", needed(bench, order))


def _shipment(desk: Desk, boxes: Sequence[BoxPreset], values: Mapping[str, str]) -> Deed:
    with reading(desk.database) as tx:
        form = shipment_form(tx, desk.settings, boxes, desk.station_id)
        currency = desk.currency(tx)
    return deeds.plan_shipment(desk.settings, shipment_wishes(values, form, currency, boxes))
