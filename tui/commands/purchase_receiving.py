"""``kemas purchases receive``: goods come in, named on the command line or scanned line by line."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core import barcodes
from core.catalog import queries as catalog
from core.clock import now
from core.errors import DatabaseRefusal, Refusal
from core.i18n import _
from core.orders.promise import promise_waiting
from core.purchasing import arrivals, queries, receiving, scanning
from core.purchasing.arrivals import Receipt
from core.purchasing.receiving import Arrival, Took
from core.purchasing.rules import BuyingRules, buying_rules
from core.purchasing.scanning import Hand, Judged
from core.stock import lots
from core.text import clean, visible
from core.transaction import SYSTEM, Actor, Transaction, run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.lines import Lines
from tui.shape import shape
from tui.tones import word_of
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
        return _Line(context, actor, rules, found.id, key).run()

    def work(tx: Transaction) -> tuple[Receipt, list[Took]]:
        receipt = receiving.begin(tx, found.id, key, args.delivery_note)
        return receipt, _take(context, tx, rules, receipt)

    receipt, took = run(context.database, actor, work)
    ready = _promise(context, found.warehouse_id)
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


def _promise(context: Context, warehouse: int) -> int:
    partial = context.config.packing.partial_promise
    return promise_waiting(context.database, SYSTEM, warehouse, partial=partial)


class _Line:
    """Codes come in line by line; each verdict goes out after its goods are saved."""

    def __init__(
        self, context: Context, actor: Actor, rules: BuyingRules, purchase_id: int, key: str
    ) -> None:
        self._context = context
        self._actor = actor
        self._rules = rules
        args = context.args

        def work(tx: Transaction) -> Receipt:
            return receiving.begin(tx, purchase_id, key, args.delivery_note)

        self._receipt = run(context.database, actor, work)
        self._hand = Hand(args.bin, args.note, args.over)
        with context.reading(actor) as tx:
            came = arrivals.came_with(tx, self._receipt.id)
        # Who sends no numbers goes on after those that were used: no scan of theirs is a repeat.
        used = [one.key.rpartition(":")[2] for one in came]
        self._last = max((int(number) for number in used if number.isdecimal()), default=0)

    def run(self) -> int | None:
        """Judge every line until the input or the delivery ends; 1 where something was refused."""
        lines, count, bad = Lines(0), 0, False
        while (one := lines.next()) is not None:
            count += 1
            self._last = one.seq if one.seq is not None else self._last + 1
            done, good = self._judge(self._last, one.code[: barcodes.LONGEST])
            bad = bad or not good
            if done or count == self._context.args.limit:
                break
        return 1 if bad else None

    def _judge(self, seq: int, code: str) -> tuple[bool, bool]:
        key = f"{self._receipt.key}:{seq}"
        scanned = clean(visible(code))

        def work(tx: Transaction) -> Judged:
            return scanning.scan(tx, self._rules, self._receipt, self._hand, code, key)

        try:
            judged = run(self._context.database, self._actor, work)
        except DatabaseRefusal:
            raise
        except Refusal as refusal:
            self._tell(seq, scanned, scanning.refused(refusal).value, sentence(refusal), None, 0)
            return False, False
        self._hand = judged.hand
        ready = _promise(self._context, self._receipt.warehouse_id) if judged.took else 0
        answer = judged.answer
        words = said(answer.detail, answer.params, scanned)
        self._tell(seq, scanned, answer.kind.value, words, judged.took, ready)
        good = answer.kind not in scanning.BAD
        return judged.done, good

    def _tell(
        self, seq: int, scanned: str, kind: str, words: str, took: Took | None, ready: int
    ) -> None:
        out = self._context.out
        if out.as_json:
            out.json_line(
                {
                    "seq": seq,
                    "verdict": kind,
                    "scanned": scanned or None,
                    "message": words,
                    "receipt": self._receipt.number,
                    "sku": took.line.sku if took else None,
                    "units": took.came.quantity if took else None,
                    "bin": took.came.bin if took else None,
                    "received": took.line.received if took else None,
                    "left": took.line.left if took else None,
                    "state": took.purchase.state.value if took else None,
                    "orders_ready": ready,
                }
            )
            return
        out.line(clean(f"{_(word_of(kind))}: {words} {can_go(ready)}"))
