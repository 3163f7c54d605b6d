"""``kemas counts scan``: bins are counted by codes, one a line."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core import barcodes
from core.counting import asked, plans, queries, scanning
from core.counting.rules import counting_rules
from core.counting.scanning import Judged
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment.packing.verdict import Verdict
from core.i18n import _
from core.stock.places import warehouse_id
from core.text import clean, visible
from core.transaction import Transaction, run_among_others
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.lines import Lines
from tui.tones import word_of
from tui.words.refusals import sentence
from tui.words.verdicts import speak


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser("scan", help=_("count: read one code a line, or SEQ<TAB>CODE"))
    parser.add_argument(
        "number", metavar="NO", nargs="?", default="", help=_("only bins of this count")
    )
    parser.add_argument(
        "--key", metavar="KEY", help=_("names this scanner: a line sent twice counts once")
    )
    parser.add_argument("--limit", type=positive, help=_("end after so many codes"))
    operator_option(parser)
    parser.set_defaults(run=_scan)


def _scan(context: Context) -> int | None:
    args = context.args
    actor, rules = actor_of(context), counting_rules(context.config)
    with context.reading(actor) as tx:
        here = warehouse_id(tx, context.config.station.warehouse)
    plans.make_due(context.database, rules, here)
    asked.gather(context.database, rules, here)
    key = args.key or barcodes.random_id(11)
    station = context.config.station.name
    with context.reading(actor) as tx:
        count_id = queries.by_number(tx, args.number).id if args.number else None
        task = queries.held_task(tx, scanning.holder_of(tx, station))
        seq = scanning.last_seq(tx, key)
        if task is not None:
            _resumed(context, tx, task, seq)
    lines, done, bad = Lines(0), 0, False
    while (one := lines.next()) is not None:
        done += 1
        seq = one.seq if one.seq is not None else seq + 1
        code = one.code[: barcodes.LONGEST]
        scanned = clean(visible(code))

        def work(tx: Transaction, code: str = code, seq: int = seq) -> Judged:
            return scanning.scan(
                tx, rules, here, code, f"{key}:{seq}", station=station, count_id=count_id
            )

        try:
            judged = run_among_others(context.database, actor, work)
        except DatabaseRefusal:
            raise
        except Refusal as refusal:
            bad = True
            _tell(context, seq, scanned, scanning.refused(refusal).value, sentence(refusal))
        else:
            answer = judged.answer
            bad = bad or answer.kind in scanning.BAD
            verdict = Verdict(answer.kind, seq, scanned, answer.detail, answer.params)
            said = speak(verdict, context.config.shop.timezone, keys=False)
            words = f"{said.message} {said.next}".strip()
            _tell(context, seq, scanned, answer.kind.value, words, judged)
        if done == args.limit:
            break
    return 1 if bad else None


def _resumed(context: Context, tx: Transaction, task: queries.Task, seq: int) -> None:
    """What is in hand, for whoever comes back."""
    units = sum(line.tally or 0 for line in queries.lines_of(tx, task.id))
    said = _("{bin} of {count} is in hand, {units} counted so far.")
    words = said.format(bin=task.bin, count=task.count, units=units)
    _tell(context, seq, "", "resumed", words, bin_code=task.bin, total=units)


def _tell(
    context: Context,
    seq: int,
    scanned: str,
    kind: str,
    words: str,
    judged: Judged | None = None,
    bin_code: str | None = None,
    total: int | None = None,
) -> None:
    out = context.out
    if not out.as_json:
        out.line(clean(f"{_(word_of(kind))}: {words}"))
        return
    params = judged.answer.params if judged else {}
    task = judged.task if judged else None
    out.json_line(
        {
            "seq": seq,
            "verdict": kind,
            "detail": judged.answer.detail if judged else None,
            "scanned": scanned or None,
            "message": words,
            "count": task.count if task else params.get("count"),
            "bin": task.bin if task else bin_code,
            "sku": params.get("sku"),
            "lot": params.get("lot") or None,
            "total": params.get("total", total),
            "expected": params.get("expected"),
            "replayed": judged.replayed if judged else False,
        }
    )
