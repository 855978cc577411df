from django.apps import AppConfig


class ChangemgmtConfig(AppConfig):
    name = "changemgmt"
    label = "changemgmt"
    default_auto_field = "django.db.models.BigAutoField"
