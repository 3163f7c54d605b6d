"""The configuration: what is accepted; refusals name key, line and what is allowed."""

from __future__ import annotations

import logging
import traceback
from datetime import time
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from core.config import Config, find, load, parse
from core.configfile import Source
from core.errors import ConfigRefusal
from core.printer_settings import PROFILES, WIDTHS

ROOT = Path(__file__).parents[2]
HERE = Path("/srv/shop/config.toml")
NAMED = '[[printers]]\nname = "a"\n'
NETWORK = NAMED + 'transport = "network"\n'
PRINTER = NETWORK + "host = 'p'\n"


def refused(text: str, path: Path = HERE) -> ConfigRefusal:
    with pytest.raises(ConfigRefusal) as caught:
        parse(text, path)
    return caught.value


def test_an_empty_file_is_a_working_configuration() -> None:
    config = parse("", HERE)
    assert config.database.engine_url == "sqlite:////srv/shop/kemas.sqlite3"
    assert config.couriers.default == "own"
    assert config.couriers.service == "standard"
    assert config.data_dir == HERE.parent


def test_the_example_is_valid_and_shows_every_key() -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    config = load(ROOT / "config.example.toml")
    assert config.couriers.own.cutoff == time(17)

    def keys(model: type[BaseModel]) -> set[str]:
        found: set[str] = set()
        for name, field in model.model_fields.items():
            inner = field.annotation
            inner = getattr(inner, "__args__", (inner,))[0]
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= keys(inner)
            else:
                found.add(name)
        return found

    lines = [line.lstrip("# ") for line in text.splitlines()]
    for key in keys(Config):
        assert any(line.startswith(f"{key} = ") for line in lines), key


def test_every_key_of_the_example_has_a_comment_where_it_stands_first() -> None:
    seen: set[str] = set()
    before = ""
    table = ""
    for line in (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines():
        name, equals, _value = line.lstrip("# ").partition(" = ")
        if line.startswith("["):
            table = line
        elif equals and name.isidentifier() and (table, name) not in seen:
            seen.add((table, name))
            assert before.startswith("# "), line
        before = line
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[mail]\nhost = "mail.test"\n', "config_mail_sender"),
        ('[mail]\nhost = "mail.test"\nsender = "toko"\n', "config_pattern"),
        ('[mail]\nhost = "mail.test"\nsender = "a@b.test"\nuser = "toko"\n', "config_mail_login"),
        (
            '[mail]\nhost = "mail.test"\nsender = "a@b.test"\nsecurity = "none"\n',
            "config_mail_plain",
        ),
        ('[mail]\nsecurity = "tls"\n', "config_choice"),
        ('[whatsapp]\nbase_url = "http://graph.facebook.com"\n', "config_whatsapp_url"),
        ('[whatsapp]\nbase_url = "https://u:p@graph.facebook.com"\n', "config_whatsapp_url"),
        ('[whatsapp]\nphone_number_id = "123"\n', "config_whatsapp_token"),
        ('[whatsapp]\nphone_number_id = "../me"\n', "config_pattern"),
        ('[whatsapp]\nversion = "23"\n', "config_pattern"),
        ('[[whatsapp.templates]]\ntext = "shipped"\n', "config_required"),
        ("[messages]\nagain_after_hours = 0\n", "config_range"),
    ],
)
def test_ways_to_buyers_are_set_up_whole_and_safe(text: str, code: str) -> None:
    assert refused(text).code == code


def test_a_mail_server_on_this_machine_needs_no_safe_line_and_no_secret_is_shown() -> None:
    mail = parse('[mail]\nhost = "localhost"\nsecurity = "none"\nsender = "a@b.test"\n', HERE).mail
    assert (mail.configured, mail.dialled) == (True, 25)
    text = '[whatsapp]\nphone_number_id = "1"\ntoken = "EAAG-secret"\n'
    assert "EAAG-secret" not in repr(parse(text, HERE))


