"""The one registry of actions: key bar, help, menu and the README's table are made from it."""

from __future__ import annotations

from tui.boards import BOARD_PANES
from tui.keys_boards import BOARD_ACTIONS
from tui.keys_customers import CUSTOMER_ACTIONS, CUSTOMERS_FIRST
from tui.keys_entry import ENTRY_ACTIONS
from tui.keys_returns import RETURN_ACTIONS
from tui.places import SIGNED_IN, Action, Where
from tui.speech import N_, _

__all__ = ["ACTIONS", "BY_NAME", "YES", "Action", "Where"]

YES = "f9"
"""The key that says yes: no scanner sends it, and Enter never confirms anything."""

_SIGNED_IN = SIGNED_IN
_BOOK = frozenset({Where.ORDERS})
_ORDERS = frozenset({Where.QUEUE, Where.WORK, Where.ORDER}) | _BOOK
_SHEETS = frozenset(where for where in Where if where.value in {"order", "orders"})
_OPEN = frozenset({Where.WORK, Where.ORDER})
_JOBS, _PARKED = frozenset({Where.JOBS}), frozenset({Where.PARKED})
_PRINTERS = frozenset({Where.PRINTERS})
_BACK = frozenset({Where.RETURNS, Where.PUT_BACK})
_LISTS = _JOBS | _PARKED | _PRINTERS | {Where.CUSTOMERS}
_SHOWN = _LISTS | {Where.RETURNS} | BOARD_PANES


