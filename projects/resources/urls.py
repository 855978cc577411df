from django.urls import path

from projects.resources.views import capacity, levelling, projects

app_name = "resources"
urlpatterns = [
    path("capacity/", capacity.heat, name="heat"),
    path("capacity/new/", capacity.new, name="resource_new"),
    path("capacity/<int:pk>/", capacity.resource, name="resource"),
    path("capacity/<int:pk>/edit/", capacity.edit, name="resource_edit"),
    path("capacity/<int:pk>/absences/", capacity.absent, name="absent"),
    path("capacity/<int:pk>/absences/<int:absence_pk>/remove/", capacity.present, name="present"),
    path("capacity/<int:pk>/remove/", capacity.remove, name="resource_remove"),
    path("capacity/<int:pk>/staff/", capacity.staff, name="staff"),
    path("projects/<str:key>/people/", projects.people, name="people"),
    path("projects/<str:key>/people/new/", projects.new, name="allocation_new"),
    path("allocations/<int:pk>/edit/", projects.edit, name="allocation_edit"),
    path("allocations/<int:pk>/remove/", projects.remove, name="allocation_remove"),
    path("tasks/<int:pk>/people/", projects.assign, name="assign"),
    path("tasks/<int:pk>/people/<int:assignment_pk>/remove/", projects.unassign, name="unassign"),
    path("projects/<str:key>/levelling/", levelling.levelling, name="levelling"),
    path("projects/<str:key>/levelling/start/", levelling.start, name="levelling_start"),
    path("projects/<str:key>/levelling/apply/", levelling.apply, name="levelling_apply"),
    path("projects/<str:key>/levelling/discard/", levelling.discard, name="levelling_discard"),
]
