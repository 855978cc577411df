"""Laws of the drawing: nothing overlaps, lines keep out of boxes, the main path is level, the same each time."""

import os
import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.engines import flow_graph, process_mining
from metrics.engines.flow_graph import FlowEdge, FlowGraph, FlowNode, ShortName
from metrics.engines.flow_layout import FlowLayout, lay_out, text_width
from metrics.engines.flow_routing import Box, rounded_path, straightened
from metrics.engines.flow_text import wrapped
from metrics.processes.readers import read_log
from tests.engines.test_process_mining import JANUARY, table_of

HOUR = 3_600_000_000
REFERENCE = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "bpic2020" / "DomesticDeclarations.xes.gz"


def boxes(layout):
    return {node.key: Box(node.x, node.y, node.w, node.h) for node in layout.nodes}


def check(layout, graph):
    nodes = boxes(layout)
    for (a, first), (b, second) in combinations(nodes.items(), 2):
        assert not first.overlaps(second), (a, b)
    labels = [Box(*edge.label.box) for edge in layout.edges if edge.label]
    for label in labels:
        assert not any(label.overlaps(node) for node in nodes.values())
    assert not any(a.overlaps(b) for a, b in combinations(labels, 2))
    main = [node for node in layout.nodes if node.key in graph.main]
    assert len({node.y for node in main}) <= 1
    places = [nodes[key].x for key in graph.main if key in nodes]
    assert places == sorted(places)
    for node in layout.nodes:
        assert (node.kind == "main") == (node.key in graph.main or not graph.main)
    for edge in layout.edges:
        for (ax, ay), (bx, by) in pairwise(edge.points):
            stretch = Box(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))
            assert ax == bx or ay == by
            for key, node in nodes.items():
                inside = Box(node.x + 0.2, node.y + 0.2, node.w - 0.4, node.h - 0.4)
                touches = (
                    stretch.x < inside.right
                    and stretch.right > inside.x
                    and stretch.y < inside.bottom
                    and stretch.bottom > inside.y
                )
                assert not touches, (edge.source, edge.target, key)
    drawn = [*nodes.values(), *labels]
    assert min(box.x for box in drawn) >= 0
    assert min(box.y for box in drawn) >= 0
    assert max(box.right for box in drawn) <= layout.width
    assert max(box.bottom for box in drawn) <= layout.height


def edge(source, target, count=10, accent=False):
    return FlowEdge(source, target, count, ("1.25 days", f"{count:,}"), f"1.25 days, {count:,}", accent)


def graph_of(edges, main, back=()):
    keys = list(dict.fromkeys([*main, *(key for e in edges for key in (e.source, e.target))]))
    nodes = tuple(FlowNode(key, f"Step {key}", "Role " + key[:1], "1,234", 1234, key in back) for key in keys)
    return FlowGraph(nodes, tuple(edges), tuple(main))


