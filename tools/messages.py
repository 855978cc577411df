"""Translations without system gettext.

The sources are English. Chinese lives in parts, one per room: locale/zh_Hans/parts/<package>_<room>.po. This tool
finds the messages in the sources (extract), compares (check), prints what a room still lacks (missing) and makes the
catalogue Django reads (compile).

    python tools/messages.py extract | check | compile | missing --room pmo_accounts
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pmo", "projects", "changemgmt", "metrics")
LANGUAGE = "zh_Hans"
PLURAL_FORMS = "nplurals=1; plural=0;"

KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# Reading Python with Babel's tokenizer costs most of the time; files without any call are skipped.
HINT = re.compile(rb"\b(?:_|N_|n?p?gettext(?:_lazy|_noop)?)\(|{%\s*(?:trans|translate|blocktrans|blocktranslate)\b|_\(")

PLACEHOLDER = re.compile(r"%\(\w+\)[sdifr]|%[sd]|(?<!{){\w*(?:[.!:][^{}]*)?}(?!})")

Key = tuple[str | None, str]


@dataclass
class Message:
    """One text of the sources. `places` are "path:line"."""

    context: str | None
    text: str
    plural: str | None = None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text

    @property
    def rooms(self) -> set[str]:
        return {room_of(place) for place in self.places}


def room_of(place: str) -> str:
    """The part a place belongs to: pmo/accounts/views.py and templates/pmo/accounts/x.html → pmo_accounts.

    Registers and shared templates belong to the package itself: pmo/tasks.py → pmo, templates/base.html → pmo_web.
    """
    parts = place.rsplit(":", 1)[0].split("/")
    if parts[0] == "templates":
        parts = parts[1:]
    if parts[0] not in PACKAGES:
        return "pmo_web"
    return f"{parts[0]}_{parts[1]}" if len(parts) > 2 else parts[0]


def sources(root: Path = ROOT) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for folder in (root / "templates", *(root / package / "templates" for package in PACKAGES)):
        for suffix in ("*.html", "*.txt"):
            yield from sorted(folder.rglob(suffix))


def _python(content: bytes) -> Iterable[tuple[int, Any, Any, str | None]]:
    from babel.messages.extract import extract

    return extract("python", BytesIO(content), KEYWORDS, (), {"encoding": "utf-8"})


def _template(content: bytes) -> Iterable[tuple[int, Any, Any, str | None]]:
    from django.utils.translation.template import templatize

    # Django's own step before xgettext: the template's messages as Python calls, line for line.
    return _python(templatize(content.decode("utf-8")).encode("utf-8"))


def _settings() -> None:
    """templatize reads no setting of ours, only that there are some."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def extract_messages(root: Path = ROOT) -> list[Message]:
    """Every message of the sources, once, with all of its places."""
    _settings()
    found: dict[Key, Message] = {}
    for path in sources(root):
        content = path.read_bytes()
        if not HINT.search(content):
            continue
        read: Callable[[bytes], Iterable[tuple[int, Any, Any, str | None]]] = (
            _python if path.suffix == ".py" else _template
        )
        name = path.relative_to(root).as_posix()
        try:
            hits = list(read(content))
        except Exception as error:
            raise SystemExit(f"{name}: cannot be read: {error}") from error
        for line, texts, _comments, context in hits:
            text, plural = texts if isinstance(texts, tuple) else (texts, None)
            if not isinstance(text, str) or not text:
                continue
            message = found.setdefault((context, text), Message(context, text))
            message.plural = message.plural or plural
            message.places.append(f"{name}:{line}")
    return list(found.values())


def part_files(root: Path = ROOT, language: str = LANGUAGE) -> list[Path]:
    return sorted((root / "locale" / language / "parts").glob("*.po"))


def read_part(path: Path) -> polib.POFile:
    try:
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=110)
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path.name}: {error}") from error


def translation(entry: polib.POEntry) -> str:
    """What the entry says; with plural forms (Chinese has one), the first."""
    return str(entry.msgstr_plural.get(0, "")) if entry.msgid_plural else str(entry.msgstr)


