"""A bank's statement at the station: named, looked at line by line, and only then taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tui.goods_views import FileDiff, Progress
from tui.screens.productfile import BoardFile
from tui.speech import N_, _
from tui.views import Choice, FormField

if TYPE_CHECKING:
    from tui.goods_views import BankFiles


class BankFile(BoardFile):
    """A file of one account; what cannot be read of it is told, the rest is taken in."""

    LANE = "bank"
    TITLE = N_("Read a bank's statement")
    NOTE = N_("What it says is shown before anything is taken in. The same file twice is no harm.")
    DOING = N_("Taking in the statement …")

    @property
    def _files(self) -> BankFiles:
        return self._pane.station.backend.bank_files()

    def _fields(self) -> tuple[FormField, ...]:
        banks = self._files.banks()
        known = (Choice("", _("as the file says")), *(Choice(name, name) for name in banks))
        return (
            FormField("path", _("File"), self._path, hint=_("CSV, XLSX, OFX or camt.053")),
            FormField("bank", _("Bank"), "", choices=known),
            FormField("account", _("Our account"), hint=_("where the file does not say")),
        )

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        return partial(self._files.look, values["path"], values["bank"], values["account"])

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        return partial(self._files.apply, diff)