class TestKnownShapes:
    def test_straight_line(self):
        graph = graph_of([edge("a", "b"), edge("b", "c")], "abc")
        layout = lay_out(graph)
        check(layout, graph)
        assert all(len(e.points) == 2 and e.points[0][1] == e.points[1][1] for e in layout.edges)
        assert all(e.label and not e.back for e in layout.edges)

    def test_side_step_above_return_below(self):
        graph = graph_of(
            [edge("a", "b"), edge("b", "c"), edge("b", "s"), edge("s", "c"), edge("b", "r"), edge("r", "a")], "abc"
        )
        layout = lay_out(graph)
        check(layout, graph)
        at = {node.key: node for node in layout.nodes}
        assert (at["s"].kind, at["r"].kind) == ("side", "back")
        assert at["s"].y < at["a"].y < at["r"].y
        assert {(e.source, e.target) for e in layout.edges if e.back} == {("b", "r"), ("r", "a")}

    def test_return_stands_under_the_step_of_its_role(self):
        nodes = tuple(
            FlowNode(key, key, role, "1", 1)
            for key, role in [("a", "staff"), ("b", "desk"), ("c", "boss"), ("r", "boss")]
        )
        graph = FlowGraph(nodes, (edge("a", "b"), edge("b", "c"), edge("b", "r"), edge("r", "a")), ("a", "b", "c"))
        at = {node.key: node for node in lay_out(graph).nodes}
        assert at["r"].x == at["c"].x

    def test_dead_end_that_sends_back_stands_below(self):
        graph = graph_of([edge("a", "b"), edge("a", "r"), edge("a", "s")], "ab", back="r")
        kinds = {node.key: node.kind for node in lay_out(graph).nodes}
        assert (kinds["r"], kinds["s"]) == ("back", "side")

    def test_self_loop_and_two_way(self):
        graph = graph_of([edge("a", "b"), edge("b", "a"), edge("b", "b"), edge("b", "c")], "abc")
        layout = lay_out(graph)
        check(layout, graph)
        assert {(e.source, e.target) for e in layout.edges} == {("a", "b"), ("b", "a"), ("b", "b"), ("b", "c")}

    def test_width_grows_with_cases(self):
        graph = graph_of([edge("a", "b", 1000), edge("b", "c", 10)], "abc")
        thick, thin = (e.width for e in lay_out(graph).edges)
        assert thick == 5.5
        assert 1.1 <= thin < 1.5

    def test_nothing(self):
        assert lay_out(FlowGraph((), (), ())) == FlowLayout(0.0, 0.0, (), ())

    def test_without_main_path_the_most_frequent_step_leads(self):
        graph = graph_of([edge("a", "b")], "")
        assert {node.kind for node in lay_out(graph).nodes} == {"main", "side"}

    def test_long_titles_wrap_and_are_cut(self):
        assert wrapped("Short", 132) == ("Short",)
        first, second = wrapped("Declaration FINAL_APPROVED by SUPERVISOR", 132)
        assert first.endswith(("D", "…"))
        assert text_width(second, 13, bold=True) <= 132
        assert len(wrapped("项目预算调整申请单财务负责人复核并确认", 132)) == 2
        assert wrapped("x" * 400, 132)[0].endswith("…")

    def test_long_roles_stay_in_their_box(self):
        nodes = (FlowNode("a", "A " * 60, "R" * 90, "1,234", 1), FlowNode("b", "B", "", "1", 1))
        graph = FlowGraph(nodes, (edge("a", "b"),), ("a", "b"))
        layout = lay_out(graph)
        check(layout, graph)
        node = layout.nodes[0]
        assert text_width(node.role) + text_width(node.figure) <= node.w - 20


KEYS = "abcdefghij"
GRAPHS = st.builds(
    lambda pairs, main, counts: graph_of(
        [edge(a, b, count) for (a, b), count in zip(sorted(pairs), counts, strict=False)],
        [key for i, key in enumerate(KEYS) if i < main],
        back="hij",
    ),
    st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=18),
    st.integers(1, 6),
    st.lists(st.integers(1, 10_000), min_size=18, max_size=18),
)


class TestLaws:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(GRAPHS)
    def test_nothing_overlaps(self, graph):
        layout = lay_out(graph)
        check(layout, graph)
        assert {(e.source, e.target) for e in layout.edges} == {(e.source, e.target) for e in graph.edges}

    @settings(max_examples=10, deadline=None)
    @given(GRAPHS)
    def test_same_each_time(self, graph):
        assert lay_out(graph) == lay_out(graph)


class TestPaths:
    def test_straightened(self):
        assert straightened([(0, 0), (0, 0), (5, 0), (9, 0), (9, 4)]) == [(0, 0), (9, 0), (9, 4)]

    def test_rounded_path_stops_short_of_the_box(self):
        assert rounded_path([(0.0, 0.0), (100.0, 0.0)], 30, 4) == "M0 0L96 0"
        path = rounded_path([(0.0, 0.0), (100.0, 0.0), (100.0, 80.0)], 30, 4)
        assert re.fullmatch(r"M0 0L70 0C88 0 100 12 100 30L100 76", path)


class TestNames:
    def test_role_and_common_word(self):
        names = flow_graph.shorten(
            {
                "Declaration FINAL_APPROVED by SUPERVISOR": "SUPERVISOR",
                "Declaration SUBMITTED by EMPLOYEE": "EMPLOYEE",
                "Declaration REJECTED by BUDGET OWNER": "",
                "Request Payment": "UNDEFINED",
            }
        )
        assert list(names.values()) == [
            ShortName("Final approved", "Supervisor"),
            ShortName("Submitted", "Employee"),
            ShortName("Rejected", "Budget owner"),
            ShortName("Request Payment", ""),
        ]

    def test_chinese_names_and_roles_of_the_log(self):
        names = flow_graph.shorten({"终审（主管）": "", "提交": "员工", "ERP入账": "系统"})
        assert list(names.values()) == [
            ShortName("终审", "主管"),
            ShortName("提交", "员工"),
            ShortName("ERP入账", "系统"),
        ]

    def test_names_that_would_become_equal_stay_whole(self):
        names = flow_graph.shorten({"Check by desk": "", "Check (desk)": "", "Pay": ""})
        assert names["Check by desk"] == ShortName("Check by desk", "")


