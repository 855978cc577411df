from django.urls import path

from metrics.knowledge.views import editing, pages, reading

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", pages.home, name="home"),
    path("knowledge/search/", pages.search, name="search"),
    path("knowledge/articles/", pages.Articles.view, name="list"),
    path("knowledge/articles/new/", editing.new, name="new"),
    path("knowledge/articles/<int:pk>/", reading.article, name="article"),
    path("knowledge/articles/<int:pk>/edit/", editing.edit, name="edit"),
    path("knowledge/articles/<int:pk>/submit/", editing.submit, name="submit"),
    path("knowledge/articles/<int:pk>/publish/", editing.publish, name="publish"),
    path("knowledge/articles/<int:pk>/send-back/", editing.send_back, name="send_back"),
    path("knowledge/articles/<int:pk>/confirm/", editing.confirm, name="confirm"),
    path("knowledge/articles/<int:pk>/archive/", editing.archive, name="archive"),
    path("knowledge/articles/<int:pk>/revive/", editing.revive, name="revive"),
    path("knowledge/articles/<int:pk>/delete/", editing.delete, name="delete"),
    path("knowledge/articles/<int:pk>/versions/", editing.versions, name="versions"),
    path("knowledge/articles/<int:pk>/versions/<int:number>/restore/", editing.restore, name="restore"),
    path("knowledge/articles/<int:pk>/files/", editing.add_file, name="add_file"),
    path("knowledge/articles/<int:pk>/files/<int:file_pk>/remove/", editing.remove_file, name="remove_file"),
    path("knowledge/articles/<int:pk>/vote/", reading.vote, name="vote"),
    path("knowledge/articles/<int:pk>/ask/", reading.ask, name="ask"),
    path("knowledge/questions/<int:pk>/answer/", reading.answer, name="question_answer"),
    path("knowledge/questions/<int:pk>/faq/", reading.make_faq, name="question_faq"),
    path("knowledge/questions/<int:pk>/remove/", reading.remove_question, name="question_remove"),
    path("knowledge/from-review/<int:pk>/", editing.from_review, name="from_review"),
    path("knowledge/from-pain-point/<int:pk>/", editing.from_pain_point, name="from_pain_point"),
    path("knowledge/desk/", pages.desk, name="desk"),
    path("knowledge/desk/searches/<int:pk>/settle/", pages.settle, name="settle"),
    path("knowledge/shelves/", pages.shelves, name="shelves"),
    path("knowledge/tags/<int:pk>/", pages.tag, name="tag"),
    path("knowledge/tags/<int:pk>/merge/", pages.merge, name="tag_merge"),
    path("knowledge/categories/new/", pages.category, name="category_new"),
    path("knowledge/categories/<int:pk>/", pages.category, name="category"),
    path("knowledge/categories/<int:pk>/delete/", pages.delete_category, name="category_delete"),
]
