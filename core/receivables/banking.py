"""Lines of bank statements: taken in once, and decided on by a person or where it is certain."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import bindparam, update

from core.clock import local
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.files.reasons import Reason
from core.lifecycle import check_step
from core.orders.payments import commands as on_orders
from core.orders.payments.states import Method
from core.orders.status import Policy
from core.payouts.arrivals import Brought, arrive, payout_named, took_back
from core.people.permissions import Permission, require
from core.receivable_settings import ReceivablesSettings
from core.receivables.applying import Part, apply, needed, write_off
from core.receivables.claims import claim_by_number
from core.receivables.commands import Received, receive, reverse
from core.receivables.line_book import count_lines, keep_file, put_lines
from core.receivables.matching import Suggestion, payer_of, suggestions
from core.receivables.models import bank_lines
from core.receivables.queries import BankLine, bank_line, list_lines
from core.receivables.settings import Terms
from core.receivables.statements.lines import Line
from core.receivables.statements.reading import read_bank_file
from core.receivables.states import LINE_STEPS, BankLineState, Why
from core.transaction import SYSTEM, Actor, Transaction, reading, run, run_in_batches

logger = logging.getLogger(__name__)
_MOST = 20_000


@dataclass(slots=True)
class BankReport:
    """What became of a file; amounts in minor units."""

    source: str
    account: str
    lines: int = 0
    known: int = 0
    """Lines that were taken in before."""
    out: int = 0
    """New lines with money that went out."""
    applied: int = 0
    """Lines that were certain."""
    payouts: int = 0
    """Lines of the file that brought what marketplaces pay out, also those of before."""
    waiting: int = 0
    """Lines that a person has to look at."""
    refused: list[Reason] = field(default_factory=list)


def import_bank_file(
    database: Database,
    actor: Actor,
    terms: Terms,
    policy: Policy,
    settings: ReceivablesSettings,
    path: Path,
    *,
    bank: str = "",
    account: str = "",
    progress: Callable[[int, int], object] | None = None,
) -> BankReport:
    """Take in a bank's statement; the same file or line once more changes nothing.

    What names its invoice and has its amount is applied at once, all else waits with suggestions.
    A crash leaves lines that wait: the next import, or `match_open`, takes them up.
    """
    run(database, actor, lambda tx: require(tx, Permission.PAYMENT_CONFIRM))
    found = read_bank_file(path, settings, bank, account, terms.currency)
    done = BankReport(found.name, found.account, len(found.lines))
    done.refused += found.refused
    if not found.lines:
        return done

    def keep(tx: Transaction) -> int:
        return keep_file(tx, found.account, found.name, found.digest)

    file_id = run(database, actor, keep)
    pairs = list(zip(found.keys(), found.lines, strict=True))

    def put(tx: Transaction, some: Sequence[tuple[str, Line]]) -> tuple[int, int]:
        return put_lines(tx, file_id, some)

    new = 0
    for taken, out in run_in_batches(database, actor, pairs, put):
        new += taken
        done.out += out
    done.known = len(pairs) - new
    done.applied = match_open(database, actor, terms, policy, progress)
    with reading(database, actor) as tx:
        done.waiting = count_lines(tx, file_id, BankLineState.OPEN)
        done.payouts = count_lines(tx, file_id, BankLineState.PAYOUT)
    return done


def match_open(
    database: Database,
    actor: Actor,
    terms: Terms,
    policy: Policy,
    progress: Callable[[int, int], object] | None = None,
) -> int:
    """Apply each waiting line that is certain by now, in a transaction of its own; how many."""
    with reading(database, actor) as tx:
        require(tx, Permission.PAYMENT_CONFIRM)
        ids = [one.id for one in list_lines(tx, [BankLineState.OPEN], limit=_MOST)]
    return _apply_certain(database, actor, terms, policy, ids, progress)


def match_payouts(database: Database, terms: Terms, policy: Policy) -> int:
    """The same for what marketplaces paid out: they may tell of it after the bank did."""
    with reading(database) as tx:
        lines = list_lines(tx, [BankLineState.OPEN], limit=_MOST)
        ids = [one.id for one in lines if (best := _certain(tx, terms, one)) and best.payouts]
    return _apply_certain(database, SYSTEM, terms, policy, ids)


def _certain(tx: Transaction, terms: Terms, line: BankLine) -> Suggestion | None:
    best = next(iter(suggestions(tx, terms, line)), None)
    return best if best is not None and best.certain else None


def _apply_certain(
    database: Database,
    actor: Actor,
    terms: Terms,
    policy: Policy,
    ids: Sequence[int],
    progress: Callable[[int, int], object] | None = None,
) -> int:
    count = 0
    for at, line_id in enumerate(reversed(ids), 1):

        def one(tx: Transaction, line_id: int = line_id) -> bool:
            line = bank_line(tx, line_id, lock=True)
            best = _certain(tx, terms, line)
            if line.state is not BankLineState.OPEN or best is None:
                return False
            _take(tx, terms, policy, line, best)
            return True

        try:
            count += run(database, actor, one)
        except DatabaseRefusal:
            raise
        except Refusal as refusal:  # it is not certain after all: somebody moved things meanwhile
            logger.info("line %s waits: %s", line_id, refusal.code)
        if progress is not None:
            progress(at, len(ids))
    return count


def accept(
    tx: Transaction, terms: Terms, policy: Policy, line_id: int, key: str = ""
) -> tuple[BankLine, Suggestion]:
    """Take a suggestion, the surest unless `key` names another; gives the line and what was taken.

    Raises Refusal ``bank_line_settled``, ``suggestion_none``, ``suggestion_gone`` where things
    moved since it was shown.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    line = _open_line(tx, line_id)
    known = suggestions(tx, terms, line)
    if not known:
        raise Refusal("suggestion_none", line=line_id)
    chosen = next((one for one in known if one.key == key), None) if key else known[0]
    if chosen is None:
        raise Refusal("suggestion_gone", line=line_id)
    _take(tx, terms, policy, line, chosen)
    return bank_line(tx, line_id), chosen


