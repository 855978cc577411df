from django.urls import path

from projects.risks.views import actions, effects, issues, library, lists, matrix, risks, scales, turns

app_name = "risks"

urlpatterns = [
    path("risks/", lists.Risks.view, name="risks"),
    path("risks/matrix/", matrix.everywhere, name="matrix_all"),
    path("risks/new/", lists.choose_project, name="risk_choose"),
    path("projects/<str:key>/risks/", lists.ProjectRisks.view, name="project_risks"),
    path("projects/<str:key>/risks/matrix/", matrix.of_project, name="matrix"),
    path("projects/<str:key>/risks/export.xlsx", lists.export, name="export"),
    path("projects/<str:key>/risks/library/", library.library, name="library"),
    path("projects/<str:key>/risks/new/", risks.new, name="risk_new"),
    path("risks/<int:pk>/", risks.risk, name="risk"),
    path("risks/<int:pk>/edit/", risks.edit, name="risk_edit"),
    path("risks/<int:pk>/assess/", risks.assess, name="risk_assess"),
    path("risks/<int:pk>/review/", risks.review, name="risk_review"),
    path("risks/<int:pk>/move/", risks.move, name="risk_move"),
    path("risks/<int:pk>/answer/", risks.answer, name="risk_answer"),
    path("risks/<int:pk>/delete/", risks.delete, name="risk_delete"),
    path("risks/<int:pk>/turn/<slug:into>/", turns.risk_turn, name="risk_turn"),
    path("risks/<int:pk>/effects/new/", effects.new, name="effect_new"),
    path("risks/<int:pk>/effects/<int:effect_pk>/edit/", effects.edit, name="effect_edit"),
    path("risks/<int:pk>/effects/<int:effect_pk>/remove/", effects.remove, name="effect_remove"),
    path("risks/<int:pk>/actions/new/", actions.new_for_risk, name="risk_action_new"),
    path("risks/actions/<int:pk>/", actions.action, name="action"),
    path("risks/actions/<int:pk>/edit/", actions.edit, name="action_edit"),
    path("risks/actions/<int:pk>/done/", actions.finish, name="action_done"),
    path("risks/actions/<int:pk>/drop/", actions.drop, name="action_drop"),
    path("issues/", issues.Issues.view, name="issues"),
    path("issues/new/", issues.choose_project, name="issue_choose"),
    path("projects/<str:key>/issues/", issues.ProjectIssues.view, name="project_issues"),
    path("projects/<str:key>/issues/new/", issues.new, name="issue_new"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/edit/", issues.edit, name="issue_edit"),
    path("issues/<int:pk>/settle/", issues.settle, name="issue_settle"),
    path("issues/<int:pk>/reopen/", issues.reopen, name="issue_reopen"),
    path("issues/<int:pk>/turn/<slug:into>/", turns.issue_turn, name="issue_turn"),
    path("issues/<int:pk>/actions/new/", actions.new_for_issue, name="issue_action_new"),
    path("portfolio/<str:code>/risk-scale/", scales.scale, name="scale"),
]