def translations(root: Path = ROOT, language: str = LANGUAGE) -> dict[Key, list[tuple[str, polib.POEntry]]]:
    """Every entry of every part, by key, with the name of its part."""
    found: dict[Key, list[tuple[str, polib.POEntry]]] = {}
    for path in part_files(root, language):
        for entry in read_part(path):
            if not entry.obsolete:
                found.setdefault((entry.msgctxt, entry.msgid), []).append((path.name, entry))
    return found


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _entry_problems(message: Message | None, part: str, entry: polib.POEntry) -> Iterator[str]:
    said, label = translation(entry), f"{part}: {entry.msgid!r}"
    if entry.fuzzy:
        yield f"{label}: fuzzy"
    if not said:
        yield f"{label}: empty"
        return
    allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural or "")
    used = _placeholders(said)
    # "%(n)s day" may become a sentence without the number only when English does so in one of its forms.
    needed = _placeholders(entry.msgid) & _placeholders(entry.msgid_plural or entry.msgid)
    if not needed <= used <= allowed:
        yield f"{label}: placeholders {sorted(used)} instead of {sorted(allowed)}"
    if entry.msgid.startswith("\n") != said.startswith("\n") or entry.msgid.endswith("\n") != said.endswith("\n"):
        yield f"{label}: line breaks at the ends differ"
    if message is not None and message.plural and not entry.msgid_plural:
        yield f"{label}: the source has a plural {message.plural!r}"


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the translation from being complete and right, one line each."""
    wanted = {message.key: message for message in extract_messages(root)}
    found = translations(root)
    result = [
        f"{message.places[0]}: missing in {room_of(message.places[0])}.po: {message.text!r}"
        for key, message in wanted.items()
        if key not in found
    ]
    for key, entries in found.items():
        said = {translation(entry) for _part, entry in entries}
        if len(said) > 1:
            names = ", ".join(part for part, _entry in entries)
            result.append(f"{names}: {key[1]!r} is translated differently: {sorted(said)}")
        for part, entry in entries:
            result += _entry_problems(wanted.get(key), part, entry)
    return result


def unused(root: Path = ROOT) -> list[str]:
    """Entries whose source is gone (or is found only at run time): worth a look, not an error."""
    wanted = {message.key for message in extract_messages(root)}
    return [f"{entries[0][0]}: {key[1]!r}" for key, entries in translations(root).items() if key not in wanted]


def _blank(language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS if language == LANGUAGE else "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def missing(room: str, root: Path = ROOT) -> polib.POFile:
    """The entries a room still lacks, ready to be filled in."""
    found = translations(root)
    catalogue = _blank(LANGUAGE)
    for message in extract_messages(root):
        if message.key in found or not any(name == room or name.startswith(f"{room}_") for name in message.rooms):
            continue
        places = [tuple(place.rsplit(":", 1)) for place in message.places[:3]]
        entry = polib.POEntry(msgctxt=message.context, msgid=message.text, msgstr="", occurrences=places)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
        if "%(" in message.text or "%s" in message.text:
            entry.flags = ["python-format"]
        catalogue.append(entry)
    return catalogue


def compile_catalogues(root: Path = ROOT) -> dict[str, int]:
    """Merges the parts of every language into the file Django reads. Returns the number of entries per language."""
    counts: dict[str, int] = {}
    for folder in sorted((root / "locale").glob("*/parts")):
        language = folder.parent.name
        catalogue = _blank(language)
        for entries in translations(root, language).values():
            entry = entries[0][1]
            if translation(entry) and not entry.fuzzy:
                catalogue.append(entry)
        target = folder.parent / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        # A running server may be reading: it sees the old file or the new one.
        new = target.with_suffix(".new")
        catalogue.save_as_mofile(str(new))
        new.replace(target)
        counts[language] = len(catalogue)
    return counts


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="list every message with its places")
    commands.add_parser("check", help="missing, fuzzy, contradictory or broken translations; exit 1 if any")
    commands.add_parser("compile", help="write locale/*/LC_MESSAGES/django.mo")
    commands.add_parser("unused", help="translations whose source is gone")
    room = commands.add_parser("missing", help="a ready po text of what a room lacks")
    room.add_argument("--room", default="", help="for example pmo_accounts; without it, the rooms that lack anything")
    chosen = parser.parse_args(arguments)

    if chosen.command == "extract":
        for message in extract_messages():
            context = f"[{message.context}] " if message.context else ""
            plural = f" | {message.plural!r}" if message.plural else ""
            print(f"{context}{message.text!r}{plural}  ({', '.join(message.places)})")
    elif chosen.command == "check":
        lines = problems()
        print("\n".join(lines) or "Complete.")
        return 1 if lines else 0
    elif chosen.command == "unused":
        print("\n".join(unused()))
    elif chosen.command == "missing":
        print(missing(chosen.room) if chosen.room else "\n".join(missing_rooms()))
    else:
        for language, count in compile_catalogues().items():
            print(f"{language}: {count} messages")
    return 0


def missing_rooms(root: Path = ROOT) -> list[str]:
    """The rooms that lack anything."""
    found = translations(root)
    return sorted({room for message in extract_messages(root) if message.key not in found for room in message.rooms})


if __name__ == "__main__":
    sys.exit(main())