def test_the_configuration_cannot_be_changed() -> None:
    config = parse("", HERE)
    with pytest.raises(ValidationError):
        config.shop.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        ("[shop]\n\nnmae = 'x'", "config_unknown_key", 3, "shop.nmae"),
        ("[shpo]\nname = 'x'", "config_unknown_key", 1, "shpo"),
        ("[shop]\nname = 1", "config_wants_text", 2, "shop.name"),
        ("shop = 1", "config_wants_table", 1, "shop"),
        ("[shop]\nname = ''", "config_text", 2, "shop.name"),
        ('[shop]\nname = "a\\u001b[2J"', "config_text", 2, "shop.name"),
        ("[shop]\ntimezone = 'Asia/Jakrta'", "config_timezone", 2, "shop.timezone"),
        ("[shop]\ntimezone = '../../etc/passwd'", "config_timezone", 2, "shop.timezone"),
        ("[shop]\ntimezone = 'Asia'", "config_timezone", 2, "shop.timezone"),
        ("[shop]\ncurrency = 'RUPIAH'", "config_currency", 2, "shop.currency"),
        ("[shop]\ncountry = 'Indonesia'", "config_pattern", 2, "shop.country"),
        ("[shop]\nlanguage = 'jp'", "config_choice", 2, "shop.language"),
        (PRINTER + "port = 70000", "config_range", 5, "printers[1].port"),
        (PRINTER + "port = '9100'", "config_range", 5, "printers[1].port"),
        (PRINTER + "port = true", "config_range", 5, "printers[1].port"),
        (NETWORK, "config_printer_host", 1, "printers[1].host"),
        (NETWORK + "host = '8.8.8.8'", "config_printer_public", 4, "printers[1].host"),
        (PRINTER + "width_dots = 80", "config_choice", 5, "printers[1].width_dots"),
        (PRINTER + "profile = '80 mm'", "config_choice", 5, "printers[1].profile"),
        (
            PRINTER + "profile = '58mm'\nwidth_dots = 576",
            "config_printer_width",
            6,
            "printers[1].width_dots",
        ),
        (PRINTER + "roles = ['labl']", "config_choice", 5, "printers[1].roles[1]"),
        (PRINTER + "roles = 'label'", "config_wants_list", 5, "printers[1].roles"),
        (PRINTER + "roles = []", "config_printer_roles", 5, "printers[1].roles"),
        (PRINTER + "status = 'no'", "config_choice", 5, "printers[1].status"),
        (
            PRINTER + "allow_public = 1",
            "config_wants_flag",
            5,
            "printers[1].allow_public",
        ),
        ("[[printers]]\ntransport = 'virtual'", "config_required", 1, "printers[1].name"),
        (
            "[[printers]]\nname = 'a'\ntransport = 'bluetooth'",
            "config_choice",
            3,
            "printers[1].transport",
        ),
        (
            "[[printers]]\nname = 'a'\ntransport = 'file'",
            "config_printer_path",
            1,
            "printers[1].path",
        ),
        (NAMED + "transport = 'serial'", "config_printer_path", 1, "printers[1].path"),
        (NAMED + "transport = 'usb'", "config_printer_usb", 1, "printers[1].usb"),
        (
            NAMED + "transport = 'usb'\nusb = '04b8:0202'\npath = '/dev/usb/lp0'",
            "config_printer_usb",
            4,
            "printers[1].usb",
        ),
        (PRINTER + "usb = '04b8'", "config_pattern", 5, "printers[1].usb"),
        (PRINTER + "baud = 9601", "config_choice", 5, "printers[1].baud"),
        (PRINTER + "flow = 'cts'", "config_choice", 5, "printers[1].flow"),
        (PRINTER + "language = 'zpl'", "config_choice", 5, "printers[1].language"),
        (NAMED + "transport = 'cups'", "config_printer_queue", 1, "printers[1].queue"),
        (PRINTER + "queue = '../admin'", "config_pattern", 5, "printers[1].queue"),
        (PRINTER + 'path = "a\\u0000b"', "config_text", 5, "printers[1].path"),
        (
            "[[printers]]\nnmae = 'a'\ntransport = 'virtual'",
            "config_unknown_key",
            2,
            "printers[1].nmae",
        ),
        ("printers = 1", "config_wants_list", 1, "printers"),
        ("[couriers]\ndefault = 'jne'", "config_choice", 2, "couriers.default"),
        (
            "[couriers]\ndefault_service = 'x'",
            "config_default_service",
            2,
            "couriers.default_service",
        ),
        ("\n[couriers.jne]\nname = 'JNE'", "config_unknown_courier", 2, "couriers.jne"),
        ("[couriers.own]\ncutoff = '25:00'", "config_time", 2, "couriers.own.cutoff"),
        ("[couriers.own]\nprefix = 'a b'", "config_pattern", 2, "couriers.own.prefix"),
        ("[couriers.own]\nservices = []", "config_empty_list", 2, "couriers.own.services"),
        ("[couriers.own]\nservices = ['a', 'A']", "config_services", 2, "couriers.own.services"),
        ("[packing]\nlease_seconds = 0", "config_range", 2, "packing.lease_seconds"),
        ("[packing]\nprint = ['labels']", "config_choice", 2, "packing.print[1]"),
        ("[packing]\npick_first = 'yes'", "config_wants_flag", 2, "packing.pick_first"),
        ("[[packing.boxes]]\nname = 'S'", "config_required", 1, "packing.boxes[1].length_cm"),
        ("[database]\nurl = 'mysql://u:p@h/d'", "config_database_url", 2, "database.url"),
        ("[database]\nurl = 'sqlite:///:memory:'", "config_database_url", 2, "database.url"),
        ("[database]\nurl = 'postgresql://h:99999/d'", "config_database_url", 2, "database.url"),
        ("[database]\nurl = ''", "config_database_url", 2, "database.url"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_and_line(
    text: str, code: str, line: int, key: str
) -> None:
    refusal = refused(text)
    assert (refusal.code, refusal.params["line"], refusal.params["key"]) == (code, line, key)


def test_a_misspelt_word_is_answered_with_the_nearest_one() -> None:
    assert refused("[shop]\nnmae = 'x'").params["nearest"] == "name"
    assert refused("[shop]\ntimezone = 'asia/jakarta'").params["nearest"] == "Asia/Jakarta"
    assert refused("[[printers]]\nname='a'\ntransport='netwrok'").params["nearest"] == "network"


def test_two_printers_may_not_share_a_name_in_any_case() -> None:
    text = (
        "[[printers]]\nname='A'\ntransport='virtual'\n[[printers]]\nname='a'\ntransport='virtual'"
    )
    assert refused(text).code == "config_printer_twice"


def test_the_printer_profiles_are_those_that_printers_know() -> None:
    from printers import profiles

    assert sorted(PROFILES) == sorted(profiles.NAMES)
    assert sorted(WIDTHS) == sorted(profiles.WIDTHS)
    for name, width in PROFILES.items():
        assert width in {None, profiles.find(name, None).width_dots}


def test_a_public_printer_address_is_taken_when_it_is_allowed() -> None:
    config = parse(NETWORK + "host = '8.8.8.8'\nallow_public = true", HERE)
    assert config.printers[0].host == "8.8.8.8"


@pytest.mark.parametrize("suffix", ["enter", r"\r", r"\n", r"\r\n"])
def test_the_scanner_suffix_may_be_a_word_or_the_characters(suffix: str) -> None:
    assert parse(f'[scanner]\nsuffix = "{suffix}"', HERE).scanner.suffix == "enter"


@pytest.mark.parametrize(
    ("text", "line"),
    [("[shop]\nname = ", 2), ("[shop]\n[shop]\n", 2), ("a = 1\nb = 2\nc d = 3", 3), ("[shop", 1)],
)
def test_broken_toml_is_refused_with_its_line(text: str, line: int) -> None:
    refusal = refused(text)
    assert (refusal.code, refusal.params["line"]) == ("config_syntax", line)


def test_a_deeply_nested_file_is_refused() -> None:
    assert refused("x = " + "[" * 100_000).code in {"config_syntax", "config_too_deep"}


def test_the_first_of_several_faults_is_named() -> None:
    assert refused("[worker]\nidle_seconds = 0\n[shop]\nname = 1").params["line"] == 2


def test_lines_are_found_past_texts_of_many_lines_and_dotted_keys() -> None:
    text = "[shop]\naddress = '''a\n[couriers]\nx = 1'''\n[couriers]\nown.name = 'x'\n"
    source = Source(text, HERE)
    assert source.line(("couriers", "own", "name")) == 6
    assert source.line(("shop", "address")) == 2
    assert source.line(("couriers", "manual", "name")) == 5


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        "[database]\nurl = 'sqlite:///data/shop.db'\n"
        "[[printers]]\nname = 'v'\ntransport = 'virtual'\npath = 'out'\n",
        encoding="utf-8-sig",
    )
    config = load(file)
    assert config.database.file == tmp_path / "data/shop.db"
    assert config.printers[0].path == tmp_path / "out"
    assert config.path == file


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefusal, match="config_missing"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigRefusal, match="config_unreadable"):
        load(tmp_path)
    long = tmp_path / "long.toml"
    long.write_text("#" * 2_000_000)
    with pytest.raises(ConfigRefusal, match="config_too_big"):
        load(long)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"[shop]\nname = 'caf\xe9'\n")
    with pytest.raises(ConfigRefusal) as caught:
        load(latin)
    assert (caught.value.code, caught.value.params["line"]) == ("config_encoding", 2)


