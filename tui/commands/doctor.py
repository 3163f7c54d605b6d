"""``kemas doctor``: proves the rules on the live database, and repairs what needs no decision."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.doctor.checks import check
from core.doctor.findings import Finding, Level, Result, Verdict
from core.doctor.looking import Means
from core.doctor.repairs import REPAIRS, repair
from core.errors import KemasError, Refusal
from core.i18n import _, ngettext
from tui.context import Context
from tui.words.doctor import ABOUT, PROVES, say
from tui.words.refusals import sentence

_BROKEN, _UNSEEN = 1, 2
_SHOWN = 20
"""Findings of one check that people read; programs get all of them."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    known = ", ".join(REPAIRS)
    parser.add_argument(
        "--repair",
        metavar="NAME",
        choices=tuple(REPAIRS),
        help=_("set right what one check finds: {names}").format(names=known),
    )
    parser.add_argument("--yes", action="store_true", help=_("do it without asking"))
    parser.set_defaults(run=_run)


def _run(context: Context) -> int:
    with _seen(context) as means:
        if means is None:
            return _UNSEEN
        if context.args.repair:
            return _repair(context, means, context.args.repair)
        results = check(means, progress=_progress(context))
        context.out.passing()
    _tell(context, results)
    verdicts = {result.verdict for result in results}
    if Verdict.BROKEN in verdicts:
        return _BROKEN
    return _UNSEEN if Verdict.UNSEEN in verdicts else 0


@contextmanager
def _seen(context: Context) -> Iterator[Means | None]:
    """The open database and the configuration; None where there is no looking at them."""
    try:
        means = Means(context.database, context.config)
    except KemasError as refusal:
        context.out.note(sentence(refusal))
        yield None
        return
    yield means


def _progress(context: Context) -> Any:
    def show(name: str, rows: int) -> None:
        context.out.passing(f"{name} {rows:,}" if rows else name)

    return show


def _tell(context: Context, results: list[Result]) -> None:
    if context.out.as_json:
        broken = any(result.verdict in {Verdict.BROKEN, Verdict.UNSEEN} for result in results)
        context.out.data({"ok": not broken, "checks": [_shape(one) for one in results]})
        return
    width = max(len(_(word)) for word in ABOUT.values())
    for result in results:
        word, proves = _(ABOUT[result.verdict]).ljust(width), _(PROVES[result.check])
        rows = f"{result.rows:,}"
        context.out.line(f"{word}  {result.check:<10} {rows:>10}  {proves}")
        if result.problem is not None:
            context.out.line("    " + sentence(result.problem))
        for finding in result.found[:_SHOWN]:
            what, then = say(finding, result.check)
            context.out.line(f"    {what}")
            context.out.line(f"      → {then}")
        more = len(result.found) - _SHOWN
        if more > 0:
            text = ngettext("… and {count} more", "… and {count} more", more)
            context.out.line("    " + text.format(count=more))
    context.out.line()
    context.out.line(_summary(results))


def _summary(results: list[Result]) -> str:
    broken = sum(result.verdict is Verdict.BROKEN for result in results)
    unseen = sum(result.verdict is Verdict.UNSEEN for result in results)
    hints = sum(one.level is Level.HINT for result in results for one in result.found)
    if broken or unseen:
        text = _("Of {count} checks {broken} found broken rules, {unseen} could not look.")
        return text.format(count=len(results), broken=broken, unseen=unseen)
    if hints:
        text = ngettext(
            "All rules hold; {count} thing should be looked at.",
            "All rules hold; {count} things should be looked at.",
            hints,
        )
        return text.format(count=hints)
    return _("All rules hold.")


def _shape(result: Result) -> dict[str, Any]:
    return {
        "check": result.check,
        "proves": _(PROVES[result.check]),
        "verdict": result.verdict.value,
        "rows": result.rows,
        "seconds": round(result.seconds, 3),
        "problem": "" if result.problem is None else sentence(result.problem),
        "found": [_finding(one, result.check) for one in result.found],
    }


def _finding(finding: Finding, name: str) -> dict[str, Any]:
    what, then = say(finding, name)
    told = {"code": finding.code, "level": finding.level.value, "what": what, "then": then}
    return told | {"params": dict(finding.params)}


def _repair(context: Context, means: Means, name: str) -> int:
    """Show what one check finds, ask, and set it right."""
    (before,) = check(means, [name])
    if before.problem is not None:
        context.out.note(sentence(before.problem))
        return _UNSEEN
    if before.found:
        if not context.out.as_json:
            _tell(context, [before])
        if not context.args.yes and not _sure(context):
            raise Refusal("repair_not_sure", count=len(before.found), name=name)
    count = repair(means, name).count if before.found else 0
    if context.out.as_json:
        context.out.data({"check": name, "repaired": count})
    elif count:
        text = ngettext("{count} thing was set right.", "{count} things were set right.", count)
        context.out.line(text.format(count=count))
    else:
        context.out.line(_("There was nothing to set right."))
    return 0


def _sure(context: Context) -> bool:
    """Ask the person at the terminal; nobody there means no."""
    if context.out.as_json or not sys.stdin.isatty():
        return False
    context.out.line(_("Set this right? (y/n)"))
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "ya", "c", "có"}