def assign(
    tx: Transaction,
    terms: Terms,
    line_id: int,
    numbers: Sequence[str] = (),
    customer_id: int | None = None,
) -> BankLine:
    """Say by hand which invoices a line pays, in this order, or whose credit it is.

    What is left over is credit. Raises Refusal ``bank_line_settled``, ``assign_nothing``,
    ``claim_settled``, and what `apply` raises.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    line = _open_line(tx, line_id)
    wanted = [claim_by_number(tx, number) for number in numbers]
    if not wanted and customer_id is None:
        raise Refusal("assign_nothing", line=line_id)
    parts, left = [], line.amount
    for one in wanted:
        if one.open <= 0:
            raise Refusal("claim_settled", invoice=one.number)
        paid = min(one.open, left)
        if paid:
            parts.append(Part(one.invoice_id, paid))
            left -= paid
    owner = customer_id or next((one.customer_id for one in wanted if one.customer_id), None)
    chosen = Suggestion(Why.BY_HAND, tuple(parts), customer_id=owner, rest=left)
    _pay(tx, terms, line, chosen)
    return bank_line(tx, line_id)


def assign_payout(tx: Transaction, line_id: int, number: str) -> BankLine:
    """Say by hand that a line brought a payout, whatever came of it.

    Raises Refusal ``bank_line_settled``, NotFound ``payout_unknown``, and what `arrive` raises.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    line = _open_line(tx, line_id)
    _bring(tx, line, [payout_named(tx, number)])
    return bank_line(tx, line_id)


