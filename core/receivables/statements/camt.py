"""Bank statements as camt.053 of ISO 20022, in whatever version of it.

Source: https://www.iso20022.org/iso-20022-message-definitions, Bank-to-Customer Cash Management.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from core.errors import Refusal
from core.files.reasons import Reason
from core.files.values import day, text
from core.money import to_minor
from core.receivables.statements.lines import Line, Statement
from core.receivables.statements.xml import Node, read_xml
from core.text import clean

_LONGEST = 1000


def read_camt(raw: bytes, path: str, name: str) -> Statement:
    """A statement; raises Refusal ``file_xml_...``, ``bank_file_kind``, ``bank_file_accounts``."""
    root = read_xml(raw, path)
    statements = list(root.all("BkToCstmrStmt/Stmt"))
    if root.name != "Document" or not statements:
        raise Refusal("bank_file_kind", path=path)
    accounts = {_account(one.first("Acct")) for one in statements}
    if len(accounts) > 1:
        raise Refusal("bank_file_accounts", path=path, accounts=", ".join(sorted(accounts)))
    lines: list[Line] = []
    refused: list[Reason] = []
    for statement in statements:
        usual = statement.said("Acct/Ccy")
        for entry in statement.all("Ntry"):
            if entry.said("Sts/Cd", "Sts") not in {"BOOK", ""}:
                continue  # announced only
            try:
                lines += _bookings(entry, usual)
            except Refusal as refusal:
                refused.append(Reason.of(entry.line, "Ntry", refusal))
    return Statement(name, accounts.pop(), tuple(lines), tuple(refused))


def _account(node: Node | None) -> str:
    said = node.said("Id/IBAN", "Id/Othr/Id") if node is not None else ""
    return clean(said, 60)


def _bookings(entry: Node, usual: str) -> Iterator[Line]:
    """An entry as one line, or as one for each payment that the bank booked together."""
    whole = _amount(entry, usual)
    sign = _sign(entry)
    on = _day(entry)
    number = entry.said("AcctSvcrRef", "NtryRef")
    parts = list(entry.all("NtryDtls/TxDtls"))
    amounts = [_part_amount(part, whole[1]) for part in parts]
    known = [one for one in amounts if one is not None]
    if len(parts) > 1 and len(known) == len(parts) and sum(known) == whole[0]:
        for at, (part, amount) in enumerate(zip(parts, known, strict=True), 1):
            own = part.said("Refs/AcctSvcrRef", "Refs/TxId") or (number and f"{number}/{at}")
            yield _line(entry, part, on, sign * amount, whole[1], own)
        return
    yield _line(entry, parts[0] if parts else entry, on, sign * whole[0], whole[1], number)


def _line(entry: Node, part: Node, on: date, amount: int, currency: str, number: str) -> Line:
    side = "Dbtr" if amount > 0 else "Cdtr"
    words = [found.text for found in part.all("RmtInf/Ustrd")]
    words += [found.text for found in part.all("RmtInf/Strd/CdtrRefInf/Ref")]
    words += [part.said("AddtlTxInf")] if part is not entry else []
    if not any(word.strip() for word in words):
        words = [entry.said("AddtlNtryInf")]
    return Line(
        line_no=entry.line,
        booked_on=on,
        amount=amount,
        currency=currency,
        payer=clean(part.said(f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"), 200),
        payer_account=clean(
            part.said(f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id"), 60
        ),
        text=clean(" ".join(words), _LONGEST),
        bank_ref=clean(_end_to_end(part), 120),
        bank_id=text(number, 120),
    )


def _end_to_end(part: Node) -> str:
    said = part.said("Refs/EndToEndId")
    return "" if said == "NOTPROVIDED" else said


def _day(entry: Node) -> date:
    said = entry.said("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")[:10]
    found = day(said)
    if found is None:
        raise Refusal("bank_entry_broken")
    return found


def _sign(entry: Node) -> int:
    way = entry.said("CdtDbtInd")
    if way not in {"CRDT", "DBIT"}:
        raise Refusal("bank_entry_broken")
    return 1 if way == "CRDT" else -1


def _amount(entry: Node, usual: str) -> tuple[int, str]:
    node = entry.first("Amt")
    if node is None:
        raise Refusal("bank_entry_broken")
    currency = node.attributes.get("Ccy") or usual
    return _minor(node.text, currency), currency


def _part_amount(part: Node, currency: str) -> int | None:
    node = part.first("Amt", "AmtDtls/TxAmt/Amt")
    if node is None or (node.attributes.get("Ccy") or currency) != currency:
        return None
    return _minor(node.text, currency)


def _minor(said: str, currency: str) -> int:
    try:
        amount = Decimal(said.strip())
    except InvalidOperation as error:
        raise Refusal("money_unreadable", amount=clean(said, 40)) from error
    if amount.is_signed():
        raise Refusal("money_negative", amount=clean(said, 40))
    return to_minor(amount, currency)
