"""The order book of a real station: pages, lists that are kept, files, many orders at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from core.clock import local, now
from core.errors import NotAllowed, Refusal
from core.i18n import _, ngettext
from core.orders.book.columns import COLUMNS, USUAL, Shown, chosen_columns
from core.orders.book.filters import read_filter
from core.orders.book.queries import ids_of, page_at
from core.people import saved_lists
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading, run, writing
from tui.book_files import usual_path, with_tracking, write_book
from tui.book_views import BookPage, BookRow, BulkDone, KeptList, Progress, Wanted
from tui.given_path import given_path
from tui.words.book import cell_text, words_of
from tui.words.refusals import sentence
from tui.words.states import status_name

if TYPE_CHECKING:
    from core.database import Database
    from core.orders.book.bulk import Outcome, Step
    from core.settings import Config
    from core.shipping.desk import Desk
    from tui.views import Choice, Form

T = TypeVar("T")

PLACE = "orders"
MOST_MARKED = 20_000
"""Orders that can be marked at once."""
_NAMED = 500
"""Orders of which it is said why it did not work."""
_FREES = {"release", "cancel"}


class LiveBook:
    """Follows `tui.book_views.Book`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def prepare(self) -> None:
        """Read a first page before somebody asks for it: the statements are known then."""
        with reading(self._database) as tx:
            self._page(tx, {}, USUAL, 0, 100)

    def page(self, wanted: Wanted, columns: Sequence[str], offset: int, limit: int) -> BookPage:
        """A page of the list, the latest order first."""

        def look(tx: Transaction) -> BookPage:
            require(tx, Permission.ORDER_VIEW)
            return self._page(tx, wanted, columns, offset, limit)

        return self._read(look)

    def _page(
        self, tx: Transaction, wanted: Wanted, columns: Sequence[str], offset: int, limit: int
    ) -> BookPage:
        config = self._config
        words = words_of(config)
        year = local(tx.now, config.shop.timezone).year

        def row(shown: Shown) -> BookRow:
            order = shown.row
            cells = {name: cell_text(shown, name, config, words) for name in columns}
            for name, moment in (("date", order.ordered_at), ("ship_by", order.ship_by)):
                if name in cells and moment is not None:
                    here = local(moment, config.shop.timezone)
                    same = "%d/%m %H:%M" if here.year == year else "%d/%m/%Y"
                    cells[name] = here.strftime(same)
            return BookRow(
                order.id,
                order.order_no,
                order.channel,
                order.status.value,
                order.money.value,
                cells,
                order.to_refund.minor > 0,
            )

        found = page_at(tx, read_filter(wanted), config.shop.timezone, offset, limit)
        rows = tuple(row(one) for one in with_tracking(tx, found.rows, columns))
        counts = tuple((s.value, status_name(s), n) for s, n in found.counts.items())
        return BookPage(rows, found.total, found.more, counts, found.looked_at)

    def ids(self, wanted: Wanted) -> tuple[int, ...]:
        """All orders of a list; raises Refusal ``bulk_too_many``."""
        zone = self._config.shop.timezone
        found = self._read(lambda tx: ids_of(tx, read_filter(wanted), zone, MOST_MARKED + 1))
        if len(found) > MOST_MARKED:
            raise Refusal("mark_too_many", most=f"{MOST_MARKED:,}")
        return tuple(found)

    def said(self, wanted: Wanted) -> str:
        """The filters in words; raises Refusal ``filter_wrong``."""
        from tui.live import book_questions

        read_filter(wanted)
        return book_questions.said(self._config, wanted)

    def form(self, what: str, wanted: Wanted, columns: Sequence[str]) -> Form:
        """The form of the filters, the columns, a list to keep or a file."""
        from tui.live import book_questions

        return self._read(lambda tx: book_questions.form(tx, self._config, what, wanted, columns))

    def columns(self) -> tuple[str, ...]:
        """The columns that whoever is signed in is used to."""
        kept = self._read(lambda tx: saved_lists.habit(tx, PLACE))
        return _columns(kept) or USUAL

    def keep_columns(self, columns: Sequence[str]) -> None:
        """Show these from now on."""
        names = list(chosen_columns(columns))
        self._write(lambda tx: saved_lists.keep_habit(tx, PLACE, {"columns": names}))

    def lists(self) -> tuple[KeptList, ...]:
        """The lists that whoever is signed in may use."""
        found = self._read(lambda tx: saved_lists.lists_of(tx, PLACE))
        return tuple(
            KeptList(one.id, one.name, one.owner, one.mine, one.shared, _filter(one.wanted),
                     _columns(one.wanted))
            for one in found
        )  # fmt: skip

    def keep_list(self, name: str, wanted: Wanted, columns: Sequence[str], *, shared: bool) -> None:
        """Keep a list under a name."""
        kept = {"filter": dict(wanted), "columns": list(columns)}
        self._write(lambda tx: saved_lists.keep_list(tx, PLACE, name, kept, shared=shared))

    def share_list(self, identifier: int, *, shared: bool) -> None:
        """Let everybody use a list, or nobody else."""
        self._write(lambda tx: saved_lists.share_list(tx, identifier, shared=shared))

    def delete_list(self, identifier: int) -> None:
        """Throw a list away."""
        self._write(lambda tx: saved_lists.delete_list(tx, identifier))

    def bulk_choices(self, what: str) -> tuple[Choice, ...]:
        """What can be done with many orders, or what has to be chosen for one of these."""
        from tui.live import book_questions

        return book_questions.bulk_choices(what)

    def do_all(self, what: str, choice: str, ids: Sequence[int], progress: Progress) -> BulkDone:
        """Do something to each of many orders; takes as long as it takes."""
        from core.orders.book.bulk import do_all
        from core.shipping.bulk import promise_after
        from tui.live.book_questions import PERMISSIONS

        actor = self._actor()
        permission = PERMISSIONS[what]
        with reading(self._database, actor) as tx:
            require(tx, permission)
        if what == "labels":
            return _told(self._labels(actor, ids, choice, progress))
        step = self._step(what, choice)
        result = do_all(self._database, actor, ids, step, progress)
        if what in _FREES:
            partial = self._config.packing.partial_promise
            promise_after(self._database, actor, ids, partial=partial)
        return _told(result)

    def _labels(self, actor: Actor, ids: Sequence[int], reason: str, progress: Progress) -> Outcome:
        """The labels that marketplaces make of these orders, by the way through the bins."""
        from core.channels.label_orders import by_way
        from core.channels.label_runs import begin_labels
        from core.channels.label_stands import wait_for
        from core.channels.registry import shops_of
        from core.fulfilment.packing.work import load

        with writing(self._database, actor) as tx:
            here = load(tx, self._desk.station_id, lock=False).warehouse_id
            way, shops = by_way(tx, ids), shops_of(self._config)
            title = ngettext("{count} order", "{count} orders", len(ids)).format(count=len(ids))
            begun = begin_labels(tx, shops, way, here, title, reason)
        return wait_for(self._database, begun.run, progress)

    def _step(self, what: str, choice: str) -> Step:
        from core.orders.status import policy_of
        from core.shipping import bulk
        from core.shipping.letters import following_up

        made: dict[str, Callable[[], Step]] = {
            "hold": lambda: bulk.holding(choice),
            "release": lambda: bulk.releasing(self._desk.settings),
            "cancel": lambda: bulk.cancelling(choice),
            "print": lambda: bulk.printing(self._desk.settings, choice),
            "print_again": lambda: bulk.printing(self._desk.settings, choice, again=True),
            "follow_up": lambda: following_up(self._config, choice),
            "confirm": lambda: bulk.confirming(policy_of(self._config)),
        }
        if what not in made:
            raise Refusal("action_unknown", action=what)
        return made[what]()

    def write_file(
        self,
        wanted: Wanted | Sequence[int],
        columns: Sequence[str],
        file: Mapping[str, str],
        progress: Progress,
    ) -> str:
        """Write a list, or these orders, to a file; gives what to say."""
        kind = file.get("kind") or ".csv"
        typed = file.get("path", "").strip()
        usual = usual_path(self._config, now(), kind)
        path = given_path(self._config, typed, "exports") if typed else usual
        if typed and path.is_dir():
            path = path / usual.name
        if not path.suffix:
            path = path.with_name(path.name + kind)
        which = read_filter(wanted) if isinstance(wanted, Mapping) else list(wanted)

        def write(tx: Transaction) -> int:
            require(tx, Permission.ORDER_VIEW)
            return write_book(tx, self._config, which, columns, path, progress)

        count = self._read(write)
        told = ngettext("{count} order is in {path}.", "{count} orders are in {path}.", count)
        return told.format(count=f"{count:,}", path=path)

    def _actor(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.ORDER_VIEW.value)
        return who

    def _read(self, work: Callable[[Transaction], T]) -> T:
        with reading(self._database, self._actor()) as tx:
            return work(tx)

    def _write(self, work: Callable[[Transaction], object]) -> None:
        run(self._database, self._actor(), work)


def _columns(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of what was kept, by whichever version of the program."""
    names = kept.get("columns")
    found = [str(one) for one in names] if isinstance(names, list) else []
    return chosen_columns(found) if set(found) & set(COLUMNS) else ()


def _filter(kept: Mapping[str, Any]) -> dict[str, str]:
    found = kept.get("filter")
    return {str(name): str(value) for name, value in found.items()} if found else {}


def _told(result: Outcome) -> BulkDone:
    said = _("Done: {done}. So already: {unchanged}. Failed: {failed}. Left: {left}.").format(
        done=f"{len(result.done):,}",
        unchanged=f"{len(result.unchanged):,}",
        failed=f"{len(result.failed):,}",
        left=f"{len(result.left):,}",
    )
    failed = tuple((one.order_no, sentence(one.error)) for one in result.failed[:_NAMED])
    trouble = sentence(result.stopped_by) if result.stopped_by else ""
    return BulkDone(said, failed, result.again, trouble)
