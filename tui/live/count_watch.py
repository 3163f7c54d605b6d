"""What a station is told about counting: counts that are due, and what can be posted."""

from __future__ import annotations

from core.counting.queries import due_counts
from core.i18n import _, ngettext
from core.people.permissions import Permission
from core.people.queries import signed_in
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.state import Alert


def count_alerts(tx: Transaction, station_id: int, warehouse: int) -> tuple[Alert, ...]:
    """A reminder for those who may count, the same until other counts are due."""
    who = signed_in(tx, station_id)
    if who is None or Permission.COUNT not in who.permissions:
        return ()
    due = due_counts(tx, warehouse)
    if not due:
        return ()
    key = key_name(BY_NAME["stock"].key)
    left = sum(one.left for one in due)
    bins = ngettext("{count} bin to count", "{count} bins to count", left).format(count=left)
    if len(due) == 1:
        said = _("{number} is due: {bins}. Press {key}.")
        words = said.format(number=due[0].number, bins=bins, key=key)
    else:
        said = _("{number} and {more} more counts are due: {bins}. Press {key}.")
        words = said.format(number=due[0].number, more=len(due) - 1, bins=bins, key=key)
    # A new count is a new reminder; that one is finished is none.
    return (Alert(f"counts {max(one.id for one in due)}", words, good=True),)
