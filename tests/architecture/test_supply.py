"""What is installed is pinned, hashed, and comes from wherever the installer is told to look."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.source import ROOT

HOSTS = re.compile(r"https?://[^\s\"']+")


def test_the_lock_file_of_npm_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if name and not entry.get("link") and "integrity" not in entry]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "--index-url" not in text
    assert not HOSTS.findall("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    wrong = [b.splitlines()[0] for b in blocks if b and not b.startswith("-") and ("==" not in b or "--hash=" not in b)]
    assert not wrong


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in", "package.json", ".npmrc"])
def test_no_source_of_packages_is_written_down(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"(?m)^\s*(--(extra-)?index-url|registry\s*=)", text)
    assert "npmjs.org" not in text
    assert "pypi.org" not in text


def test_what_the_repository_contains_is_small_and_no_secret() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name]
    assert not [n for n in names if re.search(r"(^|/)(\.env|id_rsa|.*\.pem|.*\.sqlite3|.*\.pyc)$", n)]
    large = [n for n in names if (ROOT / n).is_file() and (ROOT / n).stat().st_size > 1_500_000]
    assert not large