ACTIONS: tuple[Action, ...] = (
    Action("help", "f1", N_("Help"), N_("Show the keys and what they do here."), frozenset(Where)),
    Action("queue", "f2", N_("Queue"), N_("Show the orders that are ready.")),
    Action("find", "f3", N_("Find"), N_("Search by order, customer, phone, SKU or barcode.")),
    Action("work", "f4", N_("Pack"), N_("Go to the open order: pick or pack it.")),
    Action("next", "f5", N_("Next"), N_("Take the most urgent order."), permission="pack"),
    Action(
        "hold",
        "f6",
        N_("Hold"),
        N_("Put the order aside, with a reason."),
        _ORDERS,
        "order_hold",
        asks="choice",
    ),
    Action(
        "short", "f7", N_("Short"), N_("Say that goods are missing."), _OPEN, "short", asks="choice"
    ),
    Action("undo", "f8", N_("Undo"), N_("Take back the last scan."), _OPEN, "pack"),
    Action("done", "f9", N_("Done"), N_("Finish the list or close the parcel."), _OPEN, "pack"),
    Action(
        "menu",
        "f10",
        N_("Menu"),
        N_("Choose from everything that can be done here."),
        frozenset(Where),
    ),
    Action("claim", "enter", N_("Take"), N_("Take the chosen order."), frozenset({Where.QUEUE})),
    Action("open", "enter", N_("Open"), N_("Show it, and what can be done with it."), _SHOWN),
    Action("open_order", "enter", N_("Open"), N_("Show everything about the order."), _BOOK),
    Action(
        "sign_in",
        "enter",
        N_("Sign in"),
        N_("Sign in with the chosen name."),
        frozenset({Where.SIGN_IN}),
    ),
    Action(
        "ack",
        "escape",
        N_("Seen"),
        N_("Say that the message was seen; leave a search."),
        frozenset({Where.QUEUE, Where.WORK, Where.SIGN_IN}),
    ),
    Action(
        "back",
        "escape",
        N_("Back"),
        N_("Say that the message was seen; then go back."),
        _LISTS | _BOOK | _BACK | BOARD_PANES | {Where.ORDER, Where.ENTRY},
    ),
    Action(
        "filter",
        "alt+f",
        N_("Filter"),
        N_("Show one step, channel or courier only."),
        frozenset({Where.QUEUE}),
        asks="choice",
    ),
    Action(
        "correct",
        "ctrl+e",
        N_("Correct"),
        N_("Put right what is wrong and take the order in."),
        _PARKED,
        "order_correct",
        asks="form",
    ),
    Action(
        "take_in",
        "f9",
        N_("Take in"),
        N_("Try again as it is, now that the rest is right."),
        _PARKED,
        "order_correct",
    ),
    Action(
        "dismiss",
        "alt+c",
        N_("Dismiss"),
        N_("Take it off the list for good, with a reason."),
        _PARKED,
        "order_correct",
        asks="choice",
    ),
    Action("again", "alt+r", N_("Print again"), N_("Print a copy of it."), _JOBS, "reprint"),
    Action("stop", "alt+c", N_("Cancel job"), N_("Do not print what still waits."), _JOBS),
    Action(
        "parcel",
        "alt+n",
        N_("New parcel"),
        N_("Begin another parcel; of a stopped order: grant or refuse what its buyer wants."),
        _OPEN,
        "pack",
    ),
    Action("why", "alt+w", N_("Why?"), N_("Say why it does not go on; ? and Enter does it too.")),
    Action("order", "alt+i", N_("Details"), N_("Show everything about the order.")),
    Action("release", "alt+u", N_("Release"), N_("Give the order or its hold back."), _ORDERS),
    Action(
        "shipment",
        "ctrl+e",
        N_("Shipment"),
        N_("Courier, weight, size and COD."),
        _OPEN,
        "shipment_create",
        asks="form",
    ),
    Action(
        "offers",
        "alt+q",
        N_("Couriers"),
        N_("Ask couriers what the parcel costs, and choose one of their offers."),
        _OPEN,
        "shipment_create",
    ),
    Action(
        "reprint",
        "alt+r",
        N_("Reprint"),
        N_("Print a copy of the label."),
        _OPEN,
        "reprint",
        asks="choice",
    ),
    Action(
        "papers",
        "alt+p",
        N_("Papers"),
        N_("Print a pick list, slip or receipt."),
        _ORDERS,
        asks="choice",
    ),
    Action(
        "printer",
        "ctrl+o",
        N_("Printer"),
        N_("Choose another printer for this station."),
        asks="choice",
    ),
    Action(
        "note",
        "alt+m",
        N_("Note"),
        N_("Write a note on the order."),
        _ORDERS,
        "order_note",
        asks="form",
    ),
    Action(
        "payments",
        "alt+y",
        N_("Payments"),
        N_("Write payments down, confirm, refuse or give back."),
        _SHEETS,
        "money_view",
    ),
    Action(
        "invoice",
        "ctrl+a",
        N_("Invoice"),
        N_("Issue the invoice of the order, and print it."),
        _SHEETS,
        "invoice_issue",
        asks="form",
    ),
    Action(
        "cancel",
        "alt+c",
        N_("Cancel order"),
        N_("Cancel, with a reason."),
        _ORDERS,
        "order_cancel",
        asks="choice",
    ),
    Action(
        "cancel_wish",
        "alt+n",
        N_("Buyer wish"),
        N_("Grant or refuse what the buyer wants cancelled at a marketplace."),
        _BOOK,
        "order_cancel",
        asks="choice",
    ),
    Action(
        "follow_up",
        "alt+x",
        N_("Follow up"),
        N_("Write to the buyer: reminder, confirmation, tracking number."),
        _SHEETS,
        "message_send",
    ),
    Action(
        "orders", "alt+b", N_("Orders"), N_("Show all orders: search, filter, many at once, files.")
    ),
    Action("mark", "f8", N_("Mark"), N_("Mark the order, or take its mark away."), _BOOK),
    Action("mark_all", "ctrl+e", N_("Mark all"), N_("Mark all that the list shows."), _BOOK),
    Action("all_marked", "f9", N_("Do with all"), N_("Do the same with all marked orders."), _BOOK),
    Action("book_filter", "alt+f", N_("Filter"), N_("Show some orders only."), _BOOK),
    Action("book_lists", "alt+v", N_("Lists"), N_("Use, keep, share or delete a list."), _BOOK),
    Action("unpaid", "ctrl+u", N_("Unpaid"), N_("Show orders that are not paid."), _BOOK),
    Action("paid", "alt+h", N_("Paid"), N_("Show orders that are paid."), _BOOK),
    Action("columns", "alt+z", N_("Columns"), N_("Choose what the list shows."), _BOOK),
    Action("book_file", "alt+q", N_("Export"), N_("Write the list to a CSV or XLSX file."), _BOOK),
    Action("parked", "alt+k", N_("Parked"), N_("Show orders that could not come in, and why.")),
    Action(
        "jobs",
        "alt+j",
        N_("Jobs"),
        N_("Show what was printed, waits or failed."),
        _SIGNED_IN - _PRINTERS,
    ),
    Action("printers", "alt+d", N_("Printers"), N_("Show how the printers are.")),
    *BOARD_ACTIONS,
    *CUSTOMER_ACTIONS,
    *RETURN_ACTIONS,
    *ENTRY_ACTIONS,
    Action(
        "pause",
        "f6",
        N_("Pause"),
        N_("Have the printer take no jobs, with a reason."),
        _PRINTERS,
        "print",
        asks="choice",
    ),
    Action("resume", "alt+u", N_("Go on"), N_("Have a paused printer go on."), _PRINTERS, "print"),
    Action(
        "move",
        "alt+m",
        N_("Move"),
        N_("Print what waits for it on another printer."),
        _PRINTERS,
        "print",
        asks="choice",
    ),
    Action("test_page", "f7", N_("Test"), N_("Print a test page."), _PRINTERS, "print"),
    Action(
        "run_again",
        "alt+r",
        N_("Run again"),
        N_("After a jam: print all again from one job on."),
        _PRINTERS,
        "reprint",
        asks="choice",
    ),
    Action(
        "printer_jobs",
        "alt+j",
        N_("Its jobs"),
        N_("Show the jobs of this printer only."),
        _PRINTERS,
    ),
    Action("lane", "alt+l", N_("Lane"), N_("Single items: a product scan takes its order.")),
    Action(
        "language",
        "alt+g",
        N_("Language"),
        N_("Change the language."),
        frozenset(Where),
        asks="choice",
    ),
    Action("sign_out", "alt+o", N_("Sign out"), N_("Let somebody else sign in."), asks="confirm"),
    Action(
        "quit",
        "ctrl+c",
        N_("Leave"),
        N_("Close Kemas at this station."),
        frozenset(Where),
        asks="confirm",
    ),
    Action(
        "sim_right",
        "ctrl+y",
        N_("Right scan"),
        N_("Scan what is needed next."),
        frozenset(Where),
        demo=True,
    ),
    Action(
        "sim_wrong",
        "ctrl+x",
        N_("Wrong scan"),
        N_("Scan something wrong."),
        frozenset(Where),
        demo=True,
    ),
)
"""Every action, in the order in which it is offered."""

