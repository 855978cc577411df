from importlib import import_module
from typing import Any

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
    rooms = (
        "portfolio",
        "goals",
        "schedule",
        "msproject",
        "scope",
        "resources",
        "simulation",
        "gates",
        "datamig",
        "budget",
        "benefits",
        "risks",
        "selection",
    )

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from pmo.access import routes

        routes.declare(import_module("projects.policy").ROUTES)
        for room in self.rooms:
            import_module(f"projects.{room}.ready").connect()
        post_migrate.connect(_deliver, sender=self)


def _deliver(**kwargs: Any) -> None:
    """Templates that come with the product, once their table is there."""
    from django.utils import timezone

    from projects.gates.services import templates as gates
    from projects.schedule import services

    services.deliver(now=timezone.now())
    gates.deliver(now=timezone.now())
