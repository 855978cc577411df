from django.urls import path

from metrics.reviews.views import actions, packs, reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.Reviews.view, name="list"),
    path("reviews/new/", reviews.new, name="new"),
    path("reviews/rules/", reviews.rules, name="rules"),
    path("reviews/rules/new/", reviews.edit_rule, name="new_rule"),
    path("reviews/rules/<int:pk>/", reviews.edit_rule, name="rule"),
    path("reviews/rules/<int:pk>/delete/", reviews.delete_rule, name="delete_rule"),
    path("reviews/<int:pk>/", reviews.review_page, name="review"),
    path("reviews/<int:pk>/edit/", reviews.edit, name="edit"),
    path("reviews/<int:pk>/respond/", reviews.respond, name="respond"),
    path("reviews/<int:pk>/hold/", reviews.hold, name="hold"),
    path("reviews/<int:pk>/notes/", reviews.notes, name="notes"),
    path("reviews/<int:pk>/cancel/", reviews.cancel, name="cancel"),
    path("reviews/<int:pk>/close/", reviews.close, name="close"),
    path("reviews/<int:pk>/decisions/", reviews.decide, name="decide"),
    path("reviews/<int:pk>/decisions/<int:decision_pk>/remove/", reviews.remove_decision, name="remove_decision"),
    path("reviews/<int:pk>/actions/", reviews.give_action, name="give_action"),
    path("reviews/<int:pk>/calendar.ics", reviews.calendar, name="calendar"),
    path("reviews/<int:pk>/compose/", packs.compose, name="compose"),
    path("reviews/<int:pk>/present/", packs.present, name="present"),
    path("reviews/<int:pk>/minutes/<slug:section>/", packs.note, name="note"),
    path("reviews/<int:pk>/backlog/", packs.backlog, name="backlog"),
    path("reviews/<int:pk>/sign/", packs.sign, name="sign"),
    path("reviews/<int:pk>/reopen/", packs.reopen, name="reopen"),
    path("reviews/<int:pk>/distribute/", packs.distribute, name="distribute"),
    path("reviews/<int:pk>/files/", packs.ask_file, name="ask_file"),
    path("reviews/<int:pk>/pack.<slug:kind>", packs.export, name="export"),
    path("actions/", actions.Actions.view, name="actions"),
    path("actions/new/", actions.new_action, name="new_action"),
    path("actions/<int:pk>/", actions.action_page, name="action"),
    path("actions/<int:pk>/edit/", actions.edit_action, name="edit_action"),
]
