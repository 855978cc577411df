"""Rules every template keeps: no inline style or script, every template compiles, icons exist."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.relative_to(ROOT / "templates").parts]

# The viewer of the API description is a bundle of its own, set up inside its page under the nonce.
OWN_BUNDLE = {"api/docs.html"}

COMMENTS = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", re.S)
INLINE_STYLE = re.compile(r"<[a-z][^>]*\sstyle\s*=|<style\b", re.I)
INLINE_HANDLER = re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
FOREIGN = re.compile(r"""<(?:script|link|img|iframe|use)\b[^>]*(?:src|href)\s*=\s*["'](?:https?:)?//""")
JS_IN_ATTRIBUTE = re.compile(r"""(?:href|action|hx-[a-z]+)\s*=\s*["']\s*(?:javascript|js):""", re.I)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def source(path: Path) -> str:
    return COMMENTS.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_nothing_inline(path: Path) -> None:
    text = source(path)
    if name_of(path) in OWN_BUNDLE:
        text = re.sub(r'<style nonce="[^"]+">', "", text)
    assert not INLINE_STYLE.search(text)
    assert not INLINE_HANDLER.search(text)
    assert not JS_IN_ATTRIBUTE.search(text)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_scripts_are_files_with_a_nonce_or_data(path: Path) -> None:
    for attributes in SCRIPT.findall(source(path)):
        data = 'type="application/json"' in attributes
        ours = "src=" in attributes or name_of(path) in OWN_BUNDLE
        assert data or ("nonce=" in attributes and ours), attributes


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_nothing_from_elsewhere(path: Path) -> None:
    """No request leaves the machine: scripts, styles, images and fonts are our own."""
    assert not FOREIGN.search(source(path))
    assert not re.search(
        r"""<(?:script|link|img|iframe|use)\b[^>]*(?:src|href)\s*=\s*["'](?:https?:)?//""", source(path)
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_compiles(path: Path) -> None:
    engines["django"].get_template(name_of(path))


SPRITE = (ROOT / "templates/components/sprite.html").read_text(encoding="utf-8")
SYMBOLS = set(re.findall(r'<symbol id="([is]-[a-z0-9-]+)"', SPRITE))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_icons_are_in_the_sprite(path: Path) -> None:
    text = source(path)
    used = {f"i-{name}" for name in re.findall(r"""{%\s*icon\s+["']([a-z0-9-]+)["']""", text)}
    used |= set(re.findall(r'<use href="#([is]-[a-z0-9-]+)"', text))
    assert used <= SYMBOLS


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_post_forms_carry_the_token(path: Path) -> None:
    for form in re.findall(r"<form\b[^>]*method=[\"']post[\"'][^>]*>.*?</form>", source(path), re.S | re.I):
        assert "csrf_token" in form, form[:120]


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "403_csrf"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_stand_without_any_context(name: str, language: str) -> None:
    """The page for a fault must not need what may be at fault."""
    from django.utils import translation

    with translation.override(language):
        html = engines["django"].get_template(f"{name}.html").render({})
    assert "<h1>" in html
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in html


def test_help_popover_may_stand_in_a_paragraph() -> None:
    """Phrasing content only: a <div> or <p> inside would end the paragraph around it."""
    arguments = 'title="Progress" formula="a ÷ b" numbers="1 ÷ 2 = **50%**" link="/x/" label="Rows"'
    text = "{% load ld %}{% how " + arguments + " %}{% endhow %}"
    html = engines["django"].from_string(text).render({}, RequestFactory().get("/"))
    assert "<div" not in html
    assert "<p" not in html.replace("<path", "").replace("<popover", "")
    assert "<b>50%</b>" in html


def test_block_tags_do_not_escape_their_inside_nor_trust_arguments() -> None:
    section = '{% section title count=2 %}<i id="in"></i>{% endsection %}'
    text = "{% load ld %}" + section + "{% pagehead title=title %}<a>go</a>{% endpagehead %}"
    html = engines["django"].from_string(text).render({"title": "<script>x</script>"}, RequestFactory().get("/"))
    assert '<i id="in"></i>' in html
    assert "<a>go</a>" in html
    assert "<script>" not in html


def test_ids_are_unique_on_a_page() -> None:
    text = '{% load ld %}{% how title="A" %}{% endhow %}{% how title="A" %}{% endhow %}'
    html = engines["django"].from_string(text).render({}, RequestFactory().get("/"))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 2
