"""Writing to the buyer of an order, question by question: text, way, preview; and what went."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.letters import LetterView, MessageRow, joined_lines, lines_fields
from tui.speech import LANGUAGES, N_, _
from tui.state import Verdict
from tui.views import Choice, Form
from tui.widgets.forms import FormModal
from tui.widgets.lettermodal import LetterModal, LinkModal
from tui.widgets.modals import ChoiceModal
from tui.widgets.reading import Offer

if TYPE_CHECKING:
    from tui.app import KemasApp

_SEND: Offer = ("f9", N_("Send"), "send")
_MAKE: Offer = ("f9", N_("Make link"), "send")
_ANYWAY: Offer = ("f8", N_("Send again"), "again")
_EDIT: Offer = ("f7", N_("Change"), "edit")
_SPEAK: Offer = ("f6", N_("Language"), "language")
_ARRIVED: Offer = ("f9", N_("It arrived"), "yes")
_NOT_ARRIVED: Offer = ("f8", N_("It did not"), "no")
_OFFERS: dict[str, tuple[Offer, ...]] = {
    "unknown": (_ARRIVED, _NOT_ARRIVED, ("f5", N_("Send again"), "again")),
    "failed": (("f5", N_("Send again"), "again"),),
    "queued": (("f5", N_("Try now"), "again"), ("f7", N_("Take back"), "back")),
    "shown": (
        ("f5", N_("Show code"), "code"),
        ("f9", N_("It was sent"), "yes"),
        ("f8", N_("It was not used"), "no"),
    ),
}
"""By state: what a person can say of a message, or do about it."""


class FollowUp:
    """One walk through the questions; Esc at any of them ends it."""

    def __init__(self, app: KemasApp, target: dict[str, str]) -> None:
        self._app = app
        kept = {"order", "channel"}
        self._target = {name: value for name, value in target.items() if name in kept}
        self._values: dict[str, str] = dict(self._target)
        self._view: LetterView | None = None

    async def begin(self) -> None:
        """What is to be written?"""
        order = self._target.get("order", "")
        title = _("Follow up {order}").format(order=order) if order else _("Messages")
        await self._choose("text", title, self._text)

    async def _choose(self, step: str, title: str, then: object) -> None:
        deeds, backend = self._app.deeds, self._app.backend
        choices = await deeds.fetch(backend.letter_choices, step, self._values)
        if choices:
            self._choices = {each.value: each for each in choices}
            await deeds.open(ChoiceModal(title, choices), then)  # type: ignore[arg-type]

    async def _text(self, picked: str | None) -> None:
        if picked == "of_order":
            await self._list(self._target)
        elif picked == "all":
            await self._list({})
        elif picked == "edit":
            await self._choose("edit", _("Change the texts"), self._change)
        elif picked is not None:
            self._values["text"] = picked
            await self._choose("way", self._choices[picked].label, self._way)

    async def _way(self, picked: str | None) -> None:
        if picked is not None:
            self._values["way"] = picked
            await self._preview()

    async def _preview(self) -> None:
        """The message as it would go out."""
        deeds = self._app.deeds
        view = await deeds.fetch(self._app.backend.letter, self._values)
        if view is None:
            return
        self._view = view
        first = _MAKE if self._values["way"] == "link" else _SEND
        if view.against:
            offers: tuple[Offer, ...] = (_SPEAK,)
        else:
            offers = (_ANYWAY if view.last else first, _EDIT, _SPEAK)
        notes = tuple(note for note in (view.against, view.note, view.last) if note)
        modal = LetterModal(view.title, notes, view.subject, view.body, offers)
        await deeds.open(modal, self._previewed)

    async def _previewed(self, answer: str | None) -> None:
        view = self._view
        if view is None or answer is None:
            return
        if answer == "edit":
            form = Form(
                _("Change the message"), lines_fields(_("Subject"), view.subject, view.body)
            )
            await self._app.deeds.open(FormModal(form), self._edited)
        elif answer == "language":
            at = LANGUAGES.index(view.language) if view.language in LANGUAGES else -1
            self._values["language"] = LANGUAGES[(at + 1) % len(LANGUAGES)]
            for name in ("subject", "body"):
                self._values.pop(name, None)
            await self._preview()
        else:
            again = {"again": view.last_id} if answer == "again" else {}
            self._app.submit(partial(self._send, self._values | again, view.links))

    async def _edited(self, filled: dict[str, str] | None) -> None:
        if filled is not None:
            self._values |= {"subject": filled["subject"], "body": joined_lines(filled)}
        await self._preview()

    async def _send(self, values: dict[str, str], links: tuple[str, ...], seq: int) -> Verdict:
        """Write it down after all that was scanned before; a link is shown at once."""
        app = self._app
        verdict = await app.writer.run(app.backend.act, seq, "follow_up", values)
        if links and verdict.kind == "info":
            app.call_later(self._app.deeds.open, LinkModal(links, seq))
        return verdict

    # What went.

    async def _list(self, target: dict[str, str]) -> None:
        deeds = self._app.deeds
        rows = await deeds.fetch(self._app.backend.message_rows, target)
        if rows is None:
            return
        if not rows:
            self._app.say(_("No message was written yet."))
            return
        self._rows = {row.id: row for row in rows}
        choices = tuple(Choice(row.id, row.title, row.state) for row in rows)
        await deeds.open(ChoiceModal(_("Messages"), choices), self._row)

    async def _row(self, picked: str | None) -> None:
        if picked is None:
            return
        row: MessageRow = self._rows[picked]
        offers = _OFFERS.get(row.step, ())
        if row.way == "link":
            offers = tuple(each for each in offers if each[2] != "again")
        modal = LetterModal(row.title, (row.state,), row.subject, row.body, offers)
        await self._app.deeds.open(modal, partial(self._said, row))

    async def _said(self, row: MessageRow, answer: str | None) -> None:
        if answer == "code":
            seq = self._app.frame.banner.verdict.seq
            await self._app.deeds.open(LinkModal(row.links, seq))
        elif answer is not None:
            self._app.command("message", {"id": row.id, "choice": answer})

    # The texts of the shop.

    async def _change(self, picked: str | None) -> None:
        if picked is None:
            return
        text, _space, language = picked.partition(" ")
        target = {"text": text, "language": language}
        form = await self._app.deeds.fetch(self._app.backend.text_form, target)
        if form is not None:
            await self._app.deeds.open(FormModal(form), partial(self._changed, target))

    def _changed(self, target: dict[str, str], filled: dict[str, str] | None) -> None:
        if filled is not None:
            self._app.command("text_edit", target | filled)
