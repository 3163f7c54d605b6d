"""Counts as the station shows them: the open ones, then the bins to count as one walks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.clock import local
from core.counting import deeds, posting, queries, sheets
from core.counting.commands import Wanted
from core.counting.posting import Conflict
from core.counting.queries import Count, Line, Task
from core.counting.rules import CountingRules, counting_rules
from core.counting.states import OPEN, CountState, Kind, TaskState
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import N_, _, language
from core.money import Money, show
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.counting import count_kind, count_state, move_reason, task_state, why_asked

__all__ = ["choices", "deed", "form", "goes_on", "page", "scanned", "sheet"]

_NAMED = 4
_SHOWN = 500
"""Lines of a sheet on screen; all of them are in the file."""
_INK: dict[CountState, Ink] = {
    CountState.PLANNED: "quiet",
    CountState.COUNTING: "accent",
    CountState.RECOUNT: "warn",
    CountState.POSTED: "good",
}
_TASK_INK: dict[TaskState, Ink] = {TaskState.COUNTING: "accent", TaskState.AGAIN: "warn"}
_REASONS = (N_("Made by mistake"), N_("Another day"), N_("Not needed any more"))
goes_on = deeds.goes_on


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the open counts and the bins to count, or of counts that are over."""
    if wanted.status:
        over = queries.page(tx, at.warehouse, [CountState(wanted.status)], limit=_SHOWN)
        rows = [_count_row(one, at) for one in over if _finds(wanted, one)]
        return Page(tuple(rows[offset : offset + limit]), len(rows))
    opened = queries.page(tx, at.warehouse, OPEN, limit=_SHOWN)
    rows = [_count_row(one, at) for one in opened if _finds(wanted, one)]
    if wanted.text:
        text = wanted.text.casefold()
        tasks = queries.waiting_tasks(tx, at.warehouse)
        tasks = [one for one in tasks if text in f"{one.bin} {one.count} {one.operator}".casefold()]
        total = len(rows) + len(tasks)
        tasks = tasks[max(0, offset - len(rows)) :]
    else:
        total = len(rows) + queries.waiting_total(tx, at.warehouse)
        first = max(0, offset - len(rows))
        tasks = queries.waiting_tasks(tx, at.warehouse, first, limit)
    shown = rows[offset : offset + limit]
    shown += [_task_row(tx, one, at) for one in tasks[: limit - len(shown)]]
    return Page(tuple(shown), total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a count, or about one of its bins."""
    if identifier.startswith("t"):
        return _task_sheet(tx, queries.one_task(tx, int(identifier[1:])))
    found = queries.one_count(tx, int(identifier[1:]))
    facts = [
        (_("What"), count_kind(found.kind)),
        (_("Zone"), found.zone),
        (_("Note"), found.note),
        (_("Due"), found.due_on.isoformat() if found.due_on else ""),
        (_("Bins"), f"{found.bins - found.left}/{found.bins}"),
        (_("Shown"), _("not what should be there") if found.blind else _("what should be there")),
        (_("Why cancelled"), found.reason),
    ]
    moved = posting.conflicts(tx, found.id) if found.state in OPEN else []
    sections = (
        Section(_("Now"), ((_now(found, moved),),)),
        Section(_("Moved since"), tuple(_moved(one, at) for one in moved)),
        Section(_("Differences"), _off(tx, found)),
        Section(
            _("Not known"),
            tuple((one.bin, one.code) for one in queries.strange_codes(tx, found.id)),
        ),
        Section(_("Count"), tuple(row for row in facts if row[1])),
    )
    full = tuple(section for section in sections if section.rows)
    return Detail(found.number, count_state(found.state), full)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What a key lets one choose from."""
    if action == "count_filter":
        states = (CountState.POSTED, CountState.CANCELLED)
        open_ones = Choice(f"|{_('open')}", _("Open counts and bins to count"))
        over = [Choice(f"{one.value}|{count_state(one)}", count_state(one)) for one in states]
        return (open_ones, *over)
    found = _of(tx, target)
    if action == "count_post":
        return _post_choices(tx, found)
    if action == "count_again":
        return _again_choices(tx, found, target)
    moved = posting.conflicts(tx, found.id)
    if not moved:
        raise Refusal("count_nothing_moved", count=found.number)
    return tuple(
        Choice(str(one.line.id), f"{one.bin} {one.line.sku}", _since(one, at))
        for one in moved
        if one.can_be_kept
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What a key asks to be filled in."""
    if action == "count_new":
        blind = at.config.counting.blind
        seen = (Choice("no", _("hidden")), Choice("yes", _("shown")))
        return Form(
            _("Have bins counted"),
            (
                FormField("bins", _("Bins"), target.get("bin", ""), _("as in A-1 A-2; empty: all")),
                FormField("zone", _("Zone"), hint=_("all bins of it")),
                FormField("shown", _("What should be there"), "no" if blind else "yes", "", seen),
                FormField("on", _("Day"), tx.today.isoformat()),
                FormField("note", _("Note")),
            ),
        )
    found = _of(tx, target)
    reasons = tuple(Choice(_(why), _(why)) for why in _REASONS)
    return Form(
        _("Cancel {count}?").format(count=found.number),
        (FormField("reason", _("Why"), reasons[0].value, choices=reasons),),
        notes=(_("Nothing of it goes into the books."),),
        hidden={"count": found.number},
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does."""
    rules = _rules(at)
    match action:
        case "count_done":
            return deeds.finish(rules)
        case "count_undo":
            return deeds.undo(rules)
        case "count_leave":
            return deeds.leave
        case "count_new":
            return deeds.make(_wanted(values))
    number = values.get("count", "")
    match action:
        case "count_post":
            return deeds.post(rules, number, choice)
        case "count_print":
            return deeds.paper(at.desk.settings, number)
        case "count_again":
            bin_code, _sign, sku = choice.partition("|")
            return deeds.again(number, bin_code, sku)
        case "count_keep":
            return deeds.keep(number, int(choice))
    return deeds.cancel(number, values.get("reason", ""))


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Bins, and what lies in them."""
    return deeds.scanned(_rules(at), code)


def _rules(at: AtStation) -> CountingRules:
    return counting_rules(at.config)


def _of(tx: Transaction, target: Mapping[str, str]) -> Count:
    return queries.by_number(tx, target.get("count", ""))


def _wanted(values: Mapping[str, str]) -> Wanted:
    bins = clean(values.get("bins", ""), 4000).replace(",", " ").split()
    on = values.get("on", "").strip()
    try:
        due = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise Refusal("count_day_unreadable", value=clean(on, 40)) from error
    return Wanted(
        Kind.SOME if bins else Kind.FULL,
        bins,
        cells.text(values.get("zone", ""), 40),
        values.get("shown") != "yes",
        values.get("note", ""),
        due,
    )


def _finds(wanted: Filter, one: Count) -> bool:
    said = f"{one.number} {one.zone} {one.note} {count_kind(one.kind)}"
    return wanted.text.casefold() in said.casefold()


def _count_row(one: Count, at: At) -> BoardRow:
    due = one.due_on.strftime("%d/%m") if one.due_on else ""
    if one.ended_at is not None:
        due = local(one.ended_at, at.zone).strftime("%d/%m %H:%M")
    about = " · ".join(part for part in (count_kind(one.kind), one.zone, one.note) if part)
    row = (one.number, count_state(one.state), f"{one.bins - one.left}/{one.bins}", about, due, "")
    inks: tuple[Ink, ...] = ("strong", _INK.get(one.state, ""))
    return BoardRow(f"c{one.id}", row, inks, one.state.value, {"count": one.number})


def _task_row(tx: Transaction, one: Task, at: At) -> BoardRow:
    lines = [] if one.whole and one.state is TaskState.OPEN else queries.lines_of(tx, one.id)
    asked = [line for line in lines if line.asked]
    what = _("everything")
    if not one.whole or one.round > 1:
        what = ", ".join(line.sku for line in asked[:_NAMED])
        what += " …" if len(asked) > _NAMED else ""
        reasons = dict.fromkeys(why_asked(line.reason) for line in asked if line.reason)
        what = " · ".join((what, *reasons))
    tally = ""
    if one.state is TaskState.COUNTING:
        tally = str(sum(line.tally or 0 for line in lines))
    who = " · ".join(part for part in (one.operator, one.station) if part)
    since = local(one.begun_at, at.zone).strftime("%H:%M") if one.begun_at else ""
    busy = one.state is TaskState.COUNTING
    row = (one.bin, task_state(one.state), tally, what, since if busy else "", who if busy else "")
    inks: tuple[Ink, ...] = ("accent", _TASK_INK.get(one.state, "quiet"))
    target = {"count": one.count, "bin": one.bin}
    return BoardRow(f"t{one.id}", row, inks, one.state.value, target)


def _task_sheet(tx: Transaction, task: Task) -> Detail:
    head = (_("SKU"), _("Product"), _("Lot"), _("So far"), _("Counted"), _("Expected"))
    rows = [head]
    for line in queries.lines_of(tx, task.id):
        seen = not task.blind or task.state is TaskState.DONE
        rows.append(
            (
                line.sku,
                line.name,
                line.lot,
                _figure(line.tally),
                _figure(line.counted) if task.state is TaskState.DONE else "",
                str(line.expected) if seen and line.counted_at else "",
            )
        )
    facts = [(_("Count"), task.count), (_("Who"), task.operator), (_("Where"), task.station)]
    sections = [Section(_("Bin"), tuple(row for row in facts if row[1]))]
    if len(rows) > 1:
        sections.append(Section(_("Goods"), tuple(rows)))
    return Detail(task.bin, task_state(task.state), tuple(sections))


def _figure(units: int | None) -> str:
    return "" if units is None else str(units)


def _now(found: Count, moved: list[Conflict]) -> str:
    if found.state not in OPEN:
        return count_state(found.state)
    if moved:
        return _("Goods moved after they were counted: Alt+Y keeps a line, Alt+R counts it again.")
    if found.left:
        return _("Scan a bin and what lies there; F9 when all of it is counted.")
    return _("Everything is counted: Alt+P sets the books right.")


def _moved(one: Conflict, at: At) -> tuple[str, str, str]:
    off = f"{one.line.counted} / {one.line.expected}"
    return (f"{one.bin} {one.line.sku}", off, _since(one, at))


def _since(one: Conflict, at: At) -> str:
    said = [
        f"{each.units:+d} {local(each.at, at.zone):%H:%M} {move_reason(each.reason)}"
        for each in one.moves[:_NAMED]
    ]
    return ", ".join(said) or _("while it was counted")


def _off(tx: Transaction, found: Count) -> tuple[tuple[str, ...], ...]:
    """The lines that differ, of bins that are counted."""
    off = [row for row in sheets.sheet(tx, found) if row.difference][:_SHOWN]
    if not off:
        return ()
    head = (_("Bin"), _("SKU"), _("Expected"), _("Counted"), _("Off by"), _("Worth"))
    rows = [
        (
            row.bin,
            f"{row.sku} {row.lot}".strip(),
            _figure(row.expected),
            _figure(row.counted),
            f"{row.difference:+d}",
            "" if row.value is None else show(Money(row.value, found.currency), language()),
        )
        for row in off
    ]
    return (head, *rows)


def _post_choices(tx: Transaction, found: Count) -> tuple[Choice, ...]:
    moved = posting.conflicts(tx, found.id)
    count = {"count": found.number}
    if found.left:
        said = _("Post what is counted of {count}").format(**count)
        hint = _("bins left out: {bins}").format(bins=found.left)
        return (Choice("keep" if moved else "partial", said, hint),)
    if moved:
        goods = ", ".join(f"{one.line.sku} @{one.bin}" for one in moved[:_NAMED])
        return (
            Choice(
                "keep",
                _("Post it, what was counted is right"),
                _("moved since: {goods}").format(goods=goods),
            ),
        )
    return (Choice("all", _("Post {count}").format(**count), _("the books are set right")),)


def _again_choices(tx: Transaction, found: Count, target: Mapping[str, str]) -> tuple[Choice, ...]:
    lines = queries.lines_by_task(tx, found.id)
    done = queries.tasks_of(tx, found.id, [TaskState.DONE, TaskState.AGAIN])
    here = [task for task in done if task.bin == target.get("bin")] if "bin" in target else done
    some: list[Choice] = []
    for task in here:
        mine = [line for line in lines.get(task.id, []) if line.counted is not None]
        if "bin" in target or any(line.difference for line in mine):
            some.append(Choice(f"{task.bin}|", task.bin, _("everything")))
            some += [_again_choice(task, line) for line in mine if _is_worth(line, target)]
    if not some:
        raise Refusal("count_nothing_off", count=found.number)
    return tuple(some)


def _again_choice(task: Task, line: Line) -> Choice:
    return Choice(f"{task.bin}|{line.sku}", f"{task.bin} {line.sku}", line.name)


def _is_worth(line: Line, target: Mapping[str, str]) -> bool:
    return "bin" in target or bool(line.difference)
