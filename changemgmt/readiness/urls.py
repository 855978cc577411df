from django.urls import path

from changemgmt.readiness.views import affected, load, pulse, stakeholders

app_name = "readiness"
urlpatterns = [
    path("projects/<str:key>/impacts/", affected.affected, name="affected"),
    path("projects/<str:key>/impacts/collisions/", affected.in_plan, name="collisions"),
    path("projects/<str:key>/impacts/export.xlsx", affected.export, name="impacts_export"),
    path("projects/<str:key>/stakeholders/export.xlsx", stakeholders.export, name="stakeholders_export"),
    path("projects/<str:key>/stakeholders/", stakeholders.grid, name="grid"),
    path("projects/<str:key>/stakeholders/new/", stakeholders.new, name="stakeholder_new"),
    path("projects/<str:key>/pulse/", pulse.project_pulse, name="pulse"),
    path("projects/<str:key>/pulse/new/", pulse.new_round, name="round_new"),
    path("stakeholders/", stakeholders.Stakeholders.view, name="stakeholders"),
    path("stakeholders/new/", stakeholders.choose_project, name="choose"),
    path("stakeholders/<int:pk>/", stakeholders.stakeholder, name="stakeholder"),
    path("stakeholders/<int:pk>/edit/", stakeholders.edit, name="stakeholder_edit"),
    path("stakeholders/<int:pk>/remove/", stakeholders.remove, name="stakeholder_remove"),
    path("stakeholders/<int:pk>/impacts/new/", affected.new_impact, name="impact_new"),
    path("stakeholders/<int:pk>/actions/new/", stakeholders.new_action, name="action_new"),
    path("impacts/<int:pk>/", affected.impact, name="impact"),
    path("impacts/<int:pk>/remove/", affected.remove_impact, name="impact_remove"),
    path("stakeholder-actions/<int:pk>/", stakeholders.action, name="action"),
    path("stakeholder-actions/<int:pk>/edit/", stakeholders.edit_action, name="action_edit"),
    path("stakeholder-actions/<int:pk>/finish/", stakeholders.finish_action, name="action_finish"),
    path("stakeholder-actions/<int:pk>/drop/", stakeholders.drop_action, name="action_drop"),
    path("change-load/", load.heat, name="load"),
    path("change-load/units/<int:pk>/", load.unit, name="unit_load"),
    path("change-load/units/<int:pk>/capacity/", load.capacity, name="capacity"),
    path("change-load/blackouts/new/", load.new_blackout, name="blackout_new"),
    path("change-load/blackouts/<int:pk>/", load.blackout, name="blackout"),
    path("change-load/blackouts/<int:pk>/remove/", load.remove_blackout, name="blackout_remove"),
    path("pulse/<int:pk>/", pulse.round_page, name="round"),
    path("pulse/<int:pk>/close/", pulse.close, name="round_close"),
    path("pulse/<int:pk>/cancel/", pulse.cancel, name="round_cancel"),
    path("pulse/<int:pk>/answer/", pulse.answer, name="answer"),
    path("pulse/<int:pk>/thanks/", pulse.thanks, name="thanks"),
]
