"""The command line: one clear sentence for what goes wrong, the right exit code, no traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command_lines import exit_code
from sqlalchemy import make_url

from tui.commands import GROUPS
from tui.context import Context
from tui.output import Output

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kemas(own_machine: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process; gives exit code, standard output and error."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = exit_code(*words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def config(new_shop_folder: Path, tmp_path: Path) -> str:
    """The path of a configuration that `kemas init` made."""
    shutil.copytree(new_shop_folder, tmp_path / "shop")
    return str(tmp_path / "shop" / "kemas.toml")


def test_the_version_is_told(kemas: Run) -> None:
    from core.version import VERSION

    assert kemas("--version") == (0, f"kemas {VERSION}\n", "")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{VERSION}"' in text


def test_init_makes_an_admin_a_packer_and_a_database_that_work(kemas: Run, tmp_path: Path) -> None:
    path = tmp_path / "a b" / "kemas.toml"
    code, out, err = kemas("init", "--config", str(path), "--unattended", "--json")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert [one["role"] for one in made["operators"]] == ["admin", "packer"]
    assert (tmp_path / "a b" / "kemas.sqlite3").exists()
    code, out, _err = kemas("people", "list", "--config", str(path), "--json")
    assert (code, json.loads(out)) == (0, made["operators"])


@pytest.mark.parametrize(
    ("country", "own"), [("ID", "Kurir toko"), ("VN", "Tự giao hàng"), ("SG", "Own delivery")]
)
def test_init_names_the_couriers_in_the_language_of_the_shop(
    kemas: Run, tmp_path: Path, country: str, own: str
) -> None:
    path = tmp_path / "new.toml"
    kemas("init", "--config", str(path), "--unattended", "--country", country)
    assert f'name = "{own}"' in path.read_text("utf-8")


def test_init_overwrites_nothing(kemas: Run, config: str) -> None:
    before = Path(config).read_bytes()
    code, _out, err = kemas("init", "--config", config, "--unattended")
    assert (code, Path(config).read_bytes()) == (1, before)
    assert config in err
    other = str(Path(config).with_name("other.toml"))
    code, _out, err = kemas("init", "--config", other, "--unattended", "--language", "en")
    assert code == 1
    assert "holds a shop already" in err
    assert not Path(other).exists()


def test_init_uses_a_database_that_is_named_on_either_engine(
    kemas: Run, tmp_path: Path, database_url: str
) -> None:
    path = tmp_path / "named.toml"
    words = ("init", "--config", str(path), "--unattended", "--database", database_url)
    assert kemas(*words)[0] == 0
    listed = kemas("people", "list", "--config", str(path), "--json")[1]
    assert [one["role"] for one in json.loads(listed)] == ["admin", "packer"]
    path.unlink()
    code, _out, err = kemas(*words, "--language", "en")
    assert code == 1
    assert "holds a shop already" in err
    assert not path.exists()


def test_an_init_that_fails_leaves_nothing_behind(
    kemas: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.commands import init

    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "shop" / "kemas.toml"
    with monkeypatch.context() as patch:
        patch.setattr(init, "add_operator", full)
        code, _out, err = kemas("init", "--config", str(path), "--unattended")
    assert (code, err.count("\n")) == (1, 1)
    assert list(path.parent.iterdir()) == []
    assert kemas("init", "--config", str(path), "--unattended")[0] == 0


@pytest.mark.parametrize(
    "url", ["mysql://root@localhost/shop", "postgresql://kemas:geheim@127.0.0.1:1/kemas"]
)
def test_a_database_that_cannot_be_had_is_refused_without_its_password(
    kemas: Run, tmp_path: Path, url: str
) -> None:
    path = tmp_path / "kemas.toml"
    code, out, err = kemas("init", "--config", str(path), "--unattended", "--database", url)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "geheim" not in err
    assert not path.exists()


def test_a_server_that_lets_nobody_in_says_what_to_check(
    kemas: Run, tmp_path: Path, postgres_server: str
) -> None:
    server = make_url(postgres_server)
    for wrong, hint in (
        (server.set(database="no_such_shop"), "Have it made there"),
        (server.set(username="nobody_here"), "Check user and password"),
        (server.set(host="127.0.0.1", port=1, query={}), "Check server and network"),
    ):
        url = wrong.set(password="geheim").render_as_string(hide_password=False)
        path = tmp_path / "kemas.toml"
        path.write_text(f"[database]\nurl = {json.dumps(url)}\n")
        code, out, err = kemas("orders", "list", "--config", str(path), "--language", "en")
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert hint in err
        assert "geheim" not in err


def test_tables_made_by_hand_have_the_warehouse_that_work_begins_in(
    kemas: Run, tmp_path: Path
) -> None:
    path = tmp_path / "kemas.toml"
    path.write_text("[station]\nwarehouse = 'DEPOK'\n")
    assert kemas("db", "upgrade", "--config", str(path))[0] == 0
    assert kemas("stock", "show", "--config", str(path), "--json")[:2] == (0, "[]\n")
    path.write_text("[station]\nwarehouse = 'DEPPOK'\n")
    assert kemas("db", "upgrade", "--config", str(path))[0] == 0
    code, _out, err = kemas("stock", "show", "--config", str(path), "--language", "en")
    assert (code, err) == (1, "There is no warehouse DEPPOK; there are: DEPOK.\n")


def test_init_asks_only_where_somebody_can_answer(kemas: Run, tmp_path: Path) -> None:
    code, _out, err = kemas("init", "--config", str(tmp_path / "x.toml"))
    assert code == 1
    assert "--unattended" in err


def test_init_takes_names_that_need_quoting(kemas: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "kemas.toml")
    words = ("--unattended", "--shop", 'Cửa hàng "Đỗ" \\ co', "--country", "VN", "--language", "vi")
    assert kemas("init", "--config", path, *words)[0] == 0
    from core.config import load

    shop = load(Path(path)).shop
    assert (shop.name, shop.currency, shop.language) == ('Cửa hàng "Đỗ" \\ co', "VND", "vi")


def test_people_are_added_listed_and_get_new_badges(kemas: Run, config: str) -> None:
    there = ("--config", config, "--json")
    code, out, _err = kemas("people", "add", "Sari Dewi", "--role", "lead", *there)
    first = json.loads(out)
    assert (code, first["name"], first["role"]) == (0, "Sari Dewi", "lead")
    assert json.loads(kemas("people", "badge", "sari dewi", *there)[1]) == first
    renewed = json.loads(kemas("people", "badge", "Sari Dewi", "--new", *there)[1])
    assert renewed["badge"] != first["badge"]
    assert kemas("people", "remove", "Sari Dewi", *there)[0] == 0
    names = [one["name"] for one in json.loads(kemas("people", "list", *there)[1])]
    assert "Sari Dewi" not in names


def test_a_badge_is_queued_for_the_document_printer(kemas: Run, config: str) -> None:
    import sqlite3

    code, out, _err = kemas("people", "badge", "Packer", "--print", "--config", config, "--json")
    assert code == 0
    with sqlite3.connect(Path(config).with_name("kemas.sqlite3")) as connection:
        jobs = connection.execute("SELECT kind, printer, document FROM print_jobs").fetchall()
    connection.close()
    assert [job[:2] for job in jobs] == [("badge", "virtual")]
    assert json.loads(jobs[0][2])["code"] == json.loads(out)["badge"]


def test_the_station_is_named_by_option_environment_or_configuration(
    config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argparse import Namespace

    def opened(station: str | None) -> str:
        args = Namespace(config=config, station=station, language="en", json=False)
        with closing(Context(args, Output())) as context:
            return context.open_station().name

    assert opened(None) == "S1"
    monkeypatch.setenv("KEMAS_STATION", "S2")
    assert opened(None) == "S2"
    assert opened("S3") == "S3"


def test_options_for_all_stand_before_or_after_the_command(kemas: Run, config: str) -> None:
    before = kemas("--config", config, "--json", "people", "list")
    assert before == kemas("people", "--json", "list", f"--config={config}")
    assert before[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("people", "list"), 1, "kemas init"),
        (("people", "list", "--config", "none.toml"), 1, "none.toml"),
        (("people", "list", "--config", "."), 1, "cannot be read"),
        (("people", "lst"), 2, "lst"),
        (("people",), 2, "ACTION"),
        (("nonsense",), 2, "nonsense"),
        (("people", "list", "--jsn"), 2, "--jsn"),
        (("people", "list", "--language", "jp"), 2, "jp"),
        (("--config",), 2, "--config"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(
    kemas: Run, words: tuple[str, ...], code: int, part: str
) -> None:
    found, out, err = kemas(*words)
    assert (found, out) == (code, "")
    assert part in err
    assert err.count("\n") == 1


def test_a_fault_in_the_file_is_told_with_line_and_key(kemas: Run, tmp_path: Path) -> None:
    path = tmp_path / "kemas.toml"
    path.write_text("[shop]\n\ncurency = 'IDR'\n", encoding="utf-8")
    code, _out, err = kemas("people", "list", "--config", str(path))
    assert code == 1
    for part in (str(path), "line 3", "shop.curency", "timezone", "“currency”"):
        assert part in err


@pytest.mark.parametrize("made", ["missing", "text", "foreign", "newer", "folder"])
def test_a_database_that_cannot_be_used_is_told(kemas: Run, config: str, made: str) -> None:
    import sqlite3

    file = Path(config).with_name("kemas.sqlite3")
    if made == "newer":
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        file.unlink()
        for side in file.parent.glob("kemas.sqlite3-*"):
            side.unlink()
    if made == "text":
        file.write_text("this is not a database " * 100, encoding="utf-8")
    elif made == "foreign":
        sqlite3.connect(file).close()
    elif made == "folder":
        file.mkdir()
    code, out, err = kemas("people", "list", "--config", config, "--language", "en")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "database" in err
    assert "inside Kemas" not in err


def test_what_nobody_foresaw_is_one_sentence_and_a_log(
    kemas: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tui.commands import stations

    def broken(context: object) -> None:
        raise RuntimeError("the unforeseen")

    monkeypatch.setattr(stations, "_list", broken)
    code, out, err = kemas("stations", "list")
    assert (code, out, err.count("\n")) == (70, "", 1)
    assert "Traceback" not in err
    log = Path(err.split()[-1].rstrip("."))
    assert log.is_relative_to(tmp_path / "state")
    assert "RuntimeError: the unforeseen" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_an_interrupt_ends_quietly(kemas: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.commands import stations

    def interrupted(context: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stations, "_list", interrupted)
    assert kemas("stations", "list") == (130, "", "")


def run_apart(*words: str, **kwargs: object) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tui.cli", *words]
    return subprocess.run(command, env=environ, check=False, **kwargs)  # type: ignore[call-overload,no-any-return]


def test_a_closed_pipe_is_quiet(config: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run_apart("people", "list", "--config", config, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_what_is_told_was_saved_before(
    kemas: Run, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.StringIO):
        """A reader that has seen enough after the first line."""

        def write(self, text: str) -> int:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

        def fileno(self) -> int:
            return nowhere.fileno()

    with Path(os.devnull).open("wb") as nowhere, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Gone())
        code = kemas("bins", "add", "A-1", "--config", config)[0]
    assert code == 141
    assert "A-1" in kemas("bins", "list", "--config", config)[1]


class FullDisk(io.StringIO):
    """A standard output on a disk without space."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_output_that_cannot_be_written_is_told(
    kemas: Run, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", FullDisk())
    code, _out, err = kemas("people", "list", "--config", config)
    assert (code, err.count("\n")) == (1, 1)
    assert "The disk is full" in err


def test_nothing_from_outside_acts_on_the_terminal(kemas: Run, config: str) -> None:
    kemas("people", "add", "Eve [bold]\x9b2J\u202e", "--config", config)
    for words in (("people", "list"), ("people", "list", "--json"), ("people", "badge", "\x1b[2J")):
        _code, out, err = kemas(*words, "--config", config)
        assert not any(char in out + err for char in "\x1b\x9b\u202e")
    assert "Eve [bold]2J" in kemas("people", "list", "--config", config)[1]


def test_every_group_can_explain_itself(kemas: Run) -> None:
    overview = kemas("--help")[1]
    for group in GROUPS:
        assert group.name in overview
        code, out, _err = kemas(group.name, "--help")
        assert code == 0
        assert "--config" in out
