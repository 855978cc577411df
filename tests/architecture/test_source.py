"""Rules about the source that no linter knows."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from tests.architecture.source import ROOT, Module, dotted, functions, imports, modules

MAX_LINES = 450
MAX_FUNCTION = 60

# --- rows are reached through what the person may see -----------------------------------------------------------------

SERVED = ("views", "api", "templatetags", "forms", "serializers", "lists")
STARTS = {"visible_to", "for_verb"}
# "file function Model.method": why this read needs no narrowing.
UNSCOPED = {
    "projects/portfolio/views.py team User.filter": "the people a visible project is shown to, read by who shows it",
    "metrics/reviews/forms.py HoldForm.__init__ User.filter": "the participants of a visible review",
    "metrics/processes/api.py ProcessViewSet.visible EventLog.filter": "logs of visible processes, as a subquery",
}


def _scoped_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if hasattr(model, "access_kind")}


def _reads(module: Module, names: set[str]) -> list[tuple[int, str]]:
    """(line, "file function Model.method") of reads of scoped models that never ask what the person may see."""
    parents = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute):
            continue
        chain = dotted(node).split(".")
        if len(chain) < 3 or chain[-2] not in ("objects", "_default_manager", "_base_manager"):
            continue
        if chain[-3] in names and chain[-1] != "none" and not _narrowed(node, parents):
            found.append((node.lineno, f"{module.name} {_place(node, parents)} {chain[-3]}.{chain[-1]}"))
    return found


def _narrowed(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the chain of calls that begins here goes through `visible_to`, or is handed to `get_visible_or_404`."""
    if isinstance(node, ast.Attribute) and node.attr in STARTS:
        return True
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.Attribute):
            if parent.attr in STARTS:
                return True
        elif isinstance(parent, ast.Call):
            if parent.func is not node:
                return dotted(parent.func).endswith("visible_or_404")
        else:
            return isinstance(parent, ast.Assign) and _narrowed_later(parent, parents)
        node = parent
    return False


