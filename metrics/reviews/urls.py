from django.urls import path

from metrics.reviews import action_views, views

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.Reviews.view, name="list"),
    path("reviews/new/", views.new, name="new"),
    path("reviews/rules/", views.rules, name="rules"),
    path("reviews/rules/new/", views.edit_rule, name="new_rule"),
    path("reviews/rules/<int:pk>/", views.edit_rule, name="rule"),
    path("reviews/rules/<int:pk>/delete/", views.delete_rule, name="delete_rule"),
    path("reviews/<int:pk>/", views.review_page, name="review"),
    path("reviews/<int:pk>/edit/", views.edit, name="edit"),
    path("reviews/<int:pk>/respond/", views.respond, name="respond"),
    path("reviews/<int:pk>/hold/", views.hold, name="hold"),
    path("reviews/<int:pk>/notes/", views.notes, name="notes"),
    path("reviews/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("reviews/<int:pk>/close/", views.close, name="close"),
    path("reviews/<int:pk>/decisions/", views.decide, name="decide"),
    path("reviews/<int:pk>/decisions/<int:decision_pk>/remove/", views.remove_decision, name="remove_decision"),
    path("reviews/<int:pk>/actions/", views.give_action, name="give_action"),
    path("reviews/<int:pk>/calendar.ics", views.calendar, name="calendar"),
    path("actions/", action_views.Actions.view, name="actions"),
    path("actions/new/", action_views.new_action, name="new_action"),
    path("actions/<int:pk>/", action_views.action_page, name="action"),
    path("actions/<int:pk>/edit/", action_views.edit_action, name="edit_action"),
]
