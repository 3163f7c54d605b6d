"""What a marketplace pays out for an order, on the order's sheet: only for who may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.i18n import _
from core.orders.commands import find
from core.payouts.earning import earned
from core.people.permissions import Permission, may
from tui.views import Detail, Section
from tui.words.payouts_orders import earned_rows

if TYPE_CHECKING:
    from core.settings import Config
    from core.transaction import Transaction


def payout_section(tx: Transaction, config: Config, number: str, channel: str) -> Section:
    """What it brought, what the platform keeps, and the real margin; none of other orders."""
    title = _("Money of the marketplace")
    if not may(tx, Permission.PAYOUTS):
        return Section(title, ())
    order = find(tx, number, channel)
    if order.channel not in {one.channel for one in config.channels}:
        return Section(title, ())
    return Section(title, earned_rows(earned(tx, order.id)))


def with_payouts(sheet: Detail, section: Section) -> Detail:
    """The sheet of an order with it, before the history."""
    if not section.rows:
        return sheet
    return replace(sheet, sections=(*sheet.sections[:-1], section, *sheet.sections[-1:]))
