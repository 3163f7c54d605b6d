"""Couriers' lists of places are kept and refreshed; what people said about spellings stays."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from fakes.mapped import Mapped, province, two_schemes, ward
from sqlalchemy import insert, select, update

from core import outbox
from core.couriers.quotes import Destination
from core.couriers.regions import Level, Region
from core.couriers.troubles import Trouble, because
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.parcels import open_parcel
from core.orders.models import orders
from core.people.permissions import ROLES, Role
from core.shipping.addresses import reading as kept
from core.shipping.addresses.asking import ask_courier
from core.shipping.addresses.choosing import choose, forget
from core.shipping.addresses.deciding import ask
from core.shipping.addresses.lists import Stored
from core.shipping.addresses.looking import look, look_at
from core.shipping.addresses.matching import place_of
from core.shipping.addresses.models import lists
from core.shipping.addresses.queries import Asked, asked, candidates, count_asked, list_asked
from core.shipping.addresses.refreshing import due, refresh
from core.shipping.addresses.results import Matched, NoList, Unsure
from core.shipping.models import shipments
from core.shipping.shipments import BOOK
from core.transaction import Actor, reading, writing

LONG = timedelta(days=8)


def to(ward_said: str, district_said: str = "Quận 1", province_said: str = "TP HCM") -> Destination:
    address = f"25 Nguyễn Huệ, {ward_said}"
    return Destination(address, district_said, "", province_said, country="VN")


def age(db: Database, by: timedelta) -> None:
    """What was heard of the lists was heard so much earlier."""
    with writing(db) as tx:
        past = tx.now - by
        tx.execute(update(lists).values(tried_at=past, read_at=past))
        tx.execute(update(kept.places).values(read_at=past))


def ward_of(db: Database, far: Mapped, where: Destination) -> str:
    with reading(db) as tx:
        match = place_of(tx, far, where)
    return match.place["ward"] if isinstance(match, Matched) else type(match).__name__


def open_questions(db: Database) -> tuple[Asked, ...]:
    with reading(db) as tx:
        return list_asked(tx)


def test_a_list_is_asked_for_once_and_then_only_what_is_old(db: Database) -> None:
    far = Mapped(two_schemes(), silent={"1442"})
    assert due(db, [far]) == [far]
    assert due(db, [far]) == [], "another process has it in hand"
    first = refresh(db, far)
    assert (first.error, first.stored.new) == ("no answer", 21)
    assert ward_of(db, far, to("P. Bến Nghé")) == "Unsure"

    far.silent.clear()
    far.asked.clear()
    age(db, timedelta(hours=2))
    with writing(db) as tx:
        tx.execute(update(lists).values(read_at=None))
        places = kept.places
        tx.execute(update(places).where(places.c.code == "1442").values(read_at=None))
    assert due(db, [far]) == [far], "it was not heard whole"
    assert refresh(db, far).stored == Stored(new=3)
    assert far.asked == ["", "1442"], "what was heard is not asked for again"
    assert ward_of(db, far, to("P. Bến Nghé")) == "20101"

    age(db, LONG)
    again = refresh(db, far)
    assert (again.error, again.stored) == ("", Stored())
    assert due(db, [far]) == []


def test_what_shrinks_is_renamed_or_moves_is_taken_over_and_comes_back_as_it_was(
    db: Database,
) -> None:
    far = Mapped(two_schemes())
    refresh(db, far)
    before = dict(far.tree)
    far.tree["1442"] = (
        ward("20101", "Phường Bến Nghé Mới", "old"),
        ward("90737", "Phường Linh Trung", "old"),
    )
    far.tree["3695"] = ()
    told = refresh(db, far, everything=True)
    assert told.stored == Stored(changed=2, gone=2)
    assert ward_of(db, far, to("Phường Đa Kao")) == "Unsure"
    assert ward_of(db, far, to("Phường Bến Nghé")) == "Unsure"
    assert ward_of(db, far, to("P. Bến Nghé Mới")) == "20101"
    assert ward_of(db, far, to("P. Linh Trung")) == "90737", "it lies in another district now"

    far.tree["202"] = tuple(one for one in before["202"] if one.code != "1442")
    assert refresh(db, far, everything=True).stored == Stored(gone=3), "a district and its wards"
    assert ward_of(db, far, to("P. Bến Nghé Mới")) == "Unsure"

    far.tree.update(before)
    assert refresh(db, far, everything=True).stored.gone == 0
    assert ward_of(db, far, to("Phường Bến Nghé")) == "20101"


def test_a_list_that_lost_most_of_its_provinces_is_not_believed(db: Database) -> None:
    many = tuple(province(str(number), f"Tỉnh {number}", "old") for number in range(12))
    far = Mapped({"": many})
    refresh(db, far)
    far.tree[""] = many[:5]
    with pytest.raises(Refusal, match="places_shrunk"):
        refresh(db, far, everything=True)
    far.tree[""] = ()
    with pytest.raises(Refusal, match="places_shrunk"):
        refresh(db, far, everything=True)
    with reading(db) as tx:
        assert kept.counts(tx, "mapped") == {("old", "province"): 12}
    far.tree[""] = many[:5]
    assert refresh(db, far, everything=True, accept=True).stored == Stored(gone=7)


def test_a_list_may_come_in_one_answer_under_the_same_numbers_on_all_levels(db: Database) -> None:
    whole = (
        province("1", "Hà Nội", "old"),
        Region("1", Level.DISTRICT, "Quận Ba Đình", "old", parent="1"),
        Region("2", Level.DISTRICT, "Quận Tây Hồ", "old", parent="1"),
        Region("1", Level.WARD, "Phường Phúc Xá", "old", parent="1", has_more=False),
        Region("2", Level.WARD, "Phường Bưởi", "old", parent="2", has_more=False),
        Region("3", Level.WARD, "Phường Nowhere", "old", parent="77", has_more=False),
        Region("", Level.WARD, "No code", "old", parent="1"),
    )
    far = Mapped({"": whole})
    assert refresh(db, far).stored == Stored(new=5)
    assert far.asked == [""]
    assert ward_of(db, far, to("p. phuc xa", "Ba Dinh", "Hanoi")) == "1"
    assert refresh(db, far, everything=True).stored == Stored()


def test_a_spelling_is_asked_once_and_what_was_said_outlives_the_list(
    db: Database, build: ModuleType
) -> None:
    far = Mapped(two_schemes())
    build.shop(db, {"TEH": 9})
    columns = {"courier": "mapped", "district": "Quận 1", "province": "Xì Gòn", "city": ""}
    columns["country"] = "VN"
    made = [
        build.ready_order(db, f"A{n}", {"TEH": 1}, address=f"{n} Lê Lợi, P. Bến Nge", **columns)
        for n in (1, 2)
    ]
    with reading(db) as tx:
        assert look_at(tx, far, made[0]) == NoList("mapped")
    refresh(db, far)
    assert look(db, "mapped", ("mapped",)) == 2
    assert look(db, "mapped", ("mapped",)) == 0, "they were looked at"
    (question,) = open_questions(db)
    assert (question.said, question.level, question.orders) == ("Xì Gòn", Level.PROVINCE, 2)
    assert (question.order_no, question.address) == ("A1", "1 Lê Lợi, P. Bến Nge")

    with reading(db) as tx:
        (city,) = kept.by_code(tx, "mapped", "202")
        (nearby,) = kept.by_code(tx, "mapped", "20101")
    with writing(db) as tx:
        with pytest.raises(Refusal, match="place_of_other_kind"):
            choose(tx, question.id, nearby)
        assert choose(tx, question.id, city) == 0, "the ward is not clear yet"
    (question,) = open_questions(db)
    assert (question.said, question.within) == ("P. Bến Nge", "Quận 1, Hồ Chí Minh")
    with reading(db) as tx:
        assert candidates(tx, question.id)[0] == nearby
    packer = Actor(operator_id=1, name="Sari", permissions=ROLES[Role.PACKER])
    with pytest.raises(NotAllowed), writing(db, packer) as tx:
        choose(tx, question.id, nearby)
    with writing(db) as tx:
        assert choose(tx, question.id, nearby) == 2
    assert open_questions(db) == ()
    said = Destination("7 Pasteur, p ben nge", "Q1", "", "XI GON", country="VN")
    assert ward_of(db, far, said) == "20101", "also for orders that come later"

    far.tree["1442"] = far.tree["1442"][1:]
    refresh(db, far, everything=True)
    assert ward_of(db, far, said) == "Unsure"
    assert [one.place_gone for one in open_questions(db)] == [True]
    far.tree = two_schemes()
    refresh(db, far, everything=True)
    assert ward_of(db, far, said) == "20101"

    with writing(db) as tx:
        forget(tx, question.id)
    with pytest.raises(NotFound), writing(db) as tx:
        forget(tx, question.id)
    assert ward_of(db, far, Destination("1, P. Bến Nge", "Quận 1", "", "Xì Gòn")) == "Unsure"
    look(db, "mapped", ("mapped",))
    assert [one.said for one in open_questions(db)] == ["P. Bến Nge"]


def test_what_may_mean_two_places_is_never_remembered_for_another_street(db: Database) -> None:
    far = Mapped(two_schemes())
    refresh(db, far)
    here, there = (
        Destination(f"{street}, Tân Phú", "Bình Chánh", "", "TPHCM", country="VN")
        for street in ("12 Ấp Một", "90 Ấp Hai")
    )
    with writing(db) as tx:
        match = place_of(tx, far, here)
        assert isinstance(match, Unsure)
        assert {one.region.code for one in match.candidates} == {"22001", "22002"}
        choose(tx, ask(tx, match), match.candidates[1])
    assert ward_of(db, far, here) == "22002"
    assert ward_of(db, far, there) == "Unsure"


def test_an_answer_makes_what_waits_to_be_booked_due(db: Database, build: ModuleType) -> None:
    far = Mapped(two_schemes())
    shop = build.shop(db, {"TEH": 9})
    refresh(db, far)
    order = build.ready_order(
        db, "A1", {"TEH": 1}, courier="mapped", address="1 Lê Lợi", district="Quận 1",
        province="TPHCM", city="", country="VN",
    )  # fmt: skip
    with writing(db, shop.actor) as tx:
        assert isinstance(look_at(tx, far, order), Unsure)
        parcel = open_parcel(tx, shop.warehouse, order)
        tx.execute(
            insert(shipments).values(
                order_id=order, parcel_id=parcel.id, attempt=1, own_code="K1", state="requested",
                courier="mapped", currency="VND", created_at=tx.now,
            )
        )  # fmt: skip
        row = outbox.put(tx, BOOK, f"{BOOK}:K1", {"shipment": 1})
        outbox.put_off(tx, row, tx.now + timedelta(hours=1))
    (question,) = open_questions(db)
    with writing(db) as tx:
        (place,) = kept.by_code(tx, "mapped", "20110")
        assert choose(tx, question.id, place) == 1
        due_at = tx.execute(select(outbox.outbox.c.next_at)).scalar_one()
        assert due_at <= tx.now


def test_while_a_list_comes_for_the_first_time_nobody_is_asked_and_then_what_waits_is_due(
    db: Database,
) -> None:
    far, halfway = Mapped(two_schemes()), []
    with writing(db) as tx:
        row = outbox.put(tx, BOOK, f"{BOOK}:K1", {"shipment": 1})
        outbox.put_off(tx, row, tx.now + timedelta(hours=1))
        waits = because(Trouble.PLACE_UNKNOWN)
        tx.execute(update(outbox.outbox).values(error=waits))

    def look_in() -> bool:
        halfway.append(ward_of(db, far, to("P. Bến Nghé")))
        return False

    refresh(db, far, stop=look_in)
    assert set(halfway) == {"NoList"}
    assert ward_of(db, far, to("P. Bến Nghé")) == "20101"
    with reading(db) as tx:
        assert tx.execute(select(outbox.outbox.c.next_at)).scalar_one() <= tx.now


def area(code: str, name: str, postcode: str) -> Region:
    return Region(code, Level.AREA, name, has_more=False, facts={"postcode": postcode})


def test_a_courier_without_a_list_is_asked_by_text_and_only_its_exact_answer_is_taken(
    db: Database, build: ModuleType
) -> None:
    far = Mapped(
        like={
            "Jakarta Selatan": (
                area("IDA", "Kebayoran Baru, Jakarta Selatan, DKI Jakarta", "12110"),
                area("IDB", "Kebayoran Baru, Jakarta Selatan, DKI Jakarta", "12120"),
            ),
            "Bandung": (area("IDC", "Coblong, Kota Bandung, Jawa Barat", "40132"),),
        }
    )
    build.shop(db, {"TEH": 9})
    columns = {"courier": "mapped", "country": "ID", "province": ""}
    jakarta, other, bandung, lacks = (
        build.ready_order(db, name, {"TEH": 1}, city=city, district=part, postcode=code, **columns)
        for name, city, part, code in (
            ("A1", "Jakarta Selatan", "Kec. Kebayoran Baru", "12120"),
            ("A2", "Jakarta Selatan", "Kebayoran Baru", ""),
            ("A3", "Kab. Bandung", "Coblong", "40132"),
            ("A4", "Bandung", "Dago", ""),
        )
    )
    assert refresh(db, far).by_text
    assert due(db, [far]) == []
    assert look(db, "mapped", ("mapped",)) == 4
    far.silent.add("Bandung")
    ask_courier(db, far)
    far.silent.clear()
    far.like["Kab. Bandung"] = far.like["Bandung"]
    while ask_courier(db, far):
        pass

    def area_of(order: int) -> str:
        with writing(db) as tx:
            match = look_at(tx, far, order)
        if isinstance(match, Matched):
            return match.place["area"]
        assert isinstance(match, Unsure)
        return "blocks" if match.blocks else "by postcode"

    assert [area_of(one) for one in (jakarta, other, bandung, lacks)] == [
        "IDB",
        "blocks",
        "by postcode",
        "blocks",
    ]
    with writing(db) as tx:
        question = next(one for one in list_asked(tx) if one.order_no == "A2")
        assert [one.region.code for one in candidates(tx, question.id)] == ["IDA", "IDB"]
        choose(tx, question.id, candidates(tx, question.id)[0])
        assert asked(tx, question.id).place_code == "IDA"
        assert count_asked(tx) == 2
        tx.execute(update(orders).where(orders.c.id == other).values(postcode="12120"))
    assert area_of(other) == "by postcode", "another spelling is asked anew"
