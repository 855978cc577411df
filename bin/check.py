"""All checks and tests; goes on after a failure and ends with a summary. Called by bin/test.

The static checks run beside the tests, one after the other; what each says is printed when it ends.

quick: static checks and the tests on SQLite, without a browser. Unknown arguments go to pytest.
With CI=true anything skipped is a failure.
"""

import argparse
import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.harness import PrivatePostgres, PrivateRedis, find_postgres, find_redis  # noqa: E402

BIN = Path(sys.executable).parent
RESULTS = ROOT / "var" / "test-results"
CI = os.environ.get("CI", "").lower() == "true"
NO_TESTS_FOUND = 5
FONT = Path("/usr/share/fonts/opentype/noto")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def lacking() -> dict[str, str]:
    """Debian packages that are not there, and what cannot be tested without them."""
    packages = {}
    if not chromium():
        packages["chromium"] = "browser tests"
    if not any(FONT.glob("*CJK*")):
        packages["fonts-noto-cjk"] = "pictures of Chinese pages"
    if not ctypes.util.find_library("pango-1.0") or not ctypes.util.find_library("harfbuzz-subset"):
        packages["libpangoft2-1.0-0"] = packages["libharfbuzz-subset0"] = "PDFs"
    if not find_postgres():
        packages["postgresql"] = "tests on PostgreSQL"
    if not shutil.which("redis-server"):
        packages["redis-server"] = "tests on a system Redis"
    return packages


def install_missing() -> dict[str, str]:
    """Installs what the tests need where that is possible; returns what is still missing."""
    packages = lacking()
    if packages and os.getuid() == 0 and shutil.which("apt-get"):
        print(f"· installing {', '.join(packages)}", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=env)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(command, check=False, env=env, stdout=subprocess.DEVNULL)
        packages = lacking()
    return packages


class Run:
    """Collects the outcome of every step."""

    def __init__(self, extra: list[str]) -> None:
        self.extra = extra
        self.rows: list[tuple[str, str, float]] = []
        self.skipped: list[str] = []
        self.failed = False

    def _call(self, name: str, command: list[str], env: dict[str, str] | None, *, aside: bool) -> int:
        """The exit code. What runs aside is printed whole at its end, not between the lines of the others."""
        if not aside:
            print(f"\n── {name}", flush=True)
        heard = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if aside else {}
        started = time.monotonic()
        done = subprocess.run(
            command, check=False, cwd=ROOT, env={**os.environ, **(env or {})}, text=True, errors="replace", **heard
        )
        seconds = time.monotonic() - started
        outcome = "ok" if done.returncode == 0 else "failed"
        if "pytest" in name and done.returncode == NO_TESTS_FOUND:
            outcome = "no tests"
        if aside:
            print(f"\n── {name} ({seconds:.0f} s beside the tests)\n{done.stdout}", flush=True)
        self.rows.append((name, outcome, seconds))
        self.failed |= outcome == "failed"
        return done.returncode

    def step(self, name: str, *command: str, env: dict[str, str] | None = None) -> None:
        self._call(name, [str(BIN / command[0]), *command[1:]], env, aside=True)

    def pytest(self, name: str, markers: str, *arguments: str, env: dict[str, str] | None = None) -> None:
        result = RESULTS / f"{name.replace(' ', '-')}.xml"
        result.unlink(missing_ok=True)
        command = [str(BIN / "pytest"), "-q", "-m", markers, f"--junitxml={result}", "--durations=10"]
        self._call(f"pytest: {name}", [*command, *arguments, *self.extra], env, aside=False)
        if result.exists():
            self._note_skips(name, result)

    def _note_skips(self, name: str, result: Path) -> None:
        for case in ElementTree.parse(result).iter("testcase"):  # noqa: S314 - see above
            for skip in case.findall("skipped"):
                if skip.get("type") != "pytest.xfail":
                    where = f"{case.get('classname')}::{case.get('name')}"
                    self.skipped.append(f"{name}: {where}: {skip.get('message')}")

    def summary(self) -> int:
        print("\n── summary")
        for name, outcome, seconds in self.rows:
            print(f"{outcome:>9}  {seconds:6.1f} s  {name}")
        if self.skipped:
            print("\nSkipped:")
            for line in self.skipped:
                print(f"  {line}")
        if self.failed or (CI and self.skipped):
            print("\nFAILED" + ("" if self.failed else ": nothing may be skipped here"))
            return 1
        print("\nAll good.")
        return 0


