from django.urls import path

from metrics.surveys.views import answering, editing, pages, rounds

app_name = "surveys"
urlpatterns = [
    path("surveys/", pages.Surveys.view, name="list"),
    path("surveys/new/", editing.choose_project, name="choose"),
    path("projects/<str:key>/surveys/new/", editing.new, name="new"),
    path("surveys/<int:pk>/", pages.survey_page, name="survey"),
    path("surveys/<int:pk>/edit/", editing.edit, name="edit"),
    path("surveys/<int:pk>/delete/", editing.delete, name="delete"),
    path("surveys/<int:pk>/questions/new/", editing.question, name="question_new"),
    path("surveys/<int:pk>/questions/<slug:question>/", editing.question, name="question"),
    path("surveys/<int:pk>/questions/<slug:question>/remove/", editing.remove_question, name="question_remove"),
    path("surveys/<int:pk>/questions/<slug:question>/move/", editing.move_question, name="question_move"),
    path("surveys/<int:pk>/preview/", pages.preview, name="preview"),
    path("surveys/<int:pk>/rounds/new/", rounds.plan, name="round_new"),
    path("surveys/<int:pk>/follow/<slug:question>/", rounds.follow, name="follow"),
    path("surveys/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("surveys/rounds/<int:pk>/export.xlsx", rounds.export, name="round_export"),
    path("surveys/rounds/<int:pk>/close/", rounds.close, name="round_close"),
    path("surveys/rounds/<int:pk>/cancel/", rounds.cancel, name="round_cancel"),
    path("surveys/rounds/<int:pk>/texts/<slug:question>/", rounds.texts, name="texts"),
    path("surveys/rounds/<int:pk>/texts/<slug:question>/pain-point/", rounds.raise_pain, name="raise_pain"),
    path("answer/<int:pk>/", answering.answer, name="answer"),
    path("answer/<int:pk>/thanks/", answering.thanks, name="thanks"),
]
