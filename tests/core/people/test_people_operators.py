"""Operators, badges, stations and permissions, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.people import commands, queries
from core.people.models import sessions
from core.people.permissions import ROLES, Permission, Role, may, require
from core.stock.models import warehouses
from core.transaction import Actor, Transaction, reading, writing


def warehouse(tx: Transaction, code: str = "MAIN") -> int:
    made = insert(warehouses).values(code=code, name=code).returning(warehouses.c.id)
    return int(tx.execute(made).scalar_one())


def test_a_badge_signs_in_however_it_is_read(db: Database) -> None:
    with writing(db) as tx:
        sari = commands.add_operator(tx, "Sari", "packer", "id")
        station = commands.register_station(tx, "S1", warehouse(tx))
        assert sari.badge_code == f"KEMAS:OP:{sari.badge}"
        for code in (sari.badge_code, sari.badge_code.lower(), f"]C0{sari.badge_code}", sari.badge):
            actor = commands.sign_in(tx, station.id, code)
            assert (actor.operator_id, actor.name, actor.language) == (sari.id, "Sari", "id")
        assert (actor.station, actor.station_id) == ("S1", station.id)
        assert queries.signed_in(tx, station.id) == actor


def test_a_name_signs_in_in_any_case_and_without_accents(db: Database) -> None:
    with writing(db) as tx:
        thao = commands.add_operator(tx, "Nguyễn Thảo", "packer", "vi")
        for name in ("Nguyễn Thảo", "nguyễn THẢO", " nguyen thao "):
            assert queries.find_operator(tx, name) == thao
        other = commands.add_operator(tx, "Nguyen Thao", "packer")
        assert queries.find_operator(tx, "nguyen thao") == other


def test_a_name_that_could_be_two_people_says_so(db: Database) -> None:
    with writing(db) as tx:
        commands.add_operator(tx, "Thảo", "packer")
        commands.add_operator(tx, "Thạo", "packer")
        with pytest.raises(NotFound, match="operator_ambiguous"):
            queries.find_operator(tx, "thao")


def test_a_damaged_or_foreign_badge_is_refused(db: Database) -> None:
    with writing(db) as tx:
        sari = commands.add_operator(tx, "Sari", "packer")
        wrong = "A" if sari.badge[0] != "A" else "B"
        with pytest.raises(NotFound, match="badge_unreadable"):
            queries.find_operator(tx, f"KEMAS:OP:{wrong}{sari.badge[1:]}")
        for nobody in ("Budi", "", "' OR 1=1 --"):
            with pytest.raises(NotFound, match="operator_not_found"):
                queries.find_operator(tx, nobody)


def test_a_new_badge_replaces_the_old_one(db: Database) -> None:
    with writing(db) as tx:
        old = commands.add_operator(tx, "Sari", "packer")
        new = commands.renew_badge(tx, old.id)
        assert queries.find_operator(tx, new.badge_code) == new
        with pytest.raises(NotFound, match="operator_not_found"):
            queries.find_operator(tx, old.badge_code)


def test_who_has_left_signs_in_no_longer_but_keeps_the_name(db: Database) -> None:
    with writing(db) as tx:
        sari = commands.add_operator(tx, "Sari", "packer")
        commands.deactivate_operator(tx, sari.id)
        with pytest.raises(NotFound, match="operator_left"):
            queries.find_operator(tx, sari.badge_code)
        assert queries.list_operators(tx) == []
        with pytest.raises(Refusal, match="operator_exists"):
            commands.add_operator(tx, "SARI", "packer")


def test_the_last_admin_stays(db: Database) -> None:
    with writing(db) as tx:
        admin = commands.add_operator(tx, "Admin", "admin")
        with pytest.raises(Refusal, match="last_admin"):
            commands.deactivate_operator(tx, admin.id)
        with pytest.raises(Refusal, match="last_admin"):
            commands.change_operator(tx, admin.id, role="packer")
        commands.add_operator(tx, "Second", "admin")
        assert commands.change_operator(tx, admin.id, role="packer").role is Role.PACKER


@pytest.mark.parametrize(
    ("name", "role", "language", "code"),
    [
        ("", "packer", "en", "name_unusable"),
        ("\x1b\x00", "packer", "en", "name_unusable"),
        ("x" * 61, "packer", "en", "name_unusable"),
        ("Sari", "boss", "en", "role_unknown"),
        ("Sari", "packer", "jp", "language_unknown"),
    ],
)
def test_an_operator_that_makes_no_sense_is_refused(
    db: Database, name: str, role: str, language: str, code: str
) -> None:
    with writing(db) as tx, pytest.raises(Refusal, match=code):
        commands.add_operator(tx, name, role, language)


def test_only_who_manages_people_adds_them(db: Database) -> None:
    with writing(db) as tx:
        packer = commands.add_operator(tx, "Sari", "packer").actor()
    with writing(db, packer) as tx, pytest.raises(NotAllowed) as caught:
        commands.add_operator(tx, "Budi", "admin")
    assert caught.value.params["roles"] == "admin"
    with writing(db, packer) as tx:
        assert packer.operator_id is not None
        assert commands.change_operator(tx, packer.operator_id, language="vi").language == "vi"
        with pytest.raises(NotAllowed):
            commands.change_operator(tx, packer.operator_id, role="admin")


def test_nobody_signed_in_may_do_nothing(db: Database) -> None:
    with reading(db, Actor(station="S1")) as tx:
        for permission in Permission:
            assert not may(tx, permission)
        with pytest.raises(NotAllowed, match="not_signed_in"):
            require(tx, Permission.PACK)


def test_every_permission_belongs_to_a_role_beside_admin_or_is_about_people() -> None:
    given = frozenset[Permission]().union(*(ROLES[r] for r in Role if r is not Role.ADMIN))
    assert frozenset(Permission) - given == {Permission.PEOPLE_MANAGE}
    assert ROLES[Role.ADMIN] == frozenset(Permission)


def test_a_station_is_registered_once_whatever_the_case(db: Database) -> None:
    with writing(db) as tx:
        main, second = warehouse(tx), warehouse(tx, "EAST")
        station = commands.register_station(tx, "S1", main)
        assert commands.register_station(tx, "s1", main) == station
        assert commands.register_station(tx, "S1", second).warehouse_id == second
        assert [one.name for one in queries.list_stations(tx)] == ["S1"]


def test_one_person_at_a_time_works_at_a_station(db: Database) -> None:
    with writing(db) as tx:
        station = commands.register_station(tx, "S1", warehouse(tx))
        sari = commands.add_operator(tx, "Sari", "packer")
        budi = commands.add_operator(tx, "Budi", "lead")
        first = commands.sign_in(tx, station.id, sari.badge_code)
        again = commands.sign_in(tx, station.id, sari.badge_code)
        assert again == first
        second = commands.sign_in(tx, station.id, budi.badge_code)
        assert second.session_id != first.session_id
        open_sessions = select(sessions.c.id).where(sessions.c.ended_at.is_(None))
        assert tx.execute(open_sessions).scalars().all() == [second.session_id]
        commands.sign_out(tx, station.id)
        assert queries.signed_in(tx, station.id) is None