def test_a_named_file_goes_before_the_environment_and_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.touch()
    two.touch()
    assert find(one, {"KEMAS_CONFIG": str(two)}) == one
    assert find(None, {"KEMAS_CONFIG": str(two)}) == two
    with pytest.raises(ConfigRefusal, match="config_missing"):
        find(tmp_path / "none.toml", {})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    with pytest.raises(ConfigRefusal, match="config_none"):
        find(None, {})
    place = tmp_path / "home/kemas/config.toml"
    place.parent.mkdir(parents=True)
    place.touch()
    assert find(None, {}) == place


POSTGRES = "postgresql://kemas:geheim@db.example/shop?sslmode=require"


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB", POSTGRES)
    assert parse("[database]\nurl = 'env:SHOP_DB'", HERE).database.engine_url == POSTGRES


def test_the_password_may_stand_apart_from_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PW", "a b@/")
    text = "[database]\nurl = 'postgresql://kemas@h:5433/shop'\npassword = 'env:SHOP_PW'"
    assert parse(text, HERE).database.engine_url == "postgresql://kemas:a%20b%40%2F@h:5433/shop"


def test_a_secret_file_must_belong_to_its_owner_alone(tmp_path: Path) -> None:
    secret = tmp_path / "db.secret"
    secret.write_text(POSTGRES + "\n", encoding="utf-8")
    text, path = "[database]\nurl = 'file:db.secret'", tmp_path / "config.toml"
    secret.chmod(0o640)
    refusal = refused(text, path)
    assert (refusal.code, refusal.params["mode"]) == ("secret_open", "0640")
    secret.chmod(0o600)
    assert parse(text, path).database.engine_url == POSTGRES
    secret.write_bytes(b"\xffgeheim")
    assert refused(text, path).code == "secret_unreadable"