BY_NAME = {action.name: action for action in ACTIONS}
_BY_KEY = {(action.key, where): action for action in ACTIONS for where in action.where}

_SILENT = frozenset({"enter", "escape"})
"""Keys that scanners send and people press in passing: where they mean nothing, nothing is said."""
_PARTS = {"escape": "Esc", "enter": "Enter", "ctrl": "Ctrl", "alt": "Alt"}


def for_key(key: str, where: Where, *, demo: bool = False) -> Action | None:
    """The action that a key has in a pane, if any."""
    action = _BY_KEY.get((key, where))
    return None if action is None or (action.demo and not demo) else action


def elsewhere(key: str, where: Where, *, demo: bool = False) -> list[Action]:
    """The actions that a key has in other panes, where it has none in this one."""
    if key in _SILENT or for_key(key, where, demo=demo):
        return []
    return [action for action in ACTIONS if action.key == key and (demo or not action.demo)]


def available(where: Where, *, demo: bool = False) -> list[Action]:
    """The actions of a pane, in the order in which they are offered."""
    return [a for a in ACTIONS if where in a.where and (demo or not a.demo)]


_FIRST: dict[Where, tuple[str, ...]] = {
    Where.CHANNELS: ("help", "back", "channel_ask", "channel_tell", "channel_pause", "open"),
    Where.QUEUE: ("help", "find", "work", "next", "claim", "filter"),
    Where.ORDERS: ("help", "find", "open_order", "all_marked", "mark", "book_filter", "unpaid"),
    Where.WORK: ("help", "undo", "short", "done", "next", "hold", "queue"),
    Where.ORDER: ("help", "back", "hold", "release", "note", "papers", "cancel"),
    Where.JOBS: ("help", "back", "open", "again", "stop"),
    Where.PRINTERS: ("help", "back", "open", "pause", "resume", "printer_jobs", "run_again"),
    Where.ENTRY: ("help", "entry_save", "back", "entry_fee", "entry_drop"),
    Where.RETURNS: ("help", "back", "return_next", "register", "open", "return_undo"),
    Where.PUT_BACK: ("help", "back", "put_back_choose", "put_back_gone"),
    Where.REPLENISH: ("help", "back", "open", "replenish_done", "replenish_gone", "replenish_plan"),
    Where.BLOCKS: ("help", "back", "open", "block_new", "block_end"),
    Where.LOOKUP: ("help", "back", "open", "lookup_follow"),
    Where.CUSTOMERS: CUSTOMERS_FIRST,
    Where.PARKED: ("help", "back", "open", "correct", "take_in", "dismiss"),
    Where.COUNTS: ("help", "back", "count_done", "count_undo", "count_new", "count_post"),
    Where.PRODUCTS: ("help", "back", "find", "product_barcode", "product_new", "product_labels"),
    Where.SIGN_IN: ("help", "sign_in", "language"),
}


def _first_of_board(where: Where) -> tuple[str, ...]:
    """What only this board can do stands before what can be done everywhere."""
    own = [action.name for action in ACTIONS if action.where == frozenset({where})]
    return ("help", "back", *own, "open", "find")


def in_bar(where: Where, *, demo: bool = False) -> list[Action]:
    """The actions of a pane as the key bar shows them: what is needed most comes first."""
    first = _FIRST.get(where) or _first_of_board(where)
    order = {name: place for place, name in enumerate(first)}
    every = available(where, demo=demo)
    return sorted(every, key=lambda action: order.get(action.name, len(order)))


def key_name(key: str) -> str:
    """A key as it is printed on keyboards: ``ctrl+o`` becomes ``Ctrl+O``."""
    return "+".join(_PARTS.get(part, part.upper()) for part in key.split("+"))


def markdown() -> str:
    """The table of all keys in Markdown, in the current language."""
    head = (_("Key"), _("Action"), _("What it does"))
    rows = [f"| {' | '.join(head)} |", "|---|---|---|"]
    for action in ACTIONS:
        what = _(action.help) + (" " + _("(demonstration)") if action.demo else "")
        rows.append(f"| `{key_name(action.key)}` | {_(action.label)} | {what} |")
    return "\n".join(rows) + "\n"
