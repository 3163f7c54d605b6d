"""``kemas transfers receive``: goods of a transfer arrive, named or scanned line by line."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from dataclasses import dataclass
from typing import Any

from core import barcodes
from core.catalog import queries as catalog
from core.errors import Refusal
from core.fulfilment.packing.verdict import Answer, Kind
from core.i18n import _
from core.transaction import Actor, Transaction, run
from core.transfers import queries, receiving, scanning
from core.transfers.queries import Transfer
from core.transfers.receiving import Arrived
from core.transfers.scanning import Hand
from core.transfers.states import StepKind
from core.transfers.steps import Went
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.arrival_lines import ArrivalLines, Line
from tui.context import Context
from tui.shape import shape
from tui.words.places import transfer_state
from tui.words.receiving import can_go
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
        return _Lines(context, actor, found, args.key or barcodes.random_id(11)).run()
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
    ready = context.promise(found.to_id)
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


class _Lines(ArrivalLines):
    """The goods of a transfer."""

    BAD = scanning.BAD

    def __init__(self, context: Context, actor: Actor, found: Transfer, key: str) -> None:
        super().__init__(context, actor, key, found.to_id)
        self._found = found
        self._hand = self._next = Hand(context.args.bin, context.args.note)
        with context.reading(actor) as tx:
            steps = queries.steps_of(tx, found.id)
        mine = (one.key for one in steps if one.key.startswith(f"{key}:"))
        self.goes_on_after(one.removeprefix(f"{key}:") for one in mine)

    def scan(self, tx: Transaction, code: str, key: str) -> Line:
        """Judge a code of the arrival."""
        place = self._context.config.purchasing.receiving_bin
        judged = scanning.scan(tx, place, self._found.id, self._hand, code, key)
        self._next, went = judged.hand, judged.went
        if went is None:
            return Line(judged.answer, {}, judged.done)
        told = {
            "sku": went.line.sku,
            "units": went.step.quantity,
            "bin": went.step.bin,
            "received": went.line.received,
            "left": went.line.left,
            "state": went.transfer.state.value,
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
        """The transfer."""
        return {"transfer": self._found.number}
