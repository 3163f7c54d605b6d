"""What the work screen says while no order is open: how to begin, or what was just finished."""

from __future__ import annotations

from textual.content import Content

from tui.keys import BY_NAME, key_name
from tui.speech import N_, _
from tui.state import Verdict, Work
from tui.text import cells, clip, join, pad, safe, wrap

_WAYS = (
    ("next", N_("takes the most urgent order")),
    ("queue", N_("shows all orders that are ready")),
    ("help", N_("says what the keys do")),
)


def idle(width: int, height: int) -> Content:
    """How to begin."""
    lead = _("Scan an order, or press {key}.").format(key=_key("next"))
    lines = [Content(""), join(("  " + clip(lead, width - 2), "bold"))]
    if height >= 8:
        lines.append(Content(""))
        lines += [
            join((f"  {pad(_key(name), 6)}", "$accent bold"), (clip(_(says), width - 8), "$quiet"))
            for name, says in _WAYS
        ]
    return Content("\n").join(lines)


def finished(work: Work, verdict: Verdict, width: int, height: int) -> Content:
    """What was just finished, calm and green, and what is next."""
    waits = verdict.kind == "needs_waybill"
    word = _("WAYBILL") if waits else _("DONE")
    ink = "$warn-ink on $warn bold" if waits else "$done-ink on $done bold"
    units = sum(line.done for line in work.lines)
    count = f"{units} / {sum(line.needed for line in work.lines)} "
    title = " " + clip(work.order, max(6, width - cells(word) - cells(count) - 6))
    gap = " " * max(1, width - cells(word) - 2 - cells(title) - cells(count))
    facts = "  ·  ".join(safe(each) for each in (work.customer, work.channel, work.courier) if each)
    lines = [join((f" {word} ", ink), (title, "bold"), (gap, ""), (count, "bold $success"))]
    lines += [join((" " + clip_kept(facts, width - 1), "$quiet")), Content("")]
    lines += [join((f"  {line}", "bold")) for line in wrap(verdict.message, width - 4, 3)]
    then = verdict.next or _("Scan the next order, or press {key}.").format(key=_key("next"))
    lines += [join((f"  › {line}" if at == 0 else f"    {line}", "$accent bold"))
              for at, line in enumerate(wrap(then, width - 6, 2))]  # fmt: skip
    if height > len(lines) + 2:
        lines.append(Content(""))
        room = height - len(lines)
        lines += [
            join(
                ("  ● ", "$success"), (f"{line.done:>3} × ", ""), (clip(line.name, width - 12), "")
            )
            for line in work.lines[:room]
        ]
    return Content("\n").join(lines[:height])


def clip_kept(text: str, width: int) -> str:
    """A line cut to `width` cells, its inner spaces kept."""
    while cells(text) > width:
        text = text[:-1]
    return text


def _key(name: str) -> str:
    return key_name(BY_NAME[name].key)
