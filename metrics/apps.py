from importlib import import_module

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
    rooms = (
        "kpis",
        "processes",
        "usage",
        "adoption",
        "reviews",
        "contest",
        "surveys",
        "health",
        "dashboards",
        "knowledge",
    )

    def ready(self) -> None:
        from pmo.access import routes

        routes.declare(import_module("metrics.policy").ROUTES)
        for room in self.rooms:
            import_module(f"metrics.{room}.ready").connect()
