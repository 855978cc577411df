from django.urls import path

from projects.schedule.views import baselines, milestones, plan, portfolio, settings, tasks, templates

app_name = "schedule"
urlpatterns = [
    path("schedule/", portfolio.schedule, name="portfolio"),
    path("schedule/data.json", portfolio.data, name="portfolio_data"),
    path("milestones/", milestones.everywhere, name="all_milestones"),
    path("milestones/feeds/", milestones.my_feeds, name="feeds"),
    path("milestones/feeds/open/", milestones.open_feed, name="feed_open"),
    path("milestones/feeds/<int:pk>/revoke/", milestones.revoke_feed, name="feed_revoke"),
    path("feeds/<str:token>.ics", milestones.feed, name="feed"),
    path("plan-templates/", templates.templates, name="templates"),
    path("plan-templates/<int:pk>/", templates.template, name="template"),
    path("plan-templates/<int:pk>/delete/", templates.delete, name="template_delete"),
    path("projects/<str:key>/plan/", plan.plan, name="plan"),
    path("projects/<str:key>/plan/begin/", plan.begin, name="begin"),
    path("projects/<str:key>/plan/grid/", plan.grid, name="grid"),
    path("projects/<str:key>/plan/table/", plan.table, name="table"),
    path("projects/<str:key>/plan/data.json", plan.data, name="data"),
    path("projects/<str:key>/plan/ops/", plan.ops, name="ops"),
    path("projects/<str:key>/plan/preview/", plan.preview, name="preview"),
    path("projects/<str:key>/plan/undo/", plan.undo, name="undo"),
    path("projects/<str:key>/plan/redo/", plan.redo, name="redo"),
    path("projects/<str:key>/plan/settings/", settings.settings, name="settings"),
    path("projects/<str:key>/plan/calendars/new/", settings.calendar_new, name="calendar_new"),
    path("projects/<str:key>/plan/calendars/<int:uid>/", settings.calendar, name="calendar"),
    path("projects/<str:key>/plan/calendars/<int:uid>/delete/", settings.calendar_delete, name="calendar_delete"),
    path("projects/<str:key>/plan/save-template/", templates.save, name="template_save"),
    path("projects/<str:key>/milestones/", milestones.of_project, name="milestones"),
    path("projects/<str:key>/baselines/", baselines.baselines, name="baselines"),
    path("baselines/<int:pk>/choose/", baselines.choose, name="baseline_choose"),
    path("baselines/<int:pk>/delete/", baselines.delete, name="baseline_delete"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/edit/", tasks.edit, name="task_edit"),
    path("tasks/<int:pk>/progress/", tasks.progress, name="task_progress"),
    path("tasks/<int:pk>/delete/", tasks.delete, name="task_delete"),
]