def analysis_of(variants):
    cases = {}
    for number, (path, times) in enumerate(variants):
        for i in range(times):
            cases[f"{number}-{i}"] = [(step, JANUARY + k * HOUR) for k, step in enumerate(path)]
    return process_mining.analyse(table_of(cases))


class TestSelection:
    def test_main_path_is_the_most_frequent_complete_variant(self):
        found = analysis_of([("abcd", 50), ("abxd", 30), ("abab", 60), ("abababcd", 55)])
        assert flow_graph.main_path(found) == ("a", "b", "c", "d")

    def test_main_path_without_such_a_variant_is_the_widest(self):
        found = analysis_of([("aabcd", 30), ("axabcd", 10)])
        assert flow_graph.main_path(found) == ("a", "b", "c", "d")

    def test_threshold_is_round_and_bounds_the_number_of_lines(self):
        found = analysis_of([("abcd", 500), ("abxd", 30), ("aycd", 4)])
        assert flow_graph.default_min_count(found.edges, found.cases) == 5
        tight = flow_graph.select(found, max_edges=4)
        assert tight.min_count == 50
        assert {(e.source, e.target) for e in tight.edges} == {("a", "b"), ("b", "c"), ("c", "d")}

    def test_main_path_is_drawn_below_the_threshold_too(self):
        found = analysis_of([("abc", 3), ("ax", 2)])
        chosen = flow_graph.select(found, min_count=1000)
        assert {(e.source, e.target) for e in chosen.edges} == {("a", "b"), ("b", "c")}
        assert chosen.shown_share == 6 / 8

    def test_a_low_threshold_does_not_draw_everything(self):
        steps = "abcdefghijklmnop"
        found = analysis_of([(steps, 5), *((a + b, 1) for a in steps for b in steps)])
        assert found.edge_kinds == 256
        chosen = flow_graph.select(found, min_count=1)
        assert len(chosen.edges) <= flow_graph.MOST_DRAWN + 15
        assert chosen.shown_share < 1

    def test_main_path_can_be_fixed(self):
        found = analysis_of([("abc", 3), ("ax", 2)])
        assert flow_graph.select(found, main=["a", "gone", "x"]).main == ("a", "x")


def drawing(analysis, selection):
    return flow_graph.flow_graph(
        analysis,
        selection,
        flow_graph.shorten({step.activity: step.role for step in analysis.steps}),
        label=lambda e: (f"{e.wait.median:.2f} days", f"{e.wait.count:,}"),
        compact=lambda e: f"{e.wait.median:.2f} days, {e.wait.count:,}",
        figure=lambda n: f"{n:,}",
    )


@pytest.fixture(scope="module")
def analysis():
    if not REFERENCE.exists():
        pytest.skip("reference data not present")
    with REFERENCE.open("rb") as stream:
        return process_mining.analyse(read_log(stream, REFERENCE.name))


@pytest.mark.reference
class TestRealLog:
    def test_default_map(self, analysis):
        selection = flow_graph.select(analysis)
        assert (selection.min_count, len(selection.edges)) == (100, 14)
        assert [name.split()[-1] for name in selection.main] == [
            "EMPLOYEE", "ADMINISTRATION", "SUPERVISOR", "Payment", "Handled",
        ]  # fmt: skip
        graph = drawing(analysis, selection)
        layout = lay_out(graph)
        check(layout, graph)
        assert all(e.label for e in layout.edges)
        assert len(layout.edges) == 14
        assert sorted(e.label.lines[0] for e in layout.edges if e.accent) == ["1.13 days", "1.90 days", "3.24 days"]
        assert {n.key.split()[1] for n in layout.nodes if n.kind == "back"} == {"REJECTED"}

    def test_default_map_has_no_crossing(self, analysis):
        layout = lay_out(drawing(analysis, flow_graph.select(analysis)))
        stretches = [(e, s) for e in layout.edges for s in pairwise(e.points)]
        for (e, ((ax, ay), (bx, by))), (f, ((cx, cy), (dx, dy))) in combinations(stretches, 2):
            if e is f or (ay == by) == (cy == dy):
                continue
            if ay != by:
                ax, ay, bx, by, cx, cy, dx, dy = cx, cy, dx, dy, ax, ay, bx, by
            assert not (min(ax, bx) < cx < max(ax, bx) and min(cy, dy) < ay < max(cy, dy)), (e.source, f.source)

    def test_every_hand_over_can_be_drawn(self, analysis):
        graph = drawing(analysis, flow_graph.select(analysis, min_count=1))
        layout = lay_out(graph)
        check(layout, graph)
        assert len(layout.edges) == 32
