"""Product files in memory behind the terminal's protocol, without rules."""

from __future__ import annotations

from tui.goods_views import FileDiff, Progress


class FakeGoodsFiles:
    """Follows `tui.goods_views.GoodsFiles`; every file changes one product and has one bad row."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def look(self, path: str, progress: Progress) -> FileDiff:
        progress(1, 2)
        bad = self.hostile
        wrong = (bad or "Line 3, unit_price: x is not a plain number.",)
        changes = (bad or "changed: KOPI Kopi", bad or "    Price: 1.00 → 2.00")
        return FileDiff(bad or f"{path}: 0 new, 1 changed", wrong, changes, True, path, 1)

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        progress(1, 1)
        return self.hostile or f"Done with {diff.plan}."

    def write_wrong(self, diff: FileDiff) -> str:
        return self.hostile or "1 row is in wrong.csv."


class FakeBankFiles:
    """Follows `tui.goods_views.BankFiles`; every file has one line."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def banks(self) -> tuple[str, ...]:
        return (self.hostile or "bca",)

    def look(self, path: str, bank: str, account: str, progress: Progress) -> FileDiff:
        progress(1, 1)
        bad = self.hostile
        return FileDiff(bad or f"{path}: 1 line", (), (bad or "25.00",), True, path)

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        progress(1, 1)
        return self.hostile or f"Done with {diff.plan}."


class FakeInvoiceFiles:
    """Follows `tui.goods_views.InvoiceFiles`."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def folder(self) -> str:
        return self.hostile or "exports"

    def write(self, identifier: str, folder: str) -> str:
        return self.hostile or f"{identifier}: in {folder}."

    def write_legal(self, number: str, folder: str) -> str:
        return self.hostile or f"{number}: in {folder}."


class FakeBooks:
    """Follows `tui.goods_views.Books`; every period has one entry."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def usual(self, identifier: str) -> str:
        return f"{identifier}.csv"

    def look(self, identifier: str, path: str, progress: Progress) -> FileDiff:
        progress(1, 1)
        bad = self.hostile
        return FileDiff(bad or f"{identifier}: 1 entry", (), (bad or "INV/1  131",), True, path)

    def write(self, diff: FileDiff, progress: Progress) -> str:
        return self.hostile or f"Written: {diff.plan}."

    def close(self, diff: FileDiff, progress: Progress) -> str:
        return self.hostile or f"Closed: {diff.plan}."


class FakeStatementFiles:
    """Follows `tui.goods_views.StatementFiles`; every file has one line."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def couriers(self) -> tuple[tuple[str, str], ...]:
        return (("jne", self.hostile or "JNE"),)

    def look(self, path: str, courier: str, progress: Progress) -> FileDiff:
        progress(1, 1)
        bad = self.hostile
        return FileDiff(
            bad or f"{path} of {courier}: 1 line", (), (bad or "W1  25.00",), True, path
        )

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        progress(1, 1)
        return self.hostile or f"Done with {diff.plan}."


class FakeStockTelling:
    """Follows `tui.goods_views.StockTelling`; every shop has one listing that differs."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def look(self, shop: str, progress: Progress) -> FileDiff:
        progress(1, 1)
        bad = self.hostile
        return FileDiff(bad or f"{shop}: 1 of 1", (), (bad or "TEH  5 → 8",), True, "[[1,8,null]]")


class FakeConnecting:
    """Follows `tui.goods_views.Connecting`; every answer is right."""

    def __init__(self, hostile: str = "") -> None:
        self.hostile = hostile

    def link(self, shop: str) -> str:
        return self.hostile or "https://example.com/allow"

    def connect(self, shop: str, answer: str) -> tuple[bool, str]:
        return True, self.hostile or f"{shop} is connected"
