"""From the names of actions to what core does: command codes where there is one, else deeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.fulfilment.claims import holder
from core.fulfilment.packing.awaiting import RISKY, said_no
from core.fulfilment.packing.commands import run_command
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind, Verdict
from core.fulfilment.packing.work import Bench, load
from core.returns import deeds as return_deeds
from core.shipping import deeds, place_deeds, printer_deeds, put_away_deeds
from core.text import clean
from core.transaction import reading
from tui.live import boards, offers
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
    "idle_out": "KEMAS:SIGNOUT:IDLE",
    "reprint": "KEMAS:REPRINT",
}
"""Actions that a command barcode does as well."""


def do(desk: Desk, config: Config, seq: int, action: str, values: Mapping[str, str]) -> Verdict:
    """Do an action; recorded and numbered like a scan."""
    if action == "ack":
        return desk.scan(seq, CODES[action], _seen_in(values.get("where", "")))
    if action in CODES:
        return desk.scan(seq, CODES[action])
    choice = clean(values.get("choice", ""), 200)
    if action == "short":
        return desk.scan(seq, f"KEMAS:SHORT:{choice}")
    if action == "printer":
        return desk.scan(seq, f"KEMAS:PRINTER:{choice}")
    if action == "sign_in":
        return desk.sign_in(seq, choice, values.get("pin", ""))
    about = next((values[name] for name in ("order", "id", "printer") if name in values), "")
    return desk.scan(seq, f"{action} {about}".strip(), _deed(desk, config, action, values, choice))


def scan_in(
    desk: Desk, config: Config, seq: int, code: str, where: str, target: Mapping[str, str]
) -> Verdict:
    """Judge a code in a pane that has a meaning of its own for scans."""
    if where == "entry":
        from tui.live.entry_deeds import scanned

        return scanned(desk, config, seq, code, target.get("key", ""))
    if where in IN_PANE:
        return desk.scan(seq, code, IN_PANE[where](code))
    meant = boards.scan_of(desk, config, where, code, target)
    return desk.scan(seq, code, meant)


IN_PANE: dict[str, Callable[[str], Deed]] = {
    "put_back": put_away_deeds.scanned,
    "returns": return_deeds.scanned,
}
"""What a scan means in panes where it does not mean packing."""
GOES_ON: dict[str, Callable[[Bench], Answer | None]] = {
    "put_back": put_away_deeds.goes_on,
    "returns": return_deeds.goes_on,
}
"""What is in hand in these panes, and what is to be scanned for it."""


def _deed(desk: Desk, config: Config, action: str, values: Mapping[str, str], choice: str) -> Deed:
    if boards.board_of(action) is not None:
        return boards.deed_of(desk, config, action, values, choice)
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
        "offers": lambda: _offered(desk, values.get("choice", "")),
        "route": lambda: place_deeds.send_elsewhere(number, choice, channel),
        "job": lambda: deeds.job(int(values.get("id", "0")), choice),
        "language": lambda: deeds.language(choice),
        "take_in": lambda: deeds.take_in(config, int(values.get("id", "0")), values),
        "correct": lambda: deeds.take_in(config, int(values.get("id", "0")), values),
        "dismiss": lambda: deeds.dismiss(int(values.get("id", "0")), choice),
    }
    made |= _come_back(desk, config, values, choice)
    if action in {"entry_save", "entry_change", "split_order", "merge_order"}:
        from tui.live import entry_deeds

        made |= entry_deeds.deeds_of(desk, config, values, choice)
    if action == "call_lead":
        from core.fulfilment.calls.deeds import call_lead

        screen = values.get("screen", "").split("\n") if values.get("screen") else ()
        made[action] = lambda: call_lead(values.get("place", ""), screen)
    if action == "cancel_wish":
        from core.channels.deeds import decide_wish
        from core.channels.registry import shops_of

        made[action] = lambda: decide_wish(shops_of(config), number, channel, choice)
    if action in {"follow_up", "message", "text_edit", "text_reset"}:
        from tui.live.messages import deeds_of

        made |= deeds_of(config, values, choice)
    if action.startswith("customer_"):
        made |= _of_customer(config, values, choice)
    if action == "invoice":
        from tui.live import invoices

        made["invoice"] = lambda: invoices.deed_of(desk, config, values)
    if action == "payments":
        from tui.live.payments import deed_of

        made["payments"] = lambda: deed_of(desk, config, values)
    if "printer" in values:
        made |= _at_printer(desk, config, values, choice)
    if action not in made:
        raise Refusal("action_unknown", action=action)
    return made[action]()


def _offered(desk: Desk, choice: str) -> Deed:
    """What a courier offers, or how the parcel of a marketplace leaves."""
    from tui.live import market_ways

    if choice.startswith(market_ways.PREFIX):
        return market_ways.deed(desk, choice)
    return offers.deed(desk, choice)


def _come_back(
    desk: Desk, config: Config, values: Mapping[str, str], choice: str
) -> dict[str, Callable[[], Deed]]:
    """What can be done with goods that come back."""
    code = values.get("return", "")
    goods, _sign, why = choice.partition("|")

    def register() -> Deed:
        from tui.live.returns import registered

        with reading(desk.database) as tx:
            order_id, filled = registered(tx, values)
        return return_deeds.register(order_id, **filled)

    def settle() -> Deed:
        from core.orders.entry.rules import entry_rules
        from tui.live.returns import settlement

        with reading(desk.database) as tx:
            how = settlement(tx, values)
            warehouse = load(tx, desk.station_id, lock=False).warehouse_id
        rules = entry_rules(config, warehouse, lambda tx, o: holder(tx, o) is not None)
        return return_deeds.settle_return(rules, code, how)

    task = int(values.get("id", "0")) if values.get("id", "0").isdecimal() else 0
    return {
        "return": register,
        "register": register,
        "return_next": lambda: return_deeds.next_step(code),
        "return_undo": return_deeds.undo,
        "return_damaged": lambda: return_deeds.damaged(values.get("note", "")),
        "return_settle": settle,
        "return_refuse": lambda: return_deeds.refuse(code, why, goods_back=goods != "stay"),
        "put_back_choose": lambda: put_away_deeds.choose(task),
        "put_back_gone": lambda: put_away_deeds.not_there(task, choice),
    }


def _of_customer(
    config: Config, values: Mapping[str, str], choice: str
) -> dict[str, Callable[[], Deed]]:
    """What can be done with customers."""
    from core.shipping import customer_deeds

    who = int(values.get("id") or "0")
    return {
        "customer_save": lambda: customer_deeds.save(values, config.shop.country),
        "customer_trust": lambda: customer_deeds.trust(who, values.get("trust", "none"), choice),
        "customer_place": lambda: customer_deeds.place(
            who, int(values.get("address_id") or "0"), values, config.shop.country
        ),
        "customer_merge": lambda: customer_deeds.merge(who, int(values.get("gone") or "0")),
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


def _seen_in(where: str) -> Deed:
    """The same in a pane whose work goes on: it says what to scan there."""
    goes_on = GOES_ON.get(where, partial(boards.in_hand, where))

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        answer = _seen(bench, order)
        return goes_on(bench) or answer

    return do


def _shipment(desk: Desk, boxes: Sequence[BoxPreset], values: Mapping[str, str]) -> Deed:
    with reading(desk.database) as tx:
        form = shipment_form(tx, desk.settings, boxes, desk.station_id)
        currency = desk.currency(tx)
    return deeds.plan_shipment(desk.settings, shipment_wishes(values, form, currency, boxes))
