"""Templates: nothing inline that the content security policy would refuse, and every file compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.source import ROOT

FOLDER = ROOT / "templates"
HTML = sorted(FOLDER.rglob("*.html"))
EVERY = sorted(path for path in FOLDER.rglob("*") if path.is_file())

INLINE = {
    "style attribute": re.compile(r"""<[a-zA-Z][^>]*\sstyle\s*=""", re.S),
    "style element": re.compile(r"<style\b", re.I),
    "event handler": re.compile(r"""<[a-zA-Z][^>]*\son[a-z]+\s*=\s*["']""", re.S),
    "javascript address": re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.I),
    "hx-on": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:"),
    "address of another host": re.compile(r"""(?:src|href|action|poster)\s*=\s*["']?(?:https?:)?//""", re.I),
}
# The page of the API's description starts Swagger UI, with a nonce; it is no page of the product.
WITH_NONCE = {"api/docs.html"}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S | re.I)
DATA = re.compile(r"""type\s*=\s*["']application/json["']""", re.I)
# Mails are read in mail programs, which know only inline styles and absolute addresses.
MAILS = re.compile(r"(^|/)(mail|mails|email|emails)/|_mail\.|/mail_")


def _pages() -> list[Path]:
    names = ((path, path.relative_to(FOLDER).as_posix()) for path in HTML)
    return [path for path, name in names if not MAILS.search(name) and name not in WITH_NONCE]


def _without_comments(text: str) -> str:
    text = re.sub(r"{#.*?#}", "", text)
    return re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", "", text, flags=re.S)


@pytest.mark.parametrize("what", INLINE)
def test_nothing_is_inline(what: str) -> None:
    found = []
    for path in _pages():
        text = _without_comments(path.read_text(encoding="utf-8"))
        # An attribute made by a tag may hold ">" or quotes; what is inside tags of the template language is not HTML.
        plain = re.sub(r"{[%{].*?[%}]}", "", text, flags=re.S)
        found += [f"{path.relative_to(ROOT)}: {match.group()[:80]!r}" for match in INLINE[what].finditer(plain)]
    assert not found, "\n".join(found)


def test_scripts_are_files_or_data() -> None:
    found = []
    for path in _pages():
        for attributes, body in SCRIPT.findall(_without_comments(path.read_text(encoding="utf-8"))):
            is_file = "src=" in attributes and not body.strip()
            if not is_file and not DATA.search(attributes):
                found.append(f"{path.relative_to(ROOT)}: {body.strip()[:60]!r}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_template_compiles(path: Path) -> None:
    engines["django"].get_template(path.relative_to(FOLDER).as_posix())


@pytest.mark.parametrize("name", sorted(WITH_NONCE))
def test_exceptions_carry_the_nonce(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    tags = re.findall(r"<(?:script|style)\b[^>]*>", text)
    assert tags
    assert all('nonce="{{ CSP_NONCE }}"' in tag for tag in tags)


def test_forms_that_change_something_carry_the_anti_forgery_token() -> None:
    missing = []
    for path in _pages():
        text = _without_comments(path.read_text(encoding="utf-8"))
        forms = re.findall(r"""<form\b[^>]*method\s*=\s*["']post["'].*?</form>""", text, re.S | re.I)
        missing += [f"{path.relative_to(ROOT)}: {form[:90]!r}" for form in forms if "csrf_token" not in form]
    assert not missing, "\n".join(missing)
