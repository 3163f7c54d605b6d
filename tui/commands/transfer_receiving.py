"""``kemas transfers receive``: goods of a transfer arrive, named or scanned line by line."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from dataclasses import dataclass
from typing import Any

from core import barcodes
from core.catalog import queries as catalog
from core.errors import DatabaseRefusal, Refusal
from core.i18n import _
from core.orders.promise import promise_waiting
from core.text import clean, visible
from core.transaction import SYSTEM, Actor, Transaction, run
from core.transfers import queries, receiving, scanning
from core.transfers.queries import Transfer
from core.transfers.receiving import Arrived
from core.transfers.scanning import Hand, Judged
from core.transfers.states import StepKind
from core.transfers.steps import Went
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.lines import Lines
from tui.shape import shape
from tui.tones import word_of
from tui.words.places import transfer_state
from tui.words.receiving import can_go
from tui.words.refusals import sentence
from tui.words.transfers import said, step_name


@dataclass(frozen=True, slots=True)
class Named:
    """Goods named on the command line: ``SKU=12@BIN/LOT``, bin and lot left out."""

    sku: str
    units: int
    bin: str = ""
    lot: str = ""


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser(
        "receive", help=_("receive goods; without options: what is on its way")
    )
    parser.add_argument("number", metavar="NO", help=_("as in: transfers list"))
    parser.add_argument("--all", action="store_true", help=_("all that is on its way came"))
    parser.add_argument(
        "--scan", action="store_true", help=_("read one code a line, or SEQ<TAB>CODE")
    )
    for name, words in (
        ("--line", _("what came, and where it was put")),
        ("--damaged", _("what came damaged")),
        ("--missing", _("what did not come and will not")),
    ):
        parser.add_argument(
            name, metavar="SKU=N[@BIN[/LOT]]", type=_named, action="append", default=[], help=words
        )
    parser.add_argument(
        "--finish", action="store_true", help=_("nothing more comes: the rest is missing")
    )
    parser.add_argument("--note", default="", help=_("what is wrong with damaged or missing ones"))
    parser.add_argument("--bin", default="", help=_("where all of it goes, unless a line says"))
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
    code, _slash, lot = place.partition("/")
    if not sku or not units.isascii() or not units.isdecimal() or len(units) > 9:
        raise ArgumentTypeError(_("{value} is not SKU=N@BIN/LOT").format(value=text[:60]))
    return Named(sku, int(units), code, lot)


def _receive(context: Context) -> int | None:
    args = context.args
    actor = actor_of(context)
    with context.reading(actor) as tx:
        found = queries.by_number(tx, args.number)
    if args.scan:
        return _Line(context, actor, found, args.key or barcodes.random_id(11)).run()
    if not (args.all or args.line or args.damaged or args.missing or args.finish):
        _offer(context, found)
        return None
    key = args.key or barcodes.random_id(11)

    def work(tx: Transaction) -> list[Went]:
        went = _take(context, tx, found, key)
        if args.finish:
            went += receiving.finish(tx, found.id, f"{key}:rest", args.note)
        return went

    went = run(context.database, actor, work)
    ready = _promise(context, found.to_id)
    with context.reading(actor) as tx:
        after = queries.one_transfer(tx, found.id)
    if context.out.as_json:
        steps = [shape(one.step, context.config) for one in went]
        told = {"transfer": after.number, "state": after.state.value, "steps": steps}
        context.out.data(told | {"on_its_way": after.on_its_way, "orders_ready": ready})
        return None
    for one in went:
        step = one.step
        context.out.line(f"{step_name(step.kind)}: {step.quantity} × {step.sku} @{step.bin}")
    line = f"{after.number}: {transfer_state(after.state)}. {can_go(ready)}"
    context.out.line(line.strip())
    return None


def _take(context: Context, tx: Transaction, found: Transfer, key: str) -> list[Went]:
    """Receive what was named; products in one order by everybody, so that none waits in a ring."""
    args = context.args
    goods: list[tuple[str, Arrived]] = []
    if args.all:
        lots = sorted(queries.lots_left(tx, found.id).items())
        again = queries.step_by_key(tx, f"{key}:all:1") is not None
        goods += [
            (f"all:{at}", Arrived(product, units, args.bin, lot))
            for at, ((product, lot), units) in enumerate(lots, 1)
            if not again
        ]
    for at, one in enumerate(args.line):
        goods.append((f"line:{at}", _arrived(tx, one, StepKind.RECEIVED, one.bin or args.bin)))
    for kind, some in ((StepKind.DAMAGED, args.damaged), (StepKind.MISSING, args.missing)):
        for at, one in enumerate(some):
            goods.append((f"{kind.value}:{at}", _arrived(tx, one, kind, "", args.note)))
    goods.sort(key=lambda each: each[1].product_id)
    place = context.config.purchasing.receiving_bin
    return [receiving.take(tx, place, found.id, f"{key}:{end}", what) for end, what in goods]


def _arrived(tx: Transaction, one: Named, kind: StepKind, place: str, note: str = "") -> Arrived:
    product = catalog.product(tx, one.sku)
    each = {code.code: code.quantity for code in product.barcodes}
    # A case that is named by its barcode counts its units.
    units = 1 if one.sku == product.sku else each.get(barcodes.key(one.sku), 1)
    return Arrived(product.id, one.units * units, place, one.lot, kind, note)


def _offer(context: Context, found: Transfer) -> None:
    with context.reading() as tx:
        left = receiving.expected(tx, context.config.purchasing.receiving_bin, found)
    rows = [
        {
            "sku": line.sku,
            "name": line.name,
            "sent": line.sent,
            "received": line.received,
            "left": line.left,
            "bin": place,
        }
        for line, place in left
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "sent": _("Sent"),
        "received": _("Received"),
        "left": _("On its way"),
        "bin": _("Bin"),
    }
    context.out.items(rows, headings, empty=_("Nothing of it is on its way."))


def _promise(context: Context, warehouse: int) -> int:
    partial = context.config.packing.partial_promise
    return promise_waiting(context.database, SYSTEM, warehouse, partial=partial)


class _Line:
    """Codes come in line by line; each verdict goes out after its goods are saved."""

    def __init__(self, context: Context, actor: Actor, found: Transfer, key: str) -> None:
        self._context = context
        self._actor = actor
        self._found = found
        self._key = key
        self._hand = Hand(context.args.bin, context.args.note)
        with context.reading(actor) as tx:
            steps = queries.steps_of(tx, found.id)
        # Who sends no numbers goes on after those that were used: no scan of theirs is a repeat.
        used = [one.key.removeprefix(f"{key}:") for one in steps if one.key.startswith(f"{key}:")]
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
        place = self._context.config.purchasing.receiving_bin
        scanned = clean(visible(code))

        def work(tx: Transaction) -> Judged:
            key = f"{self._key}:{seq}"
            return scanning.scan(tx, place, self._found.id, self._hand, code, key)

        try:
            judged = run(self._context.database, self._actor, work)
        except DatabaseRefusal:
            raise
        except Refusal as refusal:
            self._tell(seq, scanned, scanning.refused(refusal).value, sentence(refusal), None, 0)
            return False, False
        self._hand = judged.hand
        ready = _promise(self._context, self._found.to_id) if judged.went else 0
        words = said(judged.answer.detail, judged.answer.params, scanned)
        self._tell(seq, scanned, judged.answer.kind.value, words, judged.went, ready)
        return judged.done, judged.answer.kind not in scanning.BAD

    def _tell(
        self, seq: int, scanned: str, kind: str, words: str, went: Went | None, ready: int
    ) -> None:
        out = self._context.out
        if out.as_json:
            out.json_line(
                {
                    "seq": seq,
                    "verdict": kind,
                    "scanned": scanned or None,
                    "message": words,
                    "transfer": self._found.number,
                    "sku": went.line.sku if went else None,
                    "units": went.step.quantity if went else None,
                    "bin": went.step.bin if went else None,
                    "received": went.line.received if went else None,
                    "left": went.line.left if went else None,
                    "state": went.transfer.state.value if went else None,
                    "orders_ready": ready,
                }
            )
            return
        out.line(clean(f"{_(word_of(kind))}: {words} {can_go(ready)}"))
