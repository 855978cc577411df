from importlib import import_module

from django.apps import AppConfig


class ChangemgmtConfig(AppConfig):
    name = "changemgmt"
    label = "changemgmt"
    default_auto_field = "django.db.models.BigAutoField"
    rooms: tuple[str, ...] = (
        "champions",
        "comms",
        "feedback",
        "incentives",
        "readiness",
        "support",
        "training",
    )

    def ready(self) -> None:
        from pmo.access import routes

        routes.declare(import_module("changemgmt.policy").ROUTES)
        for room in self.rooms:
            import_module(f"changemgmt.{room}.ready").connect()
