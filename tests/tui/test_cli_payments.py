"""Money of orders at the command line: written down, confirmed, refused, given back, delivered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PRODUCTS = """sku,name,barcode,unit_price,stock,bin
TEH,Teh Melati,8991234567891,15000,50,A-1
"""
ORDERS = """order_no,channel,customer,address,sku,quantity,ordered_at,paid,status
M1,manual,Siti Aminah,Jl. Contoh 1,TEH,2,2026-03-01 08:00,0,
M2,manual,Siti Aminah,Jl. Contoh 1,TEH,2,2026-03-01 08:00,0,
S1,shopee,Budi,Jl. Contoh 2,TEH,1,2026-03-01 09:00,15000,SHIPPED
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with two unpaid orders and one on its way, to copy from."""
    folder = tmp_path_factory.mktemp("paying")
    return new_shop(folder, products=PRODUCTS, orders=ORDERS).parent


@pytest.fixture
def kemas(
    imported: Path, own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Runs `kemas` for that shop."""
    shutil.copytree(imported, tmp_path / "shop")
    return CommandLine(tmp_path / "shop" / "kemas.toml", capsys)


def test_a_payment_goes_its_way_from_the_chat_to_the_queue(kemas: CommandLine) -> None:
    paid = ("--amount", "10000", "--bank", "BCA", "--reference", "TRX 1", "--date", "2026-03-01")
    made = kemas.json("orders", "pay", "M1", *paid, "--proof", "sudah kak")
    assert (made["status"], made["balance"]["minor"]) == ("to_confirm", 30_000_00)
    number = str(made["payment"]["id"])
    (waiting,) = kemas.json("orders", "payments", "--to-confirm")
    assert (waiting["order_no"], waiting["proof"]) == ("M1", "sudah kak")
    assert waiting["paid_on"] == "2026-03-01"
    assert kemas.json("orders", "confirm", number)["status"] == "down_payment"
    code, _out, err = kemas("orders", "confirm", number)
    assert (code, "is confirmed already" in err) == (1, True)
    rest = kemas.json("orders", "pay", "M1", "--amount", "20000", "--method", "cash", "--confirm")
    assert (rest["status"], rest["balance"]["minor"]) == ("processing", 0)
    told = kemas.json("orders", "payments", "M1")
    assert (told["paid"]["text"], told["balance"]["minor"]) == ("IDR 30,000", 0)
    _code, out, _err = kemas("orders", "payments", "M1")
    assert "bank transfer · BCA · TRX 1" in out
    assert "paid in full" in out
    assert kemas("orders", "payments", "--check")[0] == 0


def test_what_is_too_much_or_known_needs_somebody_who_is_sure(kemas: CommandLine) -> None:
    code, _out, err = kemas("orders", "pay", "M1", "--amount", "50000")
    assert (code, "more than the order M1 still costs" in err) == (1, True)
    code, out, _err = kemas("orders", "pay", "M1", "--amount", "50000", "--sure", "--confirm")
    assert (code, "too much, credit of the buyer" in out) == (0, True)
    code, _out, err = kemas("orders", "refund", "M1", "60000", "wrong amount")
    assert (code, "only IDR 50,000 is paid" in err) == (1, True)
    back = kemas.json("orders", "refund", "M1", "20000", "paid too much", "--reference", "TF 2")
    assert (back["payment"]["kind"], back["balance"]["minor"]) == ("refund", 0)


def test_who_cancels_a_paid_order_is_told_what_goes_back_and_how(kemas: CommandLine) -> None:
    assert kemas("orders", "pay", "M1", "--amount", "30000", "--confirm")[0] == 0
    code, said, _err = kemas("orders", "cancel", "M1", "--reason", "buyer")
    assert code == 0
    assert "To refund: IDR 30,000." in said
    command = said.split("kemas ", 1)[1].split()
    assert command[:3] == ["orders", "refund", "M1"]
    assert "To refund" in kemas("orders", "show", "M1")[1]
    assert kemas(*command)[0] == 0
    assert "To refund" not in kemas("orders", "show", "M1")[1]


@pytest.mark.parametrize("amount", ["20.000", "20,000", "1.500.000", "Rp 20000", "0", "", "abc"])
def test_an_amount_that_can_be_read_two_ways_is_refused(kemas: CommandLine, amount: str) -> None:
    code, out, err = kemas("orders", "pay", "M1", "--amount", amount)
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert kemas.json("orders", "payments", "M1")["payments"] == []


def test_a_payment_is_refused_with_a_reason_or_reversed(kemas: CommandLine) -> None:
    first = kemas.json("orders", "pay", "M2", "--amount", "30000")["payment"]["id"]
    refused = kemas.json("orders", "refuse", str(first), "not on the statement")
    assert (refused["status"], refused["payment"]["reason"]) == ("unpaid", "not on the statement")
    again = kemas.json("orders", "pay", "M2", "--amount", "30000", "--confirm")["payment"]["id"]
    code, out, _err = kemas("orders", "reverse", str(again), "money of another order")
    assert (code, "does not count any more" in out) == (0, True)
    assert kemas.json("orders", "payments", "M2")["status"] == "unpaid"
    code, out, _err = kemas("orders", "accept", "M2", "pays on Friday")
    assert (code, "can be packed" in out) == (0, True)
    assert kemas("orders", "pay", "M2", "--amount", "1", "--method", "gold")[0] == 1
    assert kemas("orders", "confirm", "99")[0] == 1


