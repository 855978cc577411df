"""Contrast of the tokens, recomputed from the CSS: text at least 4.5, marks and controls at least 3."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "static" / "src" / "css" / "tokens.css"
CSS = SOURCE.read_text(encoding="utf-8")

LIGHT = ":root {"
DARK = '[data-bs-theme="dark"] {'
DEVICE = 'html[data-theme=""] {'

SURFACES = ("paper", "surface", "sunken", "hover")
TEXTS = ("ink", "ink-2", "ink-3", "accent", "ok", "risk", "off")
MARKS = ("ok-fill", "risk-fill", "off-fill", "none-fill")


def tokens(selector: str) -> dict[str, str]:
    start = CSS.index(selector)
    body = CSS[start : CSS.index("}", start)]
    return dict(re.findall(r"--ld-([a-z0-9-]+):\s*([^;]+);", body))


def luminance(color: str) -> float:
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


THEMES = {"light": tokens(LIGHT), "dark": tokens(LIGHT) | tokens(DARK)}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", SURFACES)
def test_text_on_surfaces(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-accent", "accent"),
        ("accent", "accent-weak"),
        ("ink", "accent-weak"),
        ("ink-2", "accent-weak"),
        ("ink-3", "accent-weak"),
        ("ok", "ok-weak"),
        ("risk", "risk-weak"),
        ("off", "off-weak"),
        ("ink-2", "off-weak"),
        ("ink", "off-weak"),
        # The bulk bar and toasts are inverted.
        ("paper", "ink"),
        ("paper", "ink-2"),
    ],
)
def test_text_on_tints(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_marks(theme: str, mark: str, ground: str) -> None:
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_control_borders_and_focus(theme: str, ground: str) -> None:
    assert contrast(THEMES[theme]["control"], THEMES[theme][ground]) >= 3
    assert contrast(THEMES[theme]["accent"], THEMES[theme][ground]) >= 3


def test_the_published_contrasts_still_hold() -> None:
    """A few figures of the visual language, to one decimal."""
    light, dark = THEMES["light"], THEMES["dark"]
    assert round(contrast(light["ink-3"], light["paper"]), 1) == 5.3
    assert round(contrast(light["accent"], light["sunken"]), 1) == 6.4
    assert round(contrast(dark["off"], dark["paper"]), 1) == 8.1
    assert round(contrast(dark["control"], dark["surface"]), 1) == 4.2


def test_dark_by_device_is_the_same_dark() -> None:
    assert tokens(DEVICE) == tokens(DARK)


def test_every_used_token_is_defined() -> None:
    sources = [path for suffix in ("*.css", "*.js") for path in SOURCE.parents[1].rglob(suffix)]
    used: set[str] = set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"var\(--ld-([a-z0-9-]+)", text)) | set(re.findall(r'\bcss\("([a-z0-9-]+)"\)', text))
    assert used - tokens(LIGHT).keys() <= {"sans"}