# Complete and invented: shows that the checks for a server pass, without connecting anywhere.
PRODUCTION = {
    "LUODI_ENV": "production",
    "DATABASE_URL": "postgresql://luodi@127.0.0.1:1/luodi",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "luodi.example",
    "LUODI_VAR": str(ROOT / "var" / "check"),
}


def static_checks(run: Run) -> None:
    run.step("ruff", "ruff", "check", ".")
    run.step("ruff format", "ruff", "format", "--check", ".")
    run.step("import rules", "lint-imports", "--cache-dir", "var/cache/import-linter")
    run.step("types", "mypy")
    run.step("translations", "python", "tools/messages.py", "check")
    # An in-memory environment of its own: the developer's data are not looked at.
    run.step(
        "migrations", "python", "manage.py", "makemigrations", "--check", "--dry-run", "-v1", env={"LUODI_ENV": "test"}
    )
    run.step("deployment", "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=PRODUCTION)


# These ask the whole product, and what they ask is the same on either database.
WHOLE = ("--ignore=tests/security", "--ignore=tests/performance")
PARALLEL = ("-n", "2", "--dist", "worksteal")


def on_sqlite(run: Run, env: dict[str, str], *, browser: bool, quick: bool) -> None:
    without = (
        "not postgres and not faults and not journey"
        + ("" if browser else " and not browser")
        + (" and not slow and not matrix" * quick)
    )
    run.pytest("sqlite", without, *PARALLEL, *(WHOLE if quick else ()), env=env)


def on_postgresql(run: Run, env: dict[str, str]) -> None:
    with ExitStack() as servers:
        database = servers.enter_context(PrivatePostgres())
        redis = servers.enter_context(PrivateRedis())
        # Pages look the same, engines count the same and the document of the interface says the same on either
        # database: once is enough.
        # Counted with the in-memory cache; a shared one is warm from the tests before.
        counted = "--ignore=tests/metrics/dashboards/test_query_counts.py"
        without_database = [
            f"--ignore=tests/{part}" for part in ("architecture", "engines", "web", "api/test_schema.py")
        ]
        run.pytest(
            "postgresql",
            "not browser and not reference and not faults and not matrix and not journey",
            counted,
            *without_database,
            *WHOLE,
            *PARALLEL,
            env={**env, "DATABASE_URL": database.url, "REDIS_URL": redis.url},
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("mode", nargs="?", choices=["all", "quick"], default="all")
    parser.add_argument("--no-static", action="store_true", help="only pytest")
    parser.add_argument("--no-postgres", action="store_true", help="no second pass on PostgreSQL, no fault tests")
    parser.add_argument("--no-browser", action="store_true")
    chosen, extra = parser.parse_known_args()
    quick = chosen.mode == "quick"
    RESULTS.mkdir(parents=True, exist_ok=True)

    run = Run(extra)
    missing = {} if quick else install_missing()
    browser = not (quick or chosen.no_browser) and "chromium" not in missing
    postgres = not (quick or chosen.no_postgres) and "postgresql" not in missing and find_redis() is not None
    run.skipped += [f"{what}: {package} is not installed" for package, what in missing.items()]
    if not quick:
        run.skipped += ["browser tests: --no-browser"] if chosen.no_browser else []
        run.skipped += ["tests on PostgreSQL: --no-postgres"] if chosen.no_postgres else []

    env = {"LUODI_CHROMIUM": chromium() or ""}
    with ThreadPoolExecutor(1) as aside:
        beside = None if chosen.no_static else aside.submit(static_checks, run)
        on_sqlite(run, env, browser=browser, quick=quick)
        if postgres:
            on_postgresql(run, env)
    if beside is not None:
        beside.result()
    if postgres:
        # They kill processes and wait for others with deadlines: nothing runs beside them.
        run.pytest("faults", "faults", env=env)
    if missing:
        print(f"\nTo run everything: apt-get install -y {' '.join(missing)}")
    return run.summary()


if __name__ == "__main__":
    sys.exit(main())
