"""A courier's statement at the station: named, looked at line by line, and only then taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tui.goods_views import FileDiff, Progress
from tui.screens.productfile import BoardFile
from tui.speech import N_, _
from tui.views import Choice, FormField

if TYPE_CHECKING:
    from tui.goods_views import StatementFiles


class StatementFile(BoardFile):
    """A file of one courier; what cannot be read of it is told, the rest is taken in."""

    LANE = "statement"
    TITLE = N_("Read a courier's statement")
    NOTE = N_("What it says of each parcel is shown before anything is taken in.")
    DOING = N_("Taking in the statement …")

    @property
    def _files(self) -> StatementFiles:
        return self._pane.station.backend.statement_files()

    def _fields(self) -> tuple[FormField, ...]:
        couriers = tuple(Choice(code, name) for code, name in self._files.couriers())
        first = couriers[0].value if couriers else ""
        return (
            FormField("path", _("File"), self._path, hint=_("statement.csv or .xlsx")),
            FormField("courier", _("Courier"), first, choices=couriers),
        )

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        return partial(self._files.look, values["path"], values["courier"])

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        return partial(self._files.apply, diff)