def _narrowed_later(assign: ast.Assign, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the variable the rows are kept in is narrowed further down in the same block."""
    names = {target.id for target in assign.targets if isinstance(target, ast.Name)}
    uses = [n for n in ast.walk(parents[assign]) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return any(_narrowed(use, parents) for use in uses if use.id in names)


def _place(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    names: list[str] = []
    while (node := parents.get(node)) is not None:  # type: ignore[assignment]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
    return ".".join(reversed(names)) or "module"


def test_what_serves_people_starts_at_what_they_may_see() -> None:
    names = _scoped_models()
    assert {"Project", "Kpi", "Goal", "Measurement", "EventLog", "Action", "User"} <= names
    found = [(line, text) for module in modules() if module.matches(*SERVED) for line, text in _reads(module, names)]
    unknown = {f"{line}: {text}" for line, text in found if text not in UNSCOPED}
    assert not unknown, "\n".join(sorted(unknown))
    assert not set(UNSCOPED) - {text for _line, text in found}, "no longer there: take it off the list"


def test_the_lint_finds_a_planted_read() -> None:
    tree = ast.parse("def view(request):\n    return Project.objects.filter(key='x').first()\n")
    planted = Module(ROOT / "projects" / "views.py", tree, 2)
    assert _reads(planted, {"Project"}) == [(2, "projects/views.py view Project.filter")]


# --- libraries with one door ------------------------------------------------------------------------------------------


def test_guardian_is_asked_in_one_place() -> None:
    users = {m.name for m in modules() for _line, name in imports(m) if name.split(".")[0] == "guardian"}
    assert {name for name in users if not name.startswith("pmo/access/")} == set()


XML = ("xml", "lxml", "pyexpat", "xmltodict")
# Names without behaviour: what the armed parsers raise, and escaping of text.
HARMLESS = re.compile(r"^xml\.sax\.(\w+Exception|saxutils\.\w+)$|^xml\.etree\.ElementTree\.(ParseError|Element)$")
# Drives the parser that defusedxml has armed by hand, because the SAX layer costs more than expat itself.
BY_HAND = "metrics/processes/xes_reader.py"


def test_xml_is_read_by_defusedxml() -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in modules()
        for line, name in imports(module)
        if name.split(".")[0] in XML and not HARMLESS.match(name)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_hand_made_reader_is_armed() -> None:
    module = next(m for m in modules() if m.name == BY_HAND)
    calls = [n for n in ast.walk(module.tree) if isinstance(n, ast.Call)]
    armed = [
        {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
        for call in calls
        if any(k.arg == "forbid_dtd" for k in call.keywords)
    ]
    assert armed
    assert all(values["forbid_dtd"] is True and values.get("forbid_entities", True) is True for values in armed)


DANGEROUS = ("pickle", "marshal", "shelve", "yaml", "subprocess", "dill")
# Starts the limited child that opens workbooks, the embedded servers, the converter of binary plans, and the solver
# that no process shares with OR-Tools.
MAY_START = ("pmo/exchange/", "pmo/embedded/", "projects/msproject/mpp.py", "projects/engines/selection/running.py")


def test_nothing_unpickles_and_only_few_rooms_start_processes() -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in modules()
        for line, name in imports(module)
        if name.split(".")[0] in DANGEROUS
        and not (name.split(".")[0] == "subprocess" and module.name.startswith(MAY_START))
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_evaluates_text() -> None:
    wrong = [
        f"{module.name}:{node.lineno} {dotted(node.func)}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and (dotted(node.func) in ("eval", "exec", "compile", "__import__") or dotted(node.func).endswith(".extra"))
    ]
    assert not wrong, "\n".join(wrong)


# --- safe HTML ----------------------------------------------------------------------------------------------------

SAFE = re.compile(r"(?:^|\.)(mark_safe|SafeString|safe)$")
# Modules whose only business is to make HTML from escaped parts; each is covered by tests of injected text.
MAKES_HTML = (
    "pmo/web/",
    "pmo/texts/",
    "metrics/processes/drawing.py",
    "metrics/templatetags/",
    "metrics/knowledge/rendering.py",
)


def test_html_is_made_only_where_it_is_escaped() -> None:
    wrong = [
        f"{module.name}:{node.lineno} {dotted(node.func)}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and SAFE.search(dotted(node.func)) and not module.name.startswith(MAKES_HTML)
    ]
    assert not wrong, "\n".join(wrong)


def test_templates_declare_nothing_safe() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\|\s*safe\b|{%\s*autoescape\s+off|\|\s*safeseq\b", line)
    ]
    assert not found, "\n".join(found)


# --- the clock is read at the edges -------------------------------------------------------------------------------

TIMELESS = ("services", "selectors", "engines")
CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "time.time",
    "timezone.localdate",
    "timezone.localtime",
}


def test_services_selectors_and_engines_are_told_the_time() -> None:
    wrong = []
    for module in modules():
        if not module.matches(*TIMELESS):
            continue
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or dotted(node.func) not in CLOCKS:
                continue
            # localdate(now) only converts.
            if dotted(node.func).startswith("timezone.local") and (node.args or node.keywords):
                continue
            wrong.append(f"{module.name}:{node.lineno} {dotted(node.func)}")
    assert not wrong, "\n".join(wrong)


# --- sizes --------------------------------------------------------------------------------------------------------


def test_files_are_short() -> None:
    long = [f"{module.name}: {module.lines} lines" for module in modules() if module.lines > MAX_LINES]
    assert not long, "\n".join(long)


def test_functions_are_short() -> None:
    long = []
    for module in modules():
        for name, node in functions(module):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                long.append(f"{module.name} {name}: {length} lines")
    assert not long, "\n".join(long)


# --- registers ----------------------------------------------------------------------------------------------------

REGISTERS = ("models", "urls", "api", "tasks", "policy")


@pytest.mark.parametrize("package", ["pmo", "projects", "changemgmt", "metrics"])
@pytest.mark.parametrize("register", REGISTERS)
def test_registers_only_collect(package: str, register: str) -> None:
    """They import rooms' parts and join them: no functions, classes, branches or loops."""
    module = next(m for m in modules() if m.name == f"{package}/{register}.py")
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    wrong = [node.lineno for node in module.tree.body if not isinstance(node, allowed)]
    wrong += [n.lineno for n in module.tree.body if isinstance(n, ast.Expr) and not isinstance(n.value, ast.Constant)]
    assert not wrong, f"{module.name}: code in lines {wrong}"


def test_comments_promise_nothing() -> None:
    """What is not done is not there: no notes to a later self."""
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError\(\)$)\b")
    wrong = [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.path.read_text(encoding="utf-8").splitlines(), 1)
        if "#" in line and words.search(line.split("#", 1)[1])
    ]
    assert not wrong, "\n".join(wrong)
