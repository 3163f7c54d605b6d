"""``kemas printers calibrate``: print the page of questions, take the answers, keep the profile."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from core.clock import now
from core.errors import Refusal
from core.i18n import N_, _, language
from core.paper import commands, setups
from core.paper.documents import Calibration
from core.paper.setups import PrinterSetup
from core.paper.states import JobState
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.jobs import named_printer
from tui.context import Context
from tui.shape import shape
from tui.words.paper import reason

QUESTIONS = {
    "width": N_("1. Largest number whose mark is whole (384, 432, 512, 576, 640, 832):"),
    "pictures": N_("2. Framed numbers that came out clean (such as 1 or 1,3):"),
    "page": N_("3. The line that reads like the first one (1 to 4, or no):"),
    "codes": N_("4. Scan each code that came out, or type its number (such as 2,3,Q, or no):"),
    "cut": N_("5. Was the paper cut below the last line (yes or no)?"),
}


def add_to(actions: Any) -> None:
    """Describe the arguments; `actions` are those of ``kemas printers``."""
    parser = actions.add_parser(
        "calibrate", help=_("find out by a printed page what a printer can do, and keep it")
    )
    parser.add_argument("name", metavar="NAME", help=_("the printer's name"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="QUESTION=ANSWER",
        help=_("answer without printing: width, pictures, page, codes, cut"),
    )
    parser.add_argument(
        "--forget", action="store_true", help=_("forget the answers; the configuration counts")
    )
    parser.add_argument("--to-file", metavar="PATH", help=_("write the bytes there, print nothing"))
    parser.add_argument("--wait", type=positive, default=60, metavar="SECONDS", help=_("how long"))
    parser.set_defaults(run=_run)
    operator_option(parser)


def _run(context: Context) -> int:
    args = context.args
    name = named_printer(context, args.name)
    if args.to_file:
        return _to_file(context, name)
    if args.forget:
        return _keep(context, name, {})
    if args.set:
        return _keep(context, name, _answers(args.set))
    if not _printed(context, name):
        return 1
    given = _asked(context)
    if not any(given.values()):
        context.out.line(_("Nothing was answered; nothing was changed."))
        return 0
    return _keep(context, name, given)


def _answers(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        question, mark, answer = pair.partition("=")
        if not mark:
            allowed = ", ".join(f"{one}=…" for one in QUESTIONS)
            raise Refusal("calibration_answer", question="--set", value=pair, allowed=allowed)
        found[question.strip()] = answer
    return found


def _page(context: Context, name: str) -> Calibration:
    return Calibration(language(), context.config.shop.timezone, name, now(), context.station)


def _to_file(context: Context, name: str) -> int:
    from printers.render import render
    from printers.spool import profile_of

    printer = context.config.printer(name)
    if printer is None:
        raise AssertionError("a named printer is configured")
    path = Path(context.args.to_file)
    path.write_bytes(render(_page(context, name), profile_of(printer)))
    context.out.line(_("Written: {path}").format(path=str(path)))
    return 0


def _printed(context: Context, name: str) -> bool:
    """Print the page and wait for its end; says why where it does not come out."""
    from tui.commands.printers import outcome
    from tui.workers import wake

    with context.writing(actor_of(context)) as tx:
        job = commands.queue_job(tx, _page(context, name), name)
    wake(context)
    job = outcome(context, job, context.args.wait)
    if job.state in {JobState.PRINTED, JobState.UNKNOWN}:
        if job.state is JobState.UNKNOWN:  # a page of questions needs no question of its own
            with context.writing(actor_of(context)) as tx:
                commands.answer_unknown(tx, job.id, came_out=True)
        return True
    words = _("{printer}: the page was not printed. {why}")
    context.out.line(words.format(printer=name, why=reason(job.error)).rstrip())
    return False


def _asked(context: Context) -> dict[str, str]:
    """The answers, question by question; an answer that cannot be meant is asked for again."""
    from printers.calibration import profile_from
    from tui.words.refusals import sentence

    context.out.line(_("Answer with Enter alone where you cannot tell."))
    given: dict[str, str] = {}
    for name, words in QUESTIONS.items():
        while True:
            context.out.line(_(words))
            line = _lines() if name == "codes" else sys.stdin.readline()
            try:
                profile_from({name: line})
            except Refusal as refusal:
                context.out.line(sentence(refusal))
                continue
            given[name] = line.strip()
            break
    return given


def _lines() -> str:
    """All lines up to an empty one: a scanner ends each code with Enter."""
    found = []
    while line := sys.stdin.readline().strip():
        found.append(line)
    return " ".join(found)


def _keep(context: Context, name: str, given: dict[str, str]) -> int:
    from printers.calibration import profile_from

    answers = profile_from(given)
    with context.writing(actor_of(context)) as tx:
        known = dict(setups.setup_of(tx, name).profile) if given else {}
        setup = setups.store_profile(tx, name, known | answers)
    if context.out.as_json:
        context.out.data(shape(setup, context.config))
    else:
        context.out.line(_said(setup))
    return 0


def _said(setup: PrinterSetup) -> str:
    if not setup.profile:
        return _("{printer} prints as it is configured.").format(printer=setup.printer)
    facts = ", ".join(f"{name}={value}" for name, value in sorted(setup.profile.items()))
    return _("{printer} prints from now on with: {facts}").format(
        printer=setup.printer, facts=facts
    )