def test_what_is_on_its_way_is_delivered_and_only_that(kemas: CommandLine) -> None:
    done = kemas.json("orders", "delivered", "S1")
    assert (done["status"], done["parcels_left"], done["owed"]) == ("done", 0, False)
    code, _out, err = kemas("orders", "delivered", "M1")
    assert (code, "is unpaid" in err) == (1, True)


def test_the_book_says_what_is_due_and_what_is_too_much(kemas: CommandLine) -> None:
    kemas("orders", "pay", "M1", "--amount", "20000", "--confirm")
    kemas("orders", "pay", "M2", "--amount", "40000", "--confirm", "--sure")
    _code, out, _err = kemas("orders", "list", "--columns", "order,total,payment,paid,balance")
    told = {line.split()[0]: " ".join(line.split()) for line in out.splitlines()}
    assert told["M1"] == "M1 IDR 30,000 part paid IDR 20,000 IDR 10,000"
    assert told["M2"] == "M2 IDR 30,000 overpaid IDR 40,000 IDR -10,000"
    assert told["S1"] == "S1 IDR 15,000 paid IDR 15,000", "nothing is due and nothing too much"


def test_a_payment_is_amended_before_it_is_confirmed(kemas: CommandLine) -> None:
    said = ("--amount", "10000", "--bank", "BCA", "--reference", "TRX 1", "--date", "2026-03-01")
    number = str(kemas.json("orders", "pay", "M1", *said, "--proof", "kak")["payment"]["id"])
    code, out, _err = kemas("orders", "amend", number, "--amount", "12000", "--reference", "")
    assert (code, "the payment is IDR 12,000 now" in out.replace("\xa0", " ")) == (0, True)
    (one,) = kemas.json("orders", "payments", "M1")["payments"]
    assert (one["amount"]["minor"], one["reference"]) == (12_000_00, "")
    kept = (one["bank"], one["proof"], one["paid_on"], one["method"])
    assert kept == ("BCA", "kak", "2026-03-01", "transfer"), "what was not named stays"
    code, _out, err = kemas("orders", "amend", number, "--amount", "12.000")
    assert (code, "12.000 may be" in err) == (1, True)
    kemas("orders", "confirm", number)
    code, _out, err = kemas("orders", "amend", number, "--bank", "BRI")
    assert (code, "has changed meanwhile" in err) == (1, True)
    _code, out, _err = kemas("orders", "show", "M1")
    assert "written down anew: IDR 10,000 → IDR 12,000" in out.replace("\xa0", " ")


@pytest.mark.parametrize("number", ["99999999999999999999", "-1", "0", "\u0663"])
def test_a_payment_is_named_by_a_plain_number_that_there_can_be(
    kemas: CommandLine, number: str
) -> None:
    for words in (("confirm", number), ("refuse", number, "no"), ("reverse", number, "no")):
        code, _out, err = kemas("orders", *words)
        assert code == 2
        assert f"{number} is not a number from 1 on" in err


def test_two_dashes_as_a_value_are_that_value(kemas: CommandLine) -> None:
    code, _out, err = kemas("orders", "pay", "M1", "--amount=--")
    assert (code, err) == (1, "-- is not an amount; write it like 125000 or 125000.50.\n")
    code, _out, err = kemas("orders", "hold", "M1", "--reason=--")
    assert (code, err) == (0, "")
    code, _out, err = kemas("orders", "list", "--status=--")
    assert code == 2
    assert "invalid choice" in err


def test_a_payment_that_was_changed_meanwhile_is_not_confirmed_unseen(kemas: CommandLine) -> None:
    made = kemas.json("orders", "pay", "M1", "--amount", "10000")
    payment = str(made["payment"]["id"])
    assert kemas("orders", "amend", payment, "--amount", "20000")[0] == 0
    code, _out, err = kemas("orders", "confirm", payment, "--amount", "10000")
    assert (code, err) == (
        1,
        f"Payment {payment} of the order M1 says IDR 20,000, not IDR 10,000. "
        "Look at it again before it is confirmed.\n",
    )
    done = kemas.json("orders", "confirm", payment, "--amount", "20000")
    assert done["payment"]["state"] == "confirmed"


def test_what_needs_a_person_to_be_sure_names_the_option(kemas: CommandLine) -> None:
    code, _out, err = kemas("orders", "pay", "M1", "--amount", "99000")
    assert code == 1
    assert "If it is so, add --sure; the rest stays as credit of the buyer." in err
    first = kemas.json("orders", "pay", "M1", "--amount", "10000", "--reference", "TRX 9")
    code, _out, err = kemas("orders", "pay", "M2", "--amount", "10000", "--reference", "TRX 9")
    assert code == 1
    assert "If it is another payment, add --sure." in err
    for words in (("amend", "--amount", "99000"), ("confirm",)):
        what, *more = words
        code, _out, err = kemas("orders", what, str(first["payment"]["id"]), *more)
        assert ("add --sure" in err) == (code == 1)
