"""The pages of risks, problems and decisions: a way through, and a refusal each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pmo.exchange.models import ImportBatch
from projects.budget import services as budget
from projects.datamig import services as datamig
from projects.portfolio import dimensions, status_parts
from projects.risks import health, services
from projects.risks.library import LIBRARY
from projects.risks.models import Issue, ResponseAction, Risk, RiskEffect, RiskScale
from projects.schedule.models import Task
from tests.factories import CANARY, World

ClientOf = Callable[[Any], Client]
Raise = Callable[..., Risk]
Promise = Callable[..., ResponseAction]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


def url(name: str, *args: Any) -> str:
    return reverse(f"risks:{name}", args=args)


def test_an_empty_register_offers_the_library(world: World, pm: Client) -> None:
    page = text(pm.get(url("project_risks", world.mine.key)))
    assert "No risks written down yet" in page
    assert url("library", world.mine.key) in page


def test_the_register_shows_score_exposure_and_what_is_late(
    world: World, pm: Client, risk: Risk, promise: Promise
) -> None:
    promise(risk, due_on=world.today - timedelta(days=3))
    page = text(pm.get(url("project_risks", world.mine.key)))
    for words in ("Data do not reconcile", "0.20", "CNY 300 k", "late", "1 entry, expected loss CNY 300 k"):
        assert words in page
    page = text(pm.get(url("risks"), {"live": "1", "late": "1"}))
    assert "Data do not reconcile" in page
    assert CANARY not in page


def test_strangers_and_people_who_run_the_system_see_no_risk(world: World, client_of: ClientOf, risk: Risk) -> None:
    for person in (world.stranger, world.employee, world.admin):
        assert client_of(person).get(risk.url).status_code == 404
        assert client_of(person).get(url("matrix", world.mine.key)).status_code == 404
    assert "Data do not reconcile" not in text(client_of(world.stranger).get(url("risks")))


def test_a_risk_is_written_down_with_its_first_assessment(world: World, pm: Client) -> None:
    body = {
        "kind": "threat", "category": "data", "title": "Rows differ", "cause": "Two codes", "proximity": "month",
        "inherent_probability": "4", "inherent_time": "4", "money": "600000", "owner": world.owner.pk,
    }  # fmt: skip
    assert pm.get(url("risk_new", world.mine.key)).status_code == 200
    answer = pm.post(url("risk_new", world.mine.key), body)
    made = Risk.objects.get()
    assert answer.status_code == 302
    assert (made.current_probability, made.owner, made.current_money) == (4, world.owner, Decimal("420000.00"))
    refused = pm.post(url("risk_new", world.mine.key), {**body, "strategy": "exploit"})
    assert refused.status_code == 422
    assert "is not a strategy for this kind of risk" in text(refused)


def test_the_page_says_why_there_is_no_leverage(pm: Client, raised: Raise) -> None:
    page = text(pm.get(raised(money=None).url))
    assert "nobody said what it would take" in page
    assert "not available" in page


def test_the_page_shows_leverage_history_and_effects(
    world: World, pm: Client, risk: Risk, promise: Promise, task: Callable[[str], Task]
) -> None:
    promise(risk)
    points = {"low": Decimal(1), "likely": Decimal(2), "high": Decimal(4)}
    services.add_effect(by=world.pm, risk=risk, how="days", task=task("Migrate"), now=world.now, **points)
    page = text(pm.get(risk.url))
    for words in ("+3.0", "Rehearse again", "Migrate", "level 3 × 4", "Being treated"):
        assert words in page


def test_editing_meets_a_version_saved_meanwhile(world: World, pm: Client, risk: Risk) -> None:
    services.change_risk(by=world.pm, risk=risk, title="Theirs", now=world.now)
    body = {"kind": "threat", "category": "data", "title": "Mine", "proximity": "month", "version": "1"}
    answer = pm.post(url("risk_edit", risk.pk), body)
    assert answer.status_code == 422
    assert "Theirs" in text(answer)


def test_who_may_not_change_a_risk_is_offered_nothing_and_refused(
    world: World, client_of: ClientOf, risk: Risk
) -> None:
    it = client_of(world.it)
    assert url("risk_edit", risk.pk) not in text(it.get(risk.url))
    assert it.get(url("risk_edit", risk.pk)).status_code == 403
    assert it.post(url("risk_move", risk.pk), {"status": "closed", "reason": "x"}).status_code == 403
    assert it.post(url("risk_delete", risk.pk)).status_code == 403


def test_assessing_reviewing_and_moving(pm: Client, risk: Risk) -> None:
    assert pm.post(url("risk_assess", risk.pk), {"current_probability": "2", "current_time": "5"}).status_code == 302
    risk.refresh_from_db()
    assert risk.current_score == Decimal("0.24")
    assert pm.post(url("risk_review", risk.pk), {"note": "", "probability": "2"}).status_code == 422
    assert pm.post(url("risk_review", risk.pk), {"note": "Better", "probability": "1"}).status_code == 302
    assert pm.post(url("risk_move", risk.pk), {"status": "closed", "reason": "Gone"}).status_code == 302
    risk.refresh_from_db()
    assert (risk.status, risk.current_probability) == ("closed", 1)


def test_the_sponsor_answers_on_the_page_and_finds_it_among_the_decisions(
    world: World, client_of: ClientOf, pm: Client, risk: Risk
) -> None:
    pm.post(url("risk_move", risk.pk), {"status": "escalated", "reason": "Two people more"})
    assert "Two people more" in text(client_of(world.cfo).get("/decisions/"))
    cfo = client_of(world.cfo)
    assert url("risk_answer", risk.pk) in text(cfo.get(risk.url))
    assert url("risk_answer", risk.pk) not in text(pm.get(risk.url))
    assert (
        client_of(world.owner).post(url("risk_answer", risk.pk), {"status": "open", "reason": "x"}).status_code == 403
    )
    assert cfo.post(url("risk_answer", risk.pk), {"status": "watching", "reason": "I stand for it"}).status_code == 302
    risk.refresh_from_db()
    assert risk.status == "watching"


def test_effects_are_added_edited_and_removed(pm: Client, risk: Risk, task: Callable[[str], Task]) -> None:
    body = {"how": "days", "task": task("Migrate").pk, "low": "2", "likely": "1", "high": "9"}
    assert pm.post(url("effect_new", risk.pk), body).status_code == 422
    assert pm.post(url("effect_new", risk.pk), {**body, "likely": "4"}).status_code == 302
    effect = RiskEffect.objects.get()
    assert pm.get(url("effect_edit", risk.pk, effect.pk)).status_code == 200
    assert pm.post(url("effect_edit", risk.pk, effect.pk), {**body, "likely": "5"}).status_code == 302
    effect.refresh_from_db()
    assert effect.likely == 5
    assert pm.post(url("effect_remove", risk.pk, effect.pk)).status_code == 302
    assert not RiskEffect.objects.exists()
    assert pm.get(url("effect_edit", risk.pk, 999)).status_code == 404


def test_an_effect_on_a_budget_line_is_named_to_those_who_see_money(
    world: World, client_of: ClientOf, pm: Client, risk: Risk
) -> None:
    held = budget.open_budget(by=world.pm, project=world.mine, phases=[("实施", "Build")], now=world.now)
    line = budget.add_line(
        by=world.pm, budget=held, phase=held.phases.get(), title="Licences of Acme", category="licences", now=world.now
    )
    body = {"how": "factor", "line": line.pk, "low": "1", "likely": "1.2", "high": "1.5"}
    assert pm.post(url("effect_new", risk.pk), {**body, "how": "days"}).status_code == 422
    assert pm.post(url("effect_new", risk.pk), body).status_code == 302
    assert "Licences of Acme" in text(pm.get(risk.url))
    it = client_of(world.it)
    page = text(it.get(risk.url))
    assert "a budget line" in page
    assert "Licences of Acme" not in page
    api = f"/api/v1/risks/{risk.pk}/"
    assert pm.get(f"{api}effects/").json()[0]["line"] == line.pk
    assert it.get(f"{api}effects/").json()[0]["line"] is None
    answer = pm.post(f"{api}add-effect/", {**body, "line": 987654}, content_type="application/json")
    assert (answer.status_code, risk.effects.count()) == (400, 1)


def test_a_trigger_is_read_in_both_languages(world: World, pm: Client, raised: Callable[..., Risk]) -> None:
    risk = raised(trigger="差异超过百分之一", trigger_en="More than one percent differs")
    register = url("project_risks", world.mine.key)
    for page in (risk.url, register):
        found = text(pm.get(page)).split('id="h-hist"')[0]
        assert "More than one percent differs" in found
        assert "差异超过百分之一" not in found
    type(world.pm).objects.filter(pk=world.pm.pk).update(language="zh-hans")
    assert "差异超过百分之一" in text(pm.get(register))
    assert "More than one percent differs" not in text(pm.get(register))


def test_an_action_is_promised_and_done_by_whoever_promised(
    world: World, client_of: ClientOf, pm: Client, risk: Risk
) -> None:
    body = {"title": "Rehearse", "owner": world.it.pk, "due_on": str(world.today + timedelta(days=4)), "cost": "5"}
    assert pm.post(url("risk_action_new", risk.pk), body).status_code == 302
    action = ResponseAction.objects.get()
    it = client_of(world.it)
    assert "It is done" in text(it.get(action.url))
    assert "It is done" not in text(client_of(world.change).get(action.url))
    assert client_of(world.change).post(url("action_done", action.pk)).status_code == 403
    assert it.post(url("action_drop", action.pk), {"reason": ""}).status_code == 422
    assert it.post(url("action_done", action.pk), {"result": "0.4% differ"}).status_code == 302
    assert "0.4% differ" in text(pm.get(risk.url))
    assert client_of(world.stranger).get(action.url).status_code == 404


def test_the_library_leaves_out_what_is_there_already(world: World, client_of: ClientOf, pm: Client) -> None:
    address = url("library", world.mine.key)
    assert pm.post(address, {}).status_code == 422
    assert pm.post(address, {"codes": ["migration", "month-end"]}).status_code == 302
    pm.post(address, {"codes": ["migration", "acceptance"]})
    assert sorted(Risk.objects.values_list("template", flat=True)) == ["acceptance", "migration", "month-end"]
    made = Risk.objects.get(template="migration")
    assert (made.title, made.title_en) == ("数据迁移比预计复杂", "Data migration is harder than planned")
    assert made.cause.startswith("Master data sits in")
    assert client_of(world.ceo).get(address).status_code == 403


def test_what_is_as_the_library_says_is_read_in_the_readers_language(world: World, pm: Client) -> None:
    (risk,) = services.take(by=world.pm, project=world.mine, codes=["migration"], now=world.now)
    entry = next(entry for entry in LIBRARY if entry.code == "migration")
    english = text(pm.get(risk.url))
    assert entry.cause[1] in english
    assert entry.cause[0] not in english
    type(world.pm).objects.filter(pk=world.pm.pk).update(language="zh-hans")
    chinese = text(pm.get(risk.url))
    assert entry.title[0] in chinese
    shown = chinese[: chinese.index('id="h-hist"')]
    for part in (entry.cause, entry.event, entry.effect, entry.trigger, entry.response):
        assert part[0] in shown
        assert part[1] not in shown
    listed = text(pm.get(url("project_risks", world.mine.key)))
    assert entry.trigger[0] in listed
    assert entry.trigger[1] not in listed
    Risk.objects.filter(pk=risk.pk).update(cause="Ours is special")
    assert "Ours is special" in text(pm.get(risk.url))


def test_every_entry_of_the_library_can_be_taken(world: World) -> None:
    made = services.take(by=world.pm, project=world.mine, codes=[entry.code for entry in LIBRARY], now=world.now)
    assert len(made) == len(LIBRARY) >= 20
    assert all(risk.current_score and risk.title and risk.title_en and risk.trigger for risk in made)


def test_the_matrix_places_filters_and_draws_arrows(pm: Client, world: World, risk: Risk, raised: Raise) -> None:
    raised("Small", current_probability=1, current_time=1, inherent_probability=None, residual_probability=None)
    address = url("matrix", world.mine.key)
    page = text(pm.get(address))
    assert "Probability 3, impact 4, score 0.2: 1 risk" in page
    assert "Probability 5, impact 5, score 0.72: 0 risks" in page
    assert "<line" not in page
    filtered = text(pm.get(address, {"cell": "3-4"}))
    listed = filtered[filtered.index('id="list"') :]
    assert "Data do not reconcile" in listed
    assert ">Small<" not in listed
    moves = text(pm.get(address, {"view": "moves"}))
    assert moves.count("<line") == 1
    assert "1 risk is not assessed and not shown" in moves


def test_the_company_wide_matrix_shows_only_what_the_reader_sees(world: World, client_of: ClientOf, risk: Risk) -> None:
    assert "Data do not reconcile" in text(client_of(world.pmo).get(url("matrix_all")))
    assert "Data do not reconcile" not in text(client_of(world.stranger).get(url("matrix_all")))


def test_the_scale_is_the_pmos(world: World, client_of: ClientOf, risk: Risk) -> None:
    address = url("scale", world.portfolio.code)
    pmo = client_of(world.pmo)
    page = pmo.get(address)
    form = page.context["form"]
    body = {name: form.initial[name] for name in form.fields if name != "version"}
    assert client_of(world.pm).get(address).status_code == 403
    assert pmo.post(address, {**body, "probability_3": "0.2"}).status_code == 422
    assert pmo.post(address, {**body, "probability_3": "0.6"}).status_code == 302
    risk.refresh_from_db()
    assert risk.current_score == Decimal("0.24")
    assert RiskScale.objects.get().probabilities[2]["value"] == "0.6"


def test_problems_and_decisions_from_list_to_outcome(world: World, client_of: ClientOf, pm: Client) -> None:
    body = {"kind": "decision", "severity": "high", "title": "Which vendor?", "owner": world.cfo.pk}
    assert pm.post(url("issue_new", world.mine.key), {**body, "title": ""}).status_code == 422
    assert pm.post(url("issue_new", world.mine.key), body).status_code == 302
    issue = Issue.objects.get()
    assert "Which vendor?" in text(pm.get(url("project_issues", world.mine.key)))
    cfo = client_of(world.cfo)
    assert "Which vendor?" in text(cfo.get("/decisions/"))
    assert cfo.post(url("issue_settle", issue.pk), {"outcome": "The second"}).status_code == 302
    assert "The second" in text(pm.get(issue.url))
    assert client_of(world.it).post(url("issue_reopen", issue.pk), {"reason": "x"}).status_code == 403
    assert pm.post(url("issue_reopen", issue.pk), {"reason": "They withdrew"}).status_code == 302


def test_a_risk_is_turned_on_its_page_and_the_change_request_shows_where_it_comes_from(pm: Client, risk: Risk) -> None:
    assert "The risk is closed as occurred" in text(pm.get(url("risk_turn", risk.pk, "problem")))
    answer = pm.post(url("risk_turn", risk.pk, "change"), {"title": "Cleansing first", "reason": "1,284 rows"})
    assert answer.status_code == 302
    page = text(pm.get(answer["Location"]))
    assert "Where it comes from" in page
    assert risk.url in page
    assert pm.get(url("risk_turn", risk.pk, "elephant")).status_code == 404
    assert pm.post(url("risk_turn", risk.pk, "problem"), {"title": "x", "reason": ""}).status_code == 422


def _sheet(client: Client, address: str) -> Any:
    return openpyxl.load_workbook(BytesIO(client.get(address).content))


def test_the_register_goes_out_to_excel_and_comes_back(world: World, pm: Client, risk: Risk) -> None:
    book = _sheet(pm, url("export", world.mine.key))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Current · probability"]).value = 2
    sheet.append([None, "A new one"])
    saved = BytesIO()
    book.save(saved)
    upload = SimpleUploadedFile("risks.xlsx", saved.getvalue())
    address = reverse("exchange:upload", args=["risks"]) + f"?project={world.mine.key}"
    preview = pm.post(address, {"file": upload})
    assert preview.status_code == 302
    risk.refresh_from_db()
    assert risk.current_probability == 3
    batch = ImportBatch.objects.get()
    pm.post(reverse("exchange:commit", args=[batch.pk]))
    risk.refresh_from_db()
    assert (risk.current_probability, risk.current_score) == (2, Decimal("0.12"))
    assert Risk.objects.get(title="A new one").number == 2


def test_data_sets_go_out_and_come_back_by_their_numbers(world: World, pm: Client, risk: Risk) -> None:
    add = datamig.add_data_set
    sets = [add(by=world.pm, project=world.mine, name=name, source="ERP", now=world.now) for name in "ab"]
    services.change_risk(by=world.pm, risk=risk, data_sets=sets[:1], now=world.now)
    book = _sheet(pm, url("export", world.mine.key))
    place = next(cell.column for cell in book.active[1] if cell.value == "Data sets")
    assert book.active.cell(2, place).value == "D-01"
    address = reverse("exchange:upload", args=["risks"]) + f"?project={world.mine.key}"
    for typed, known in (("D-09", sets[:1]), ("D-02，d-1", sets)):
        book.active.cell(2, place).value = typed
        saved = BytesIO()
        book.save(saved)
        answer = pm.post(address, {"file": SimpleUploadedFile("risks.xlsx", saved.getvalue())}, follow=True)
        assert ("no data set D-09" in text(answer)) == (typed == "D-09")
        pm.post(reverse("exchange:commit", args=[ImportBatch.objects.latest("pk").pk]))
        assert list(risk.data_sets.order_by("number")) == known


def test_who_may_not_import_is_refused(world: World, client_of: ClientOf) -> None:
    address = reverse("exchange:upload", args=["risks"]) + f"?project={world.mine.key}"
    assert client_of(world.it).get(address).status_code == 403
    assert client_of(world.stranger).get(address).status_code == 404


def test_health_reads_what_is_beyond_the_tolerance(world: World, raised: Raise, promise: Promise) -> None:
    assert dimensions.dimension("risk") is not None
    assert health.read([world.mine], world.today) == {}
    big = raised(current_probability=5, current_time=5)
    assert health.read([world.mine], world.today)[world.mine.pk].status == "off"
    action = promise(big)
    assert health.read([world.mine], world.today)[world.mine.pk].status == "risk"
    late = action.due_on + timedelta(days=1)
    assert "actions are late" in health.read([world.mine], late)[world.mine.pk].sentence.plain()
    services.finish_action(by=world.it, action=action, now=world.now)
    services.assess_risk(by=world.pm, risk=Risk.objects.get(), levels={"current_probability": 1}, now=world.now)
    assert health.read([world.mine], world.today)[world.mine.pk].status == "ok"


def test_the_status_document_tells_the_risks(world: World, risk: Risk) -> None:
    found = status_parts.part("risks", world.pm, world.mine, world.today, world.today)
    assert found is not None
    assert (found["open"], found["exposure"]) == (1, {"amount": "300000.00", "currency": "CNY"})
    assert [row["code"] for row in found["top"]] == ["R-01"]
    assert status_parts.part("risks", world.stranger, world.mine, world.today, world.today) is None


def test_search_finds_risks_and_issues(pm: Client, risk: Risk, problem: Issue) -> None:
    assert "Data do not reconcile" in text(pm.get("/search/", {"q": "reconcile"}))
    assert "Server is down" in text(pm.get("/search/", {"q": "Server"}))
