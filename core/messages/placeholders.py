"""The gaps of a text: plain names in braces, checked when saved and filled when sent."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.configfile import nearest
from core.errors import Refusal
from core.i18n import N_

PLACEHOLDERS: dict[str, str] = {
    "customer": N_("the buyer's name"),
    "order": N_("the order number"),
    "date": N_("when it was ordered"),
    "items": N_("what was ordered, a line each"),
    "total": N_("what the order costs"),
    "paid": N_("what was paid"),
    "due": N_("what is still to be paid"),
    "bank": N_("where to pay, from the configuration"),
    "courier": N_("the courier"),
    "tracking": N_("the tracking numbers"),
    "reason": N_("why it was refused or cancelled"),
    "supplier": N_("the supplier's name, in a purchase order"),
    "expected": N_("until when a purchase order is wanted"),
    "place": N_("where the goods of a purchase order go"),
    "invoice": N_("the number of an invoice"),
    "pay": N_("how to pay an invoice: its reference, or where to pay it"),
    "lookup": N_("the code by which an e-invoice is found at its provider"),
    "shop": N_("the name of the shop"),
    "phone": N_("the phone of the shop"),
}
"""What may stand in braces, and what comes in its place."""

# Only names: nothing of a format string ever looks into an object, or makes a text endless.
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def check(text: str) -> None:
    """Refuse a text with a gap that nothing fills, or with a lone brace.

    Raises Refusal ``template_placeholder`` with all names there are, or ``text_brace``.
    """
    for piece in _PIECE.finditer(text):
        if piece[0] in {"{", "}"}:
            raise Refusal("text_brace", near=text[max(0, piece.start() - 10) :][:30])
        name = piece[1]
        if name is not None and name not in PLACEHOLDERS:
            raise Refusal(
                "template_placeholder",
                name=name,
                known=", ".join(f"{{{one}}}" for one in PLACEHOLDERS),
                nearest=nearest(name, PLACEHOLDERS),
            )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; ``{{`` and ``}}`` are braces.

    A line of which nothing came but its own words is left out where all its gaps were empty, and
    of several empty lines one stays.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        names = [found[1] for found in _PIECE.finditer(line) if found[1]]
        if names and not any(values.get(name) for name in names):
            continue
        made = _PIECE.sub(lambda found: _piece(found, values), line).rstrip()
        if made or (lines and lines[-1]):
            lines.append(made)
    return "\n".join(lines).strip("\n")


def _piece(found: re.Match[str], values: Mapping[str, str]) -> str:
    if found[1] is not None:
        return values.get(found[1], "")
    return found[0][0]
