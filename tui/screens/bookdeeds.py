"""What is done in the order book: filters, lists, columns, marks, many orders at once, files."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from tui.book_views import BulkDone, KeptList, Progress
from tui.lanes import Lane
from tui.runs import Run
from tui.speech import _, ngettext
from tui.views import Choice
from tui.widgets.forms import FormModal, with_typed
from tui.widgets.modals import ChoiceModal, ConfirmModal
from tui.widgets.runmodal import RunModal

if TYPE_CHECKING:
    from tui.book_views import Book
    from tui.screens.orders import OrdersPane

T = TypeVar("T")
_SURE = {"cancel", "print_again", "follow_up"}
"""What is asked once more before it is done to many orders."""


class BookDeeds:
    """The actions of the book; asks first what has to be known."""

    def __init__(self, pane: OrdersPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self.run: Run[Any] | None = None
        """The long work that runs, or whose end nobody has seen yet."""
        self._again: Callable[[Sequence[int]], Coroutine[Any, Any, None]] | None = None

    def act(self, name: str) -> bool:
        """Do an action of the book; False for any other."""
        ways: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "book_filter": self._ask_filter,
            "book_lists": self._ask_list,
            "columns": self._ask_columns,
            "book_file": partial(self._ask_file, None),
            "mark_all": self._mark_all,
            "all_marked": self._ask_deed,
        }
        if name in {"unpaid", "paid"}:
            rest = {k: v for k, v in self._pane.wanted.items() if k not in {"paid", "statuses"}}
            self._pane.filter_by(rest | {"paid": name})
        elif name == "mark":
            self._pane.mark(self._pane.list.current)
        elif name in ways:
            self._pane.run_worker(ways[name](), exit_on_error=False)
        else:
            return False
        return True

    @property
    def _book(self) -> Book:
        return self._pane.station.backend.book()

    async def _fetch(self, function: Callable[..., T], *args: object) -> T | None:
        return await self._pane.station.deeds.fetch(function, *args)

    # Filters, columns, lists.

    async def _ask_filter(self, typed: dict[str, str] | None = None) -> None:
        """Fill in the form; what cannot be read stands in it again."""
        pane = self._pane
        form = await self._fetch(self._book.form, "filter", pane.wanted, pane.shown_columns)
        if form is None:
            return

        async def filled(values: dict[str, str] | None) -> None:
            if values is None:
                return
            names = {each.name for each in form.fields}
            wanted = {n: v for n, v in pane.wanted.items() if n not in names}
            wanted |= {n: v.strip() for n, v in values.items() if v.strip()}
            said = await pane.station.deeds.fetch(self._book.said, wanted, held=False)
            if said is None:
                await self._ask_filter(values)
            else:
                pane.filter_by(wanted)

        await pane.station.deeds.open(FormModal(with_typed(form, typed or {})), filled)

    async def _ask_columns(self) -> None:
        pane = self._pane
        form = await self._fetch(self._book.form, "columns", pane.wanted, pane.shown_columns)
        if form is None:
            return

        async def filled(values: dict[str, str] | None) -> None:
            names = tuple(name for name, yes in (values or {}).items() if yes == "yes")
            if values is None:
                return
            if not names:
                pane.station.say(_("At least one column has to be shown."))
                return
            pane.show_columns(names)
            await self._fetch(self._book.keep_columns, names)

        await pane.station.deeds.open(FormModal(form), filled)

    async def _ask_list(self) -> None:
        found = await self._fetch(self._book.lists)
        if found is None:
            return
        choices = [Choice(str(one.id), one.name, _whose(one)) for one in found]
        choices.append(Choice("keep", _("Keep what is shown now …")))
        if any(one.mine for one in found):
            choices.append(Choice("change", _("Share or delete one …")))

        async def picked(value: str | None) -> None:
            if value == "keep":
                await self._ask_name()
            elif value == "change":
                await self._ask_change([one for one in found if one.mine])
            elif value is not None:
                self._use(next(one for one in found if str(one.id) == value))

        await self._open(ChoiceModal(_("Lists"), tuple(choices)), picked)

    def _use(self, kept: KeptList) -> None:
        if kept.columns:
            self._pane.show_columns(kept.columns)
        self._pane.filter_by(dict(kept.wanted))
        self._pane.station.say(_("List {name}").format(name=kept.name))

    async def _ask_name(self, typed: dict[str, str] | None = None) -> None:
        """Fill in the form; a name that cannot be stands in it again."""
        pane = self._pane
        form = await self._fetch(self._book.form, "list", pane.wanted, pane.shown_columns)
        if form is None:
            return

        async def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                keep = partial(self._book.keep_list, shared=values.get("shared") == "yes")
                name = values.get("name", "")
                told = _("The list {name} is kept.").format(name=name.strip())
                kept = await self._change(
                    told, keep, name, dict(pane.wanted), pane.shown_columns, held=False
                )
                if not kept:
                    await self._ask_name(values)

        await pane.station.deeds.open(FormModal(with_typed(form, typed or {})), filled)

    async def _ask_change(self, mine: list[KeptList]) -> None:
        choices: list[Choice] = []
        for one in mine:
            share = _("Keep to myself") if one.shared else _("Share with everybody")
            choices.append(Choice(f"share {one.id}", one.name, share))
            choices.append(Choice(f"delete {one.id}", one.name, _("Delete")))

        async def picked(value: str | None) -> None:
            if value is None:
                return
            what, _space, identifier = value.partition(" ")
            one = next(each for each in mine if str(each.id) == identifier)
            if what == "delete":
                told = _("The list {name} is deleted.").format(name=one.name)
                await self._change(told, self._book.delete_list, one.id)
            else:
                told = _("The list {name} is for everybody.").format(name=one.name)
                if one.shared:
                    told = _("The list {name} is yours only.").format(name=one.name)
                share = partial(self._book.share_list, shared=not one.shared)
                await self._change(told, share, one.id)

        await self._open(ChoiceModal(_("Lists"), tuple(choices)), picked)

    async def _change(
        self, told: str, function: Callable[..., None], *args: object, held: bool = True
    ) -> bool:
        """Write something down, then say so; a refusal is said instead, and False given."""
        station = self._pane.station
        try:
            await station.ask(function, *args)
        except Exception as error:  # noqa: BLE001 - said in the banner
            station.fail(error, held=held)
            return False
        station.say(told)
        return True

    async def _open(
        self, modal: ChoiceModal, picked: Callable[[str | None], Coroutine[Any, Any, None]]
    ) -> None:
        await self._pane.station.deeds.open(modal, picked)

    # Marks, and what is done with all of them.

    async def _mark_all(self) -> None:
        pane = self._pane
        found = await self._fetch(self._book.ids, dict(pane.wanted))
        if found is None:
            return
        if found and all(one in pane.marked for one in found):
            for one in found:
                del pane.marked[one]
        else:
            pane.marked.update(dict.fromkeys(found))
        pane.marks_changed()

    async def _ask_deed(self) -> None:
        if self.run is not None:
            await self._look()
            return
        pane = self._pane
        if not pane.marked:
            pane.station.say(_("Nothing is marked."), _("F8 marks an order, Ctrl+E all of them."))
            return
        choices = await self._fetch(self._book.bulk_choices, "")
        if choices is None:
            return
        count = len(pane.marked)
        title = ngettext("With {count} marked order", "With {count} marked orders", count)

        async def picked(what: str | None) -> None:
            label = next((each.label for each in choices if each.value == what), "")
            match what:
                case None:
                    return
                case "unmark":
                    pane.marked.clear()
                    pane.marks_changed()
                case "file":
                    await self._ask_file(list(pane.marked))
                case _:
                    await self._ask_more(what, label)

        await self._open(ChoiceModal(title.format(count=f"{count:,}"), choices), picked)

    async def _ask_more(self, what: str, label: str) -> None:
        choices = await self._fetch(self._book.bulk_choices, what)
        if choices is None:
            return
        if not choices:
            await self._make_sure(what, label, "")
            return

        async def picked(choice: str | None) -> None:
            if choice is not None:
                said = next(each.label for each in choices if each.value == choice)
                await self._make_sure(what, f"{label}: {said}", choice)

        await self._open(ChoiceModal(label, choices), picked)

    async def _make_sure(self, what: str, title: str, choice: str) -> None:
        ids = tuple(self._pane.marked)

        async def begin(yes: bool | None) -> None:
            if yes:
                await self._begin(what, title, choice, ids)

        if what not in _SURE:
            await begin(True)
            return
        count = len(ids)
        said = ngettext("{count} order. What is done is done.",
                        "{count} orders. What is done is done.", count)  # fmt: skip
        modal = ConfirmModal(f"{title}?", said.format(count=f"{count:,}"))
        await self._pane.station.deeds.open(modal, begin)

    async def _begin(self, what: str, title: str, choice: str, ids: Sequence[int]) -> None:
        book = self._book

        def work(progress: Progress) -> BulkDone:
            return book.do_all(what, choice, ids, progress)

        async def again(failed: Sequence[int]) -> None:
            await self._begin(what, title, choice, failed)

        await self._start(Run(title, work), again)

    async def _ask_file(self, ids: Sequence[int] | None) -> None:
        if self.run is not None:
            await self._look()
            return
        pane = self._pane
        form = await self._fetch(self._book.form, "file", pane.wanted, pane.shown_columns)
        if form is None:
            return

        async def filled(values: dict[str, str] | None) -> None:
            if values is None:
                return
            wanted = dict(pane.wanted) if ids is None else ids
            columns, book = pane.shown_columns, self._book

            def work(progress: Progress) -> str:
                return book.write_file(wanted, columns, values, progress)

            await self._start(Run(form.title, work), None)

        await pane.station.deeds.open(FormModal(form), filled)

    async def _start(
        self,
        run: Run[Any],
        again: Callable[[Sequence[int]], Coroutine[Any, Any, None]] | None,
    ) -> None:
        """Begin long work behind the screen, and look at it."""
        if self.run is not None and not self.run.over:
            await self._look()
            return
        self.run, self._again = run, again
        self._lane = self._lane or Lane("bulk")
        self._pane.station.run_worker(self._go(run, self._lane), name="bulk", exit_on_error=False)
        await self._look()

    async def _go(self, run: Run[Any], lane: Lane) -> None:
        await run.go(lane)
        self._pane.list.reload()
        self._pane.marks_changed()
        station = self._pane.station
        if not isinstance(station.screen, RunModal):
            failed = run.error is not None or bool(getattr(run.result, "failed", ()))
            said = _("Not all of it worked: {title}") if failed else _("Done: {title}")
            then = _("In the order book (Alt+B) F9 shows what came of it.")
            station.say(said.format(title=run.title), then)

    async def _look(self) -> None:
        run = self.run
        if run is None:
            return

        async def seen(answer: str | None) -> None:
            if run.over and self.run is run:
                self.run = None
            if answer == "again" and self._again is not None and run.result is not None:
                await self._again(run.result.again)
            self._pane.marks_changed()

        await self._pane.station.deeds.open(RunModal(run), seen)


def _whose(one: KeptList) -> str:
    if not one.mine:
        return one.owner
    return _("for everybody") if one.shared else ""
