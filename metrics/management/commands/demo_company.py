"""Found the demo company on an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from metrics.demo.build import found
from pmo.accounts.backends import demo_allowed
from projects.portfolio.models import Project


class Command(BaseCommand):
    help = "Found the demo company 华瑞制造 on an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo_allowed():
            raise CommandError("The demo company is refused where real people work.")
        if Project.objects.exists():
            raise CommandError("There are projects already; the demo company needs an empty database.")
        found(now=timezone.now())
        self.stdout.write("Founded the demo company: 8 projects, 300 people.")
