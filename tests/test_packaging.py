"""The wheel: holds all it needs, installs into a fresh environment, runs from anywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "printers", "tui")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the source folder stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    words = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out))
    subprocess.run([sys.executable, "-m", "pip", *words, str(source)], check=True)
    return next(out.glob("kemas-*.whl"))


def wanted() -> set[str]:
    """Every file of the three packages that has to be in the wheel."""
    kinds = {".py", ".tcss", ".mo", ".ttf", ".mako", ".typed"}
    found = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in kinds or path.name == "py.typed"
    }
    assert found >= {"core/migrations/env.py", "core/migrations/script.py.mako", "core/py.typed"}
    return found


def test_the_wheel_holds_every_file_of_the_three_packages_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert not wanted() - names
    assert {name.partition("/")[0] for name in names} == set(PACKAGES)


def test_the_wheel_holds_styles_and_fonts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for suffix in (".tcss", ".ttf"):
        assert any(name.endswith(suffix) for name in names), suffix


def test_the_installed_program_sets_up_a_shop_from_another_folder(
    wheel: Path, tmp_path: Path
) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    words = ("--python", str(python), "install", "--quiet", "--no-deps", "--no-compile", str(wheel))
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    # What Kemas depends on is lent by the environment of the tests; Kemas itself is not.
    lent = Path(next(home.glob("lib/python*/site-packages"))) / "lent.pth"
    lent.write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environ["LANG"] = "C.UTF-8"

    def kemas(*arguments: str) -> str:
        done = subprocess.run(
            [str(home / "bin" / "kemas"), *arguments],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    where = subprocess.run(
        [str(python), "-c", "import core; print(core.__file__)"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(home)
    assert kemas("--version").startswith("kemas ")
    made = json.loads(kemas("init", "--config", "shop/kemas.toml", "--unattended", "--json"))
    listed = json.loads(kemas("people", "list", "--config", "shop/kemas.toml", "--json"))
    assert listed == made["operators"]


def test_the_lock_pins_everything_that_is_declared() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lock if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in pins)
    assert pins == sorted(pins, key=lambda line: line.partition("==")[0])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[<>=\[; ]", one)[0].lower().replace("_", "-") for one in declared}
    assert names <= {line.partition("==")[0] for line in pins}


def test_the_readme_and_the_check_run_the_same_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for marker in ("demo", "test"):
        block = re.search(rf"<!-- {marker} -->\n```sh\n(.+)\n```\n", readme)
        assert block, marker
        assert "-c requirements.lock" in block[1]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "pytest" not in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
