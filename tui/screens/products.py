"""The products: found by name or scan, changed, labelled, and brought in from files."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from tui.keys import BY_NAME, Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.listing import ListPane
from tui.screens.productfile import ProductFile
from tui.speech import N_, _
from tui.state import Verdict


class ProductsPane(BoardPane):
    """By SKU; a scan finds the product, or becomes its barcode after F6."""

    WHERE: ClassVar[Where] = Where.PRODUCTS
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"product_new", "product_file", "product_variants"})
    COLUMNS = (
        column(0, N_("SKU"), 16, "strong"),
        column(1, N_("Name"), 14, grow=True),
        column(2, N_("Price"), 14, right=True, wide_only=50),
        column(3, N_("Free"), 6, right=True),
        column(4, N_("On hand"), 7, "quiet", right=True, wide_only=70),
        column(5, N_("Margin"), 7, "accent", right=True, wide_only=84),
        column(6, N_("Barcode"), 14, "quiet", wide_only=100),
        column(7, N_("Brand"), 12, "quiet", wide_only=110),
    )

    def __init__(self) -> None:
        super().__init__()
        self._giving: dict[str, str] = {}
        """The product that the next scan becomes a barcode of."""
        self._since = 0
        """The last verdict before it was asked for."""
        self._code = ""
        """A barcode that another product has: to be taken over or shared."""
        self._made_after: int | None = None
        """The last verdict before something new was asked for."""
        self._file = ProductFile(self)

    def target(self) -> dict[str, str]:
        """The row under the cursor; a barcode goes to the product for which it was scanned."""
        if self._giving:
            return {**self._giving, "give": self._giving["id"], "code": self._code}
        return super().target()

    def act(self, action: Action) -> bool:
        """Barcodes by scan and files are asked for here; the rest as on every board."""
        if action.name == "product_file":
            self.run_worker(self._file.begin(), exit_on_error=False)
            return True
        if action.name == "back" and self._giving and not self._held:
            self._stop_giving()
            return True
        if action.name in {"product_new", "product_variants"}:
            self._made_after = self.station.seq
        if super().act(action):
            return True
        row = self.list.current
        if action.name == "product_barcode" and row is not None:
            self._giving, self._code = {**row.target, "id": row.id}, ""
            self._since = self.station.seq
            self.station.say(
                _("Scan the new barcode of {sku}.").format(sku=row.target["sku"]),
                _("A case of twelve: type 12* before it. Esc ends."),
            )
            return True
        if action.name == "product_take" and not self._code:
            self.station.say(_("No barcode of another product was scanned."))
            return True
        return False

    def verdict(self, verdict: Verdict) -> None:
        """What was scanned is shown; a barcode that another product has is asked about."""
        ListPane.verdict(self, verdict)
        if not self.display:
            return
        if self._is_made(verdict):
            self._narrow(replace(self._filter, text=""))
        if not self._giving:
            if verdict.kind == "info" and _is_of_goods(verdict.scanned):
                self._narrow(replace(self._filter, text=verdict.scanned))
        elif verdict.scanned and verdict.kind == "ambiguous_code":
            self._code = verdict.scanned
            ask = self.station.deeds.do(BY_NAME["product_take"])
            self.run_worker(ask, exit_on_error=False)
        elif verdict.kind == "info" and verdict.seq > self._since:  # not what was only said
            self._stop_giving()

    def _is_made(self, verdict: Verdict) -> bool:
        """Whether what was asked for is there now: no search may hide it."""
        if self._made_after is None or verdict.scanned or verdict.kind != "info":
            return False
        made = verdict.seq > self._made_after
        self._made_after = None if made else self._made_after
        return made and bool(self._filter.text)

    def _stop_giving(self) -> None:
        self._giving, self._code = {}, ""


def _is_of_goods(scanned: str) -> bool:
    """Whether a product may have it: no badge, bin or other code of our own papers."""
    return bool(scanned) and not scanned.upper().startswith("KEMAS:")
