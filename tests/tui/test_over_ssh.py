"""With a real sshd and the snippet of the docs: a terminal gets its station and nothing else."""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import psutil
import pytest
from pty_terminal import Terminal
from scan_process import Shop
from waiting import until

from core.people.commands import sign_in
from core.people.models import stations
from core.transaction import writing

ROOT = Path(__file__).parents[2]
SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin")


def _why_not() -> str:
    """Why no server can be tried here; empty where one can."""
    missing = [one for one in ("ssh", "ssh-keygen") if shutil.which(one) is None]
    if SSHD is None or missing:
        return f"no {', '.join(['sshd'] * (SSHD is None) + missing)} on this machine"
    if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
        return "sshd wants the folder /run/sshd, which only its package makes"
    return ""


pytestmark = pytest.mark.skipif(bool(_why_not()), reason=_why_not())


@dataclass
class Server:
    """A server on loopback that knows one terminal's key."""

    shop: Shop
    folder: Path
    port: int

    def words(self, *options: str) -> list[str]:
        """The command line of a client, without what it asks for."""
        known = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null")
        quiet = ("-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-F", "/dev/null")
        key = ("-i", str(self.folder / "terminal"), "-o", "IdentitiesOnly=yes")
        where = ("-p", str(self.port), "-l", getpass.getuser())
        return ["ssh", *known, *quiet, *key, *where, *options]

    def ask(self, *words: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
        """What comes of a connection that asks for this."""
        return subprocess.run(
            [*self.words(*options), "127.0.0.1", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )

    def terminal(self) -> Terminal:
        """A person at a terminal who connects."""
        words = [*self.words("-tt"), "127.0.0.1"]
        begin = f"import os; os.execvp('ssh', {words!r})"
        return Terminal(["-c", begin], self.folder / "unused", (80, 24), "xterm-256color")

    def stations(self) -> list[psutil.Process]:
        """The processes of stations that run for it."""
        found = []
        for one in psutil.process_iter(["cmdline"]):
            words = one.info["cmdline"] or []
            if "tui.cli" in words and str(self.shop.config) in words and "worker" not in words:
                found.append(one)
        return found


def _snippet(title: str) -> str:
    """The block of the docs that follows these words."""
    text = (ROOT / "docs" / "ssh.md").read_text(encoding="utf-8")
    found = re.search(r"```\w*\n(.*?)```", text[text.index(title) :], re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Server]:
    shop = Shop(tmp_path, sqlite_template, build)
    with writing(shop.database) as tx:
        sign_in(tx, build.station(tx), "SARI")
    quoted = shop.config.read_text(encoding="utf-8").replace(
        "[[printers]]", '[station]\nname = "S1"\n[[printers]]'
    )
    shop.config.write_text(quoted, encoding="utf-8")
    for name in ("host", "terminal"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(words, check=True)
    station = tmp_path / "station"
    kemas = f"{sys.executable} -P -m tui.cli"
    given = _snippet("owned by root, mode 0755").replace("/opt/kemas/bin/kemas", kemas)
    given = given.replace("/srv/kemas/config.toml", f"{shop.config} --language en")
    given = given.replace("#!/bin/sh\n", f"#!/bin/sh\nexport PYTHONPATH={ROOT}\ncd {ROOT}\n")
    station.write_text(given, encoding="utf-8")
    station.chmod(0o755)
    public = (tmp_path / "terminal.pub").read_text(encoding="utf-8")
    options = _snippet("has one line for each terminal").splitlines()[0].partition(" ssh-")[0]
    (tmp_path / "keys").write_text(f"{options} {public}", encoding="utf-8")
    rules = _snippet("the keys lie where the user cannot change them")
    rules = rules.replace("gudang", getpass.getuser()).replace("/srv/kemas/station", str(station))
    rules = rules.replace("/etc/ssh/kemas/%u", str(tmp_path / "keys"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "sshd.conf").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {tmp_path / 'host'}\nPidFile none\n"
        "UsePAM no\nStrictModes no\nPermitRootLogin yes\nLogLevel ERROR\n"
        f"Subsystem sftp internal-sftp\n{rules}",
        encoding="utf-8",
    )
    assert SSHD is not None
    process = subprocess.Popen(
        [SSHD, "-D", "-e", "-f", str(tmp_path / "sshd.conf")], stderr=subprocess.PIPE
    )
    made = Server(shop, tmp_path, port)
    try:
        until(lambda: process.poll() is not None or _listens(port))
        if process.poll() is not None:
            assert process.stderr is not None
            pytest.skip(f"sshd does not run here: {process.stderr.read().decode()[:200]}")
        yield made
    finally:
        for one in made.stations():
            one.kill()
        process.kill()
        process.wait(20)
        shop.database.close()


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except OSError:
        return False


def test_there_is_no_way_to_a_shell_a_file_or_another_host(server: Server) -> None:
    stolen = server.folder / "stolen"
    asked = server.ask(f"id > {stolen}; cat /etc/passwd")
    assert asked.returncode != 0
    assert b"root:" not in asked.stdout
    assert not stolen.exists()
    sftp = server.ask("sftp", options=("-s",))
    assert sftp.returncode != 0
    assert not sftp.stdout.startswith(b"\0\0\0")  # no packet of that protocol
    with socket.create_server(("127.0.0.1", 0)) as inner:
        port = inner.getsockname()[1]
        through = server.ask(options=("-W", f"127.0.0.1:{port}"))
        assert through.returncode != 0
        back = server.ask(
            options=("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"0:127.0.0.1:{port}")
        )
        assert back.returncode != 0
        inner.settimeout(0.2)
        with pytest.raises(TimeoutError):
            inner.accept()
    variable = server.ask("env", options=("-o", "SetEnv=KEMAS_CONFIG=/tmp/other PATH=/tmp"))
    assert b"KEMAS_CONFIG" not in variable.stdout


def test_a_dropped_line_ends_the_station_and_the_next_one_goes_on(server: Server) -> None:
    first = server.terminal()
    try:
        first.wait_for("W-1")
        first.send(b"W-1\rA\r")
        first.wait_for("1 / 3")
        assert len(server.stations()) == 1
        first.kill()  # as a terminal whose plug was pulled
    finally:
        first.close()
    until(lambda: not server.stations())
    assert server.shop.value(stations.c.last_seq) == 2
    again = server.terminal()
    try:
        again.wait_for("1 / 3")
        again.wait_for("W-1")
        assert json.dumps(server.shop.value(stations.c.work)).count("W-1") == 1
        again.send(b"KEMAS:OK\rB\rB\r")
        again.wait_for("3 / 3")
    finally:
        again.close()
    until(lambda: not server.stations())


def test_who_is_second_with_the_same_key_is_told_so(server: Server) -> None:
    first, second = server.terminal(), None
    try:
        first.wait_for("S1")
        until(lambda: server.shop.value(stations.c.pid))
        second = server.terminal()
        second.wait_for("is open already on")
        assert second.exit_code() != 0
    finally:
        first.close()
        if second is not None:
            second.close()
