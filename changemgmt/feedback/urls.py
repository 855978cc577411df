from django.urls import path

from changemgmt.feedback.views import codes, giving, handling, lists, meetings

app_name = "feedback"
urlpatterns = [
    path("feedback/", giving.home, name="home"),
    path("feedback/new/", giving.new, name="new"),
    path("feedback/receipt/", giving.receipt, name="receipt"),
    path("feedback/board/", giving.board, name="board"),
    path("feedback/all/", lists.Items.view, name="list"),
    path("feedback/response/", lists.response, name="response"),
    path("feedback/codes/", codes.sheet, name="codes"),
    path("feedback/meetings/", meetings.Meetings.view, name="meetings"),
    path("feedback/meetings/new/", meetings.new, name="meeting_new"),
    path("feedback/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("feedback/meetings/<int:pk>/edit/", meetings.edit, name="meeting_edit"),
    path("feedback/meetings/<int:pk>/take/", meetings.take, name="meeting_take"),
    path("feedback/<int:pk>/", handling.item, name="item"),
    path("feedback/<int:pk>/photos/<int:picture_pk>/", giving.picture, name="picture"),
    path("feedback/<int:pk>/add/", giving.add, name="add"),
    path("feedback/<int:pk>/files/", giving.add_file, name="add_file"),
    path("feedback/<int:pk>/undo/", giving.undo, name="undo"),
    path("feedback/<int:pk>/vote/", giving.vote, name="vote"),
    path("feedback/<int:pk>/watch/", giving.watch, name="watch"),
    path("feedback/<int:pk>/triage/", handling.triage, name="triage"),
    path("feedback/<int:pk>/answer/", handling.answer, name="answer"),
    path("feedback/<int:pk>/note/", handling.note, name="note"),
    path("feedback/<int:pk>/decide/", handling.decide, name="decide"),
    path("feedback/<int:pk>/fulfil/", handling.fulfil, name="fulfil"),
    path("feedback/<int:pk>/close/", handling.close, name="close"),
    path("feedback/<int:pk>/merge/", handling.merge, name="merge"),
    path("feedback/<int:pk>/link/", handling.link, name="link"),
    path("projects/<str:key>/feedback/", lists.ProjectItems.view, name="project_items"),
]
