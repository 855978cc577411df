from importlib import import_module

from django.apps import AppConfig


class PmoConfig(AppConfig):
    name = "pmo"
    label = "pmo"
    default_auto_field = "django.db.models.BigAutoField"
    rooms = ("audit", "accounts", "orgs", "calendars", "notify", "jobs", "exchange", "files", "search", "tokens", "web")

    def ready(self) -> None:
        from pmo.access import routes

        routes.declare(import_module("pmo.policy").ROUTES)
        for room in self.rooms:
            import_module(f"pmo.{room}.ready").connect()
