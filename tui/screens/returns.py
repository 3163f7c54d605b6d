"""The returns: those that are open first; scans are labels, items and bins here."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from tui.keys import Action, Where
from tui.problems import OWN
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.state import Verdict
from tui.views import Detail, Filter, Form, FormField, Ink, Page, ReturnRow
from tui.widgets.columns import Column
from tui.widgets.forms import FormModal
from tui.widgets.modals import DetailModal

_INK: dict[str, Ink] = {"announced": "quiet", "arrived": "accent", "inspected": "warn"}
COLUMNS: tuple[Column[ReturnRow], ...] = (
    Column(N_("Return"), 8, lambda row: (row.code, "strong")),
    Column(N_("Units"), 5, lambda row: (row.units, "strong"), right=True),
    Column(N_("State"), 16, lambda row: (row.state, _INK.get(row.step, "quiet"))),
    Column(N_("Order"), 16, lambda row: (row.order, "accent"), wide_only=56),
    Column(N_("Customer"), 10, lambda row: (row.customer, ""), grow=True, wide_only=66),
    Column(N_("Wants"), 12, lambda row: (row.wish, "quiet"), wide_only=90),
    Column(N_("Came"), 11, lambda row: (row.made, "quiet"), wide_only=100),
)
_OWN = {"open", "return_next", "return_settle", "return_refuse"}
NONE = N_("No return is chosen.")
_DIGITS = 8


def _sure(filled: dict[str, str]) -> tuple[str, str] | None:
    """What is asked about: to settle by nothing at all, and more goods than came back."""
    units, came = _units(filled.get("goods", "")), int(filled.get("came") or 0)
    if units > came:
        said = _("{units} units go out for {came} that came back.").format(units=units, came=came)
        return said, _("Is it so? What they cost more is due from the buyer.")
    refund = filled.get("refund", "").strip() or filled.get("credit", "0")
    if refund.strip("0.,") or filled.get("goods", "").strip():
        return None
    return _("Settle it without money or goods?"), _("The buyer gets nothing back for it.")


def _units(goods: str) -> int:
    """Units in ``SKU=units`` words; what cannot be read is refused when it is done."""
    said = [word.rpartition("=") for word in goods.replace(",", " ").split()]
    counts = [units if sku else "1" for sku, _equals, units in said]
    return sum(int(one) for one in counts if one.isdecimal() and len(one) < _DIGITS)


class ReturnsPane(ListPane[ReturnRow]):
    """Enter shows one; F7 registers, F9 takes the next step."""

    WHERE: ClassVar[Where] = Where.RETURNS
    SCANS: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(
            COLUMNS,
            attrgetter("code"),
            empty=N_("No returns. Scan a label, or press F7."),
            id="returns",
        )
        self._filter = Filter()
        self._about = ""
        """The order that was worked on last; its return is what the next key means."""

    async def fetch(self, offset: int, limit: int) -> Page[ReturnRow]:
        """A page of the returns."""
        return await self.station.read(self.station.backend.returns, self._filter, offset, limit)

    async def detail(self, row: ReturnRow) -> Detail:
        """Everything about the return under the cursor."""
        return await self.station.read(self.station.backend.one_return, row.code)

    def target(self) -> dict[str, str]:
        """The return under the cursor, and its order."""
        row = self.list.current
        if row is None:
            return {}
        return {"return": row.code, "order": row.order, "channel": row.channel}

    def verdict(self, verdict: Verdict) -> None:
        """The return may have gone on; a question that a scan answered is closed."""
        super().verdict(verdict)
        if verdict.kind in OWN or not verdict.order:
            return
        self._about = verdict.order
        if self.display:
            if self._filter.text:
                self._filter = Filter()  # what was just scanned is never hidden by a search
                self.list.show(self.fetch)
            self._find()

    def shown(self) -> None:
        """Bring the list up to date; what was just registered is under the cursor."""
        super().shown()
        self._find()

    def _find(self) -> None:
        about, self._about = self._about, ""
        if about:
            self.list.seek(lambda row: row.order == about)

    def act(self, action: Action) -> bool:
        """Search, register by a label, look closer, and what comes next for the chosen one."""
        if action.name == "find":
            self._ask(_("Find a return"), _("Return, order or customer"), self._narrow)
            return True
        if action.name == "back" and self._filter.text and not self._held:
            self._narrow("")
            return True
        if action.name == "register":
            self._ask(_("Register a return"), _("Label or order"), self._register)
            return True
        if action.name not in _OWN:
            return False
        row = self.list.current
        if row is None:
            self.once_loaded(action, _(NONE))
            return True
        if action.name == "open":
            self.run_worker(self._open(row), exit_on_error=False)
            return True
        settles = action.name == "return_next" and row.step == "inspected"
        if settles or action.name == "return_settle":
            settle = self.station.deeds.fill_in("return_settle", self.target(), sure=_sure)
            self.run_worker(settle, exit_on_error=False)
            return True
        return False

    @property
    def _held(self) -> bool:
        return self.station.frame.banner.verdict.held

    def _narrow(self, text: str) -> None:
        self._filter = Filter(text=text)
        self.list.show(self.fetch)

    def _ask(self, title: str, label: str, then: object) -> None:
        async def ask() -> None:
            form = Form(title, (FormField("text", label),))

            def filled(values: dict[str, str] | None) -> None:
                if values is not None and values["text"].strip() and callable(then):
                    then(values["text"].strip())

            await self.station.deeds.open(FormModal(form), filled)

        self.run_worker(ask(), exit_on_error=False)

    def _register(self, label: str) -> None:
        filling = self.station.deeds.fill_in("register", {"label": label})
        self.run_worker(filling, exit_on_error=False)

    async def _open(self, row: ReturnRow) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.one_return, row.code)
        if found is not None:
            await deeds.open(DetailModal(found))
