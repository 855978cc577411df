from django.urls import path

from changemgmt.champions.views import desk, mine, network, nominations, questions, setup

app_name = "champions"
urlpatterns = [
    path("champions/", mine.mine, name="mine"),
    path("champions/ask/<str:key>/", mine.ask, name="ask"),
    path("champions/desk/", desk.desk, name="desk"),
    path("champions/questions/", questions.Questions.view, name="questions"),
    path("champions/questions/<int:pk>/", questions.question, name="question"),
    path("champions/questions/<int:pk>/answer/", questions.answer, name="question_answer"),
    path("champions/questions/<int:pk>/take-back/", questions.take_back, name="question_take_back"),
    path("champions/all/", network.Champions.view, name="all"),
    path("champions/entries/<int:pk>/", desk.entry, name="entry"),
    path("champions/entries/<int:pk>/remove/", desk.entry_remove, name="entry_remove"),
    path("champions/processes/<int:pk>/remove/", setup.process_remove, name="process_remove"),
    path("champions/materials/<int:pk>/remove/", setup.material_remove, name="material_remove"),
    path("champions/<int:pk>/", network.champion, name="champion"),
    path("champions/<int:pk>/log/", desk.log, name="log"),
    path("champions/<int:pk>/accept/", nominations.accept, name="accept"),
    path("champions/<int:pk>/refuse/", nominations.refuse, name="refuse"),
    path("champions/<int:pk>/go-on/", nominations.go_on, name="go_on"),
    path("champions/<int:pk>/resign/", nominations.resign, name="resign"),
    path("champions/<int:pk>/edit/", nominations.edit, name="edit"),
    path("champions/<int:pk>/skills/", nominations.skills, name="skills"),
    path("champions/<int:pk>/withdraw/", nominations.withdraw, name="withdraw"),
    path("champions/<int:pk>/renew/", nominations.renew, name="renew"),
    path("champions/<int:pk>/end/", nominations.end, name="end"),
    path("projects/<str:key>/champions/", network.network, name="network"),
    path("projects/<str:key>/champions/export.xlsx", network.export, name="export"),
    path("projects/<str:key>/champions/nominate/", nominations.nominate, name="nominate"),
    path("projects/<str:key>/champions/setup/", setup.setup, name="setup"),
    path("projects/<str:key>/champions/processes/add/", setup.process_add, name="process_add"),
    path("projects/<str:key>/champions/materials/add/", setup.material_add, name="material_add"),
]
