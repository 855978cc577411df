from django.urls import path

from projects.scope.views import changes, items, tree

app_name = "scope"
urlpatterns = [
    path("projects/<str:key>/scope/", tree.tree, name="tree"),
    path("projects/<str:key>/scope/new/", items.new, name="item_new"),
    path("projects/<str:key>/scope/baseline/", tree.baseline, name="baseline"),
    path("projects/<str:key>/scope/export.xlsx", tree.export, name="export"),
    path("projects/<str:key>/changes/", changes.ProjectChanges.view, name="project_changes"),
    path("projects/<str:key>/changes/new/", changes.new, name="change_new"),
    path("scope/<int:pk>/", items.item, name="item"),
    path("scope/<int:pk>/edit/", items.edit, name="item_edit"),
    path("scope/<int:pk>/out/", items.out, name="item_out"),
    path("scope/<int:pk>/back/", items.back, name="item_back"),
    path("scope/<int:pk>/delete/", items.delete, name="item_delete"),
    path("changes/", changes.Changes.view, name="changes"),
    path("changes/new/", changes.choose_project, name="change_choose"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("changes/<int:pk>/edit/", changes.edit, name="change_edit"),
    path("changes/<int:pk>/lines/<slug:kind>/", changes.add_line, name="line_new"),
    path("changes/<int:pk>/lines/<int:line_pk>/remove/", changes.remove_line, name="line_remove"),
    path("changes/<int:pk>/assess/", changes.assess, name="change_assess"),
    path("changes/<int:pk>/decide/", changes.decide, name="change_decide"),
    path("changes/<int:pk>/withdraw/", changes.withdraw, name="change_withdraw"),
]
