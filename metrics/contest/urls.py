from django.urls import path

from metrics.contest.views import meetings, pages, setup, walls

app_name = "contest"
urlpatterns = [
    path("projects/<str:key>/contest/", pages.contest, name="page"),
    path("projects/<str:key>/contest/export.xlsx", pages.export, name="export"),
    path("projects/<str:key>/contest/wall/", walls.wall, name="wall"),
    path("contest/weeks/<int:pk>/correct/", pages.correct, name="correct"),
    path("usage/systems/<int:pk>/contest/", setup.setup, name="setup"),
    path("contest/<int:pk>/walls/new/", setup.wall_new, name="wall_new"),
    path("contest/walls/<int:pk>/revoke/", setup.wall_revoke, name="wall_revoke"),
    path("wall/<str:token>/", walls.wall_link, name="wall_link"),
    path("contest/units/<int:pk>/", meetings.unit, name="unit"),
    path("contest/units/<int:pk>/decide/", meetings.decide, name="decide"),
    path("contest/units/<int:pk>/held/", meetings.held, name="held"),
    path("contest/decisions/<int:pk>/edit/", meetings.edit, name="decision_edit"),
    path("contest/decisions/<int:pk>/finish/", meetings.finish, name="decision_finish"),
    path("contest/decisions/<int:pk>/drop/", meetings.drop, name="decision_drop"),
    path("contest/decisions/<int:pk>/hand-over/", meetings.hand_over, name="decision_hand_over"),
]