def ignore(tx: Transaction, line_id: int, reason: str) -> BankLine:
    """Say that a line is no payment of a customer: between own accounts, of a courier."""
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    line = _open_line(tx, line_id)
    _settle(tx, line, BankLineState.IGNORED, note=reason)
    return bank_line(tx, line_id)


def reopen(tx: Transaction, policy: Policy, line_id: int, reason: str) -> BankLine:
    """Take back what was decided on a line: what it paid is open again.

    Raises IllegalTransition for one that is open or went out.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    line = bank_line(tx, line_id, lock=True)
    check_step(LINE_STEPS, line.state, BankLineState.OPEN, line=line_id)
    if line.payment_id is not None:
        reverse(tx, line.payment_id, reason)
    if line.state is BankLineState.PAYOUT:
        took_back(tx, line.id, reason)
    if line.order_payment_id is not None:
        on_orders.reverse(tx, policy, line.order_payment_id, reason)
    _settle(tx, bank_line(tx, line_id), BankLineState.OPEN)
    return bank_line(tx, line_id)


def _open_line(tx: Transaction, line_id: int) -> BankLine:
    line = bank_line(tx, line_id, lock=True)
    if line.state is not BankLineState.OPEN:
        raise Refusal("bank_line_settled", line=line_id, state=line.state.value)
    return line


def _take(
    tx: Transaction, terms: Terms, policy: Policy, line: BankLine, chosen: Suggestion
) -> None:
    if chosen.payouts:
        _bring(tx, line, chosen.payouts)
        return
    if chosen.order_id is None:
        _pay(tx, terms, line, chosen)
        return
    payment_id = chosen.order_payment_id
    if payment_id is None:
        paid = on_orders.Paid(
            amount=line.amount,
            method=Method.TRANSFER,
            paid_on=min(line.booked_on, local(tx.now, terms.zone).date()),
            bank=line.account,
            reference=line.bank_ref,
            proof=line.text,
        )
        payment_id = on_orders.report(tx, policy, chosen.order_id, paid, sure=True).payment.id
    on_orders.confirm(tx, policy, payment_id, sure=True)
    _settle(tx, line, BankLineState.ORDER, order_payment_id=payment_id)


def _bring(tx: Transaction, line: BankLine, payout_ids: Sequence[int]) -> None:
    brought = Brought(line.id, line.account, line.booked_on, line.amount, line.currency)
    said = arrive(tx, brought, payout_ids)
    _settle(tx, line, BankLineState.PAYOUT, note=said)


def _pay(tx: Transaction, terms: Terms, line: BankLine, chosen: Suggestion) -> None:
    money = Received(
        amount=line.amount,
        currency=line.currency,
        customer_id=chosen.customer_id or payer_of(tx, line).customer_id,
        payer=line.payer,
        paid_on=min(line.booked_on, local(tx.now, terms.zone).date()),
        reference=line.bank_ref,
        note=line.text[:400],
        source_key=f"bank:{line.key}",
    )
    made = receive(tx, terms, money, sure=True)
    if chosen.parts:
        apply(tx, made.id, chosen.parts, chosen.why, note=line.text[:200])
    if chosen.short:
        write_off(tx, terms, chosen.parts[0].invoice_id, chosen.why.value)
    _settle(tx, line, BankLineState.APPLIED, payment_id=made.id)


def _settle(
    tx: Transaction,
    line: BankLine,
    then: BankLineState,
    *,
    payment_id: int | None = None,
    order_payment_id: int | None = None,
    note: str = "",
) -> None:
    if line.state is not then:
        check_step(LINE_STEPS, line.state, then, line=line.id)
    row = {"l": line.id, "then": then.value, "why": note}
    tx.execute(_decide, row | {"money": payment_id, "paid": order_payment_id})


_decide = (
    update(bank_lines)
    .where(bank_lines.c.id == bindparam("l"))
    .values(
        state=bindparam("then"),
        payment_id=bindparam("money"),
        order_payment_id=bindparam("paid"),
        note=bindparam("why"),
    )
)
