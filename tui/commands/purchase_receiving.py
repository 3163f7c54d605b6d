"""``kemas purchases receive``: goods come in, named on the command line or scanned line by line."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core import barcodes
from core.catalog import queries as catalog
from core.clock import now
from core.errors import Refusal
from core.fulfilment.packing.verdict import Answer, Kind
from core.i18n import _
from core.purchasing import arrivals, queries, receiving, scanning
from core.purchasing.arrivals import Receipt
from core.purchasing.receiving import Arrival, Took
from core.purchasing.rules import BuyingRules, buying_rules
from core.purchasing.scanning import Hand
from core.stock import lots
from core.transaction import Actor, Transaction, run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.arrival_lines import ArrivalLines, Line
from tui.context import Context
from tui.shape import shape
from tui.words.purchases import purchase_state
from tui.words.receiving import can_go, said
from tui.words.refusals import sentence


@dataclass(frozen=True, slots=True)
class Named:
    """Goods named on the command line: ``SKU=12@BIN/LOT/2027-01-31``, the last three left out."""

    sku: str
    units: int
    bin: str = ""
    lot: str = ""
    expires_on: date | None = None


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser(
        "receive", help=_("receive goods; without options: what is expected")
    )
    parser.add_argument("number", metavar="NO", help=_("as in: purchases list"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help=_("all that is expected came"))
    how.add_argument("--scan", action="store_true", help=_("read one code a line, or SEQ<TAB>CODE"))
    parser.add_argument(
        "--line", metavar="SKU=N[@BIN[/LOT[/DAY]]]", type=_named, action="append", default=[],
        help=_("what came, and where it was put"),
    )  # fmt: skip
    parser.add_argument(
        "--damaged", metavar="SKU=N[@BIN[/LOT[/DAY]]]", type=_named, action="append", default=[],
        help=_("what came damaged"),
    )  # fmt: skip
    parser.add_argument("--note", default="", help=_("what is wrong with the damaged ones"))
    parser.add_argument("--over", action="store_true", help=_("more than was ordered is right"))
    parser.add_argument("--expired", action="store_true", help=_("expired goods come in as well"))
    parser.add_argument("--bin", default="", help=_("where all of it goes, unless a line says"))
    parser.add_argument(
        "--delivery-note", default="", metavar="NO", help=_("the supplier's number")
    )
    parser.add_argument(
        "--key", metavar="KEY", help=_("names this delivery: sent twice, it counts once")
    )
    parser.add_argument("--limit", type=positive, help=_("end after so many codes"))
    operator_option(parser)
    parser.set_defaults(run=_receive)


def _named(text: str) -> Named:
    goods, _at, place = text.partition("@")
    sku, equals, units = goods.rpartition("=")
    if not equals:
        sku, units = goods, "1"
    code, _slash, rest = place.partition("/")
    lot, _slash, day = rest.partition("/")
    if not sku or not units.isascii() or not units.isdecimal() or len(units) > 9:
        raise ArgumentTypeError(_("{value} is not SKU=N@BIN/LOT/DAY").format(value=text[:60]))
    try:
        when = lots.day_of(day, now().date()) if day else None
    except Refusal as refusal:
        raise ArgumentTypeError(sentence(refusal)) from refusal
    return Named(sku, int(units), code, lot, when)


def _receive(context: Context) -> int | None:
    args = context.args
    actor, rules = actor_of(context), buying_rules(context.config)
    with context.reading(actor) as tx:
        found = queries.by_number(tx, args.number)
    if not (args.all or args.scan or args.line or args.damaged):
        _offer(context, rules, found.id)
        return None
    key = args.key or barcodes.random_id(11)
    if args.scan:
        return _Lines(context, actor, rules, found.id, key).run()

    def work(tx: Transaction) -> tuple[Receipt, list[Took]]:
        receipt = receiving.begin(tx, found.id, key, args.delivery_note)
        return receipt, _take(context, tx, rules, receipt)

    receipt, took = run(context.database, actor, work)
    ready = context.promise(found.warehouse_id)
    with context.reading(actor) as tx:
        found = queries.one_purchase(tx, found.id)
    if context.out.as_json:
        context.out.data(
            {
                "receipt": receipt.number,
                "purchase": found.number,
                "state": found.state.value,
                "lines": [shape(one.came, context.config) for one in took],
                "orders_ready": ready,
            }
        )
        return None
    for one in took:
        context.out.line(_words(one))
    line = _("{receipt} for {purchase}: {state}.")
    state = purchase_state(found.state)
    told = line.format(receipt=receipt.number, purchase=found.number, state=state)
    context.out.line(f"{told} {can_go(ready)}".strip())
    return None


def _words(took: Took) -> str:
    return said(
        "received",
        {
            "sku": took.line.sku,
            "name": took.line.name,
            "units": took.came.quantity,
            "bin": took.came.bin,
            "received": took.line.received,
            "ordered": took.line.quantity,
        },
        took.line.sku,
    )


def _take(context: Context, tx: Transaction, rules: BuyingRules, receipt: Receipt) -> list[Took]:
    """Receive what was named; products in one order by everybody, so that none waits in a ring."""
    args = context.args
    goods: list[tuple[str, Arrival]] = []
    if args.all:
        left = arrivals.expected(tx, rules, receipt.purchase_id)
        again = arrivals.came_with(tx, receipt.id)
        goods = [
            (f"all:{one.line.line_no}", Arrival(one.line.product_id, one.line.left, args.bin))
            for one in left
            if not again
        ]
    for at, one in enumerate(args.line):
        what = replace(_arrival(tx, one, one.bin or args.bin), expired=args.expired)
        goods.append((f"line:{at}", what))
    for at, one in enumerate(args.damaged):
        what = _arrival(tx, one, "", damaged=True, note=args.note)
        goods.append((f"damaged:{at}", what))
    goods.sort(key=lambda each: each[1].product_id)
    return [
        receiving.take(tx, rules, receipt.id, f"{receipt.key}:{key}", what, over=args.over)
        for key, what in goods
    ]


def _arrival(
    tx: Transaction, one: Named, place: str, *, damaged: bool = False, note: str = ""
) -> Arrival:
    product = catalog.product(tx, one.sku)
    each = {code.code: code.quantity for code in product.barcodes}
    # A case that is named by its barcode counts its units.
    units = 1 if one.sku == product.sku else each.get(barcodes.key(one.sku), 1)
    return Arrival(
        product.id, one.units * units, place, one.lot, one.expires_on, damaged=damaged, note=note
    )


def _offer(context: Context, rules: BuyingRules, purchase_id: int) -> None:
    with context.reading() as tx:
        left = arrivals.expected(tx, rules, purchase_id)
    rows = [
        {
            "sku": one.line.sku,
            "name": one.line.name,
            "ordered": one.line.quantity,
            "received": one.line.received,
            "left": one.line.left,
            "bin": one.bin,
        }
        for one in left
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "ordered": _("Ordered"),
        "received": _("Received"),
        "left": _("To come"),
        "bin": _("Bin"),
    }
    context.out.items(rows, headings, empty=_("Nothing of it is still to come."))


class _Lines(ArrivalLines):
    """The goods of a purchase order."""

    BAD = scanning.BAD

    def __init__(
        self, context: Context, actor: Actor, rules: BuyingRules, purchase_id: int, key: str
    ) -> None:
        args = context.args

        def work(tx: Transaction) -> Receipt:
            return receiving.begin(tx, purchase_id, key, args.delivery_note)

        self._rules = rules
        self._receipt = run(context.database, actor, work)
        self._hand = self._next = Hand(args.bin, args.note, args.over)
        super().__init__(context, actor, self._receipt.key, self._receipt.warehouse_id)
        with context.reading(actor) as tx:
            came = arrivals.came_with(tx, self._receipt.id)
        self.goes_on_after(one.key.rpartition(":")[2] for one in came)

    def scan(self, tx: Transaction, code: str, key: str) -> Line:
        """Judge a code of the delivery."""
        judged = scanning.scan(tx, self._rules, self._receipt, self._hand, code, key)
        self._next, took = judged.hand, judged.took
        if took is None:
            return Line(judged.answer, {}, judged.done)
        told = {
            "sku": took.line.sku,
            "units": took.came.quantity,
            "bin": took.came.bin,
            "received": took.line.received,
            "left": took.line.left,
            "state": took.purchase.state.value,
        }
        return Line(judged.answer, told, judged.done)

    def saved(self) -> None:
        """What holds for the next code."""
        self._hand = self._next

    def refused(self, refusal: Refusal) -> Kind:
        """The kind of verdict that a refusal is."""
        return scanning.refused(refusal)

    def say(self, answer: Answer, scanned: str) -> str:
        """The sentence of an answer."""
        return said(answer.detail, answer.params, scanned)

    def about(self) -> dict[str, Any]:
        """The receipt."""
        return {"receipt": self._receipt.number}
