"""Product files at a real station: looked at, applied in short steps, what is wrong written out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from core.catalog.intake import say
from core.clock import local, now
from core.errors import NotAllowed
from core.files.writing import write_table
from core.i18n import _, ngettext
from core.orders.promise import promise_waiting
from core.people.permissions import Permission
from core.stock.product_export import refused_rows
from core.stock.product_import import apply_plan
from core.stock.product_plan import Plan, plan_import
from core.transaction import Actor
from tui.given_path import given_path, usual_folder
from tui.goods_views import FileDiff, Progress
from tui.words.products import change_lines

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk

SHOWN = 200
"""Products, and wrong rows, that are shown of a long file."""


class LiveGoodsFiles:
    """Follows `tui.goods_views.GoodsFiles`."""

    def __init__(self, database: Database, config: Config, desk: Desk, warehouse: int) -> None:
        self._database = database
        self._config = config
        self._desk = desk
        self._warehouse = warehouse

    def look(self, path: str, progress: Progress) -> FileDiff:
        """Hold a file against the products; a name alone is looked for among Kemas's data."""
        file = given_path(self._config, path)
        plan = plan_import(
            self._database,
            self._actor(),
            file,
            warehouse=self._warehouse,
            currency=self._config.shop.currency,
            progress=progress,
        )
        return _shown(plan)

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Do what was shown, then promise to orders what came."""
        actor = self._actor()
        report = apply_plan(self._database, actor, diff.plan, progress)
        partial = self._config.packing.partial_promise
        ready = promise_waiting(self._database, actor, self._warehouse, partial=partial)
        said = [
            _("New: {new}. Changed: {changed}. New stock: {stock}. Orders that can go: {ready}."),
            _("Stopped; the file again goes on.") if report.stopped else "",
        ]
        late = report.refused[len(diff.plan.refused) :]
        said += [say(one) for one in late[:3]]
        counts = {"new": f"{report.created:,}", "changed": f"{report.updated:,}"}
        counts |= {"stock": f"{report.restocked:,}", "ready": f"{ready:,}"}
        return " ".join(part for part in (said[0].format(**counts), *said[1:]) if part)

    def write_wrong(self, diff: FileDiff) -> str:
        """Write them beside the exports of this shop."""
        plan: Plan = diff.plan
        problems: dict[int, list[str]] = defaultdict(list)
        for one in plan.refused:
            problems[int(one.params["line"])].append(say(one))
        moment = local(now(), self._config.shop.timezone).strftime("%Y%m%d-%H%M%S")
        folder = usual_folder(self._config)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"products-{moment}.csv"
        joined = {line: " ".join(some) for line, some in problems.items()}
        count = write_table(path, *refused_rows(plan, joined))
        told = ngettext("{count} row is in {path}.", "{count} rows are in {path}.", count)
        return told.format(count=f"{count:,}", path=path)

    def _actor(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.PRODUCT_IMPORT.value)
        return who


def _shown(plan: Plan) -> FileDiff:
    told = [one for one in plan.changes if not one.is_same]
    said = _("{source}: {new} new, {changed} changed, {same} the same, {bad} not right.").format(
        source=plan.source.name,
        new=f"{plan.new:,}",
        changed=f"{plan.changed:,}",
        same=f"{plan.same:,}",
        bad=f"{plan.bad:,}",
    )
    lines = [line for one in told[:SHOWN] for line in change_lines(one)]
    if len(told) > SHOWN:
        rest = len(told) - SHOWN
        more = ngettext("… and {count} more product.", "… and {count} more products.", rest)
        lines.append(more.format(count=f"{rest:,}"))
    told_of = (*plan.refused, *plan.warnings)
    wrong = [say(one) for one in told_of[:SHOWN]]
    if len(told_of) > SHOWN:
        rest = len(told_of) - SHOWN
        more = ngettext("… and {count} more.", "… and {count} more.", rest)
        wrong.append(more.format(count=f"{rest:,}"))
    return FileDiff(said, tuple(wrong), tuple(lines), bool(told), plan, plan.bad)
