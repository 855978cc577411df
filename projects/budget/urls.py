from django.urls import path

from projects.budget.views import approvals, company, earned, lines, overview, spending, tranches

app_name = "budget"
PROJECT = "projects/<str:key>/money/"
urlpatterns = [
    path(PROJECT, overview.overview, name="overview"),
    path(f"{PROJECT}open/", overview.open_budget, name="open"),
    path(f"{PROJECT}ask/", overview.ask, name="ask"),
    path(f"{PROJECT}method/", earned.method, name="method"),
    path(f"{PROJECT}draw/", overview.draw, name="draw"),
    path(f"{PROJECT}lines/", lines.lines, name="lines"),
    path(f"{PROJECT}lines/new/", lines.new, name="line_new"),
    path(f"{PROJECT}phases/new/", lines.phase_new, name="phase_new"),
    path(f"{PROJECT}tranches/", tranches.tranches, name="tranches"),
    path(f"{PROJECT}tranches/new/", tranches.new, name="tranche_new"),
    path(f"{PROJECT}commitments/", spending.Commitments.view, name="commitments"),
    path(f"{PROJECT}commitments/new/", spending.commitment_new, name="commitment_new"),
    path(f"{PROJECT}actuals/", spending.Actuals.view, name="actuals"),
    path(f"{PROJECT}actuals/new/", spending.actual_new, name="actual_new"),
    path(f"{PROJECT}earned-value/", earned.earned_value, name="earned"),
    path("budget-lines/<int:pk>/edit/", lines.edit, name="line_edit"),
    path("budget-lines/<int:pk>/delete/", lines.delete, name="line_delete"),
    path("tranches/<int:pk>/edit/", tranches.edit, name="tranche_edit"),
    path("tranches/<int:pk>/delete/", tranches.delete, name="tranche_delete"),
    path("tranches/<int:pk>/ask/", tranches.ask, name="tranche_ask"),
    path("tranches/<int:pk>/release/", tranches.release, name="tranche_release"),
    path("tranches/<int:pk>/freeze/", tranches.freeze, name="tranche_freeze"),
    path("commitments/<int:pk>/", spending.commitment, name="commitment"),
    path("commitments/<int:pk>/edit/", spending.commitment_edit, name="commitment_edit"),
    path("commitments/<int:pk>/end/", spending.commitment_end, name="commitment_end"),
    path("actuals/<int:pk>/remove/", spending.actual_remove, name="actual_remove"),
    path("money/", company.roll_up, name="roll_up"),
    path("money/rates/", company.rates, name="rates"),
    path("money/rates/<int:pk>/remove/", company.rate_remove, name="rate_remove"),
    path("money/rules/", company.rules, name="rules"),
    path("money/rules/<int:pk>/remove/", company.rule_remove, name="rule_remove"),
    path("approvals/", approvals.Approvals.view, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/decide/", approvals.decide, name="approval_decide"),
    path("approvals/<int:pk>/run/", approvals.run, name="approval_run"),
]
