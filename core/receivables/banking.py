"""Lines of bank statements: taken in once, and decided on by a person or where it is certain."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update

from core.clock import local
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.files.reasons import Reason
from core.lifecycle import check_step
from core.orders.payments import commands as on_orders
from core.orders.payments.states import Method
from core.orders.status import Policy
from core.people.permissions import Permission, require
from core.receivable_settings import ReceivablesSettings
from core.receivables.applying import Part, apply, needed, write_off
from core.receivables.claims import claim_by_number
from core.receivables.commands import Received, receive, reverse
from core.receivables.matching import Suggestion, payer_of, suggestions
from core.receivables.models import bank_files, bank_lines
from core.receivables.queries import BankLine, bank_line, list_lines
from core.receivables.settings import Terms
from core.receivables.statements.lines import Line
from core.receivables.statements.reading import read_bank_file
from core.receivables.states import LINE_STEPS, BankLineState, Why
from core.transaction import Actor, Transaction, reading, run, run_in_batches
from core.upsert import Upsert

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
        row: dict[str, Any] = {"account": found.account, "name": found.name}
        row |= {"digest": found.digest, "imported_at": tx.now}
        row["imported_by"] = tx.actor.operator_id
        tx.execute(_file(tx), row)
        which = {"a": found.account, "d": row["digest"]}
        return int(tx.execute(_which, which).scalar_one())

    file_id = run(database, actor, keep)
    pairs = list(zip(found.keys(), found.lines, strict=True))

    def put(tx: Transaction, some: Sequence[tuple[str, Line]]) -> tuple[int, int]:
        return _put(tx, file_id, some)

    new = 0
    for taken, out in run_in_batches(database, actor, pairs, put):
        new += taken
        done.out += out
    done.known = len(pairs) - new
    done.applied = match_open(database, actor, terms, policy, progress)
    with_state = {"f": file_id, "s": BankLineState.OPEN.value}
    with reading(database, actor) as tx:
        done.waiting = len(tx.execute(_left, with_state).all())
    return done


def known_of(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Which of these lines were taken in before."""
    found: set[str] = set()
    for at in range(0, len(keys), 500):
        some = bank_lines.c.key.in_(keys[at : at + 500])
        found |= set(tx.execute(select(bank_lines.c.key).where(some)).scalars())
    return found


def take_in(
    tx: Transaction, account: str, name: str, digest: str, key: str, line: Line, note: str
) -> int:
    """Keep one line that no bank told, for a person to decide on; gives it, also where it is known.

    `digest` and `name` are those of what stands for its statement, `note` says why nobody knows.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    row: dict[str, Any] = {"account": account, "name": name, "digest": digest}
    tx.execute(_file(tx), row | {"imported_at": tx.now, "imported_by": tx.actor.operator_id})
    file_id = int(tx.execute(_which, {"a": account, "d": digest}).scalar_one())
    _put(tx, file_id, [(key, line)], note)
    return int(tx.execute(_by_key, {"k": key}).scalar_one())


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
    count = 0
    for at, line_id in enumerate(reversed(ids), 1):

        def one(tx: Transaction, line_id: int = line_id) -> bool:
            line = bank_line(tx, line_id, lock=True)
            best = next(iter(suggestions(tx, terms, line)), None)
            if line.state is not BankLineState.OPEN or best is None or not best.certain:
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


def _put(
    tx: Transaction, file_id: int, some: Sequence[tuple[str, Line]], note: str = ""
) -> tuple[int, int]:
    """Keep lines that are new; how many they are, and how many of them went out."""
    new = out = 0
    for key, line in some:
        state = BankLineState.OPEN if line.amount > 0 else BankLineState.OUT
        row: dict[str, Any] = {
            "file_id": file_id,
            "line_no": line.line_no,
            "key": key,
            "booked_on": line.booked_on,
            "amount": line.amount,
            "currency": line.currency,
            "payer": line.payer,
            "payer_account": line.payer_account,
            "text": line.text,
            "bank_ref": line.bank_ref,
            "state": state.value,
            "note": note,
        }
        if tx.execute(_insert(tx), row).first() is not None:
            new += 1
            out += state is BankLineState.OUT
    return new, out


_file = Upsert(lambda insert: insert(bank_files).on_conflict_do_nothing())
_which = select(bank_files.c.id).where(
    bank_files.c.account == bindparam("a"), bank_files.c.digest == bindparam("d")
)
_by_key = select(bank_lines.c.id).where(bank_lines.c.key == bindparam("k"))
_insert = Upsert(
    lambda insert: insert(bank_lines).on_conflict_do_nothing().returning(bank_lines.c.id)
)
_left = select(bank_lines.c.id).where(
    bank_lines.c.file_id == bindparam("f"), bank_lines.c.state == bindparam("s")
)
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