@pytest.mark.parametrize("reference", ["env:SHOP_NONE", "file:none"])
def test_a_secret_that_is_not_there_is_named_by_its_reference(reference: str) -> None:
    refusal = refused(f"[database]\nurl = '{reference}'")
    assert (refusal.code, refusal.params["reference"]) == ("secret_missing", reference)


def test_no_error_and_no_text_form_shows_a_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SHOP_DB", POSTGRES)
    monkeypatch.setenv("SHOP_BAD", "mysql://geheim")
    monkeypatch.setenv("SHOP_ZONE", "geheim")
    config = parse("[database]\nurl = 'env:SHOP_DB'\npassword = 'geheim'", HERE)
    logging.getLogger("kemas").warning("%s %r", config, config.database)
    shown = [caplog.text, str(config), repr(config), config.model_dump_json()]
    for text in ("[database]\nurl = 'env:SHOP_BAD'", "[shop]\ntimezone = 'env:SHOP_ZONE'"):
        refusal = refused(text)
        shown += ["".join(traceback.format_exception(refusal)), str(refusal)]
    assert "geheim" not in "".join(shown)


def test_an_entry_of_a_list_is_found_on_the_line_of_its_own() -> None:
    text = """[a]
list = [ # "x",
  "one", 'two',
  # "no",
  { text = "x [, {a}", box = true },
  [1, 2],
]
next = []
"""
    source = Source(text, HERE)
    assert [source.line(("a", "list", at)) for at in range(4)] == [3, 3, 5, 6]
    assert source.line(("a", "list", 2, "text")) == 5
    assert source.line(("a", "next")) == 8


def test_long_lists_are_found_in_no_time() -> None:
    many = "\n".join(f"a{number} = [1, 2, 3]" for number in range(20_000))
    assert Source(many, HERE).line(("a19999", 2)) == 20_000
