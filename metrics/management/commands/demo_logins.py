"""Print the log-ins of the demo company."""

from typing import Any

from django.core.management.base import BaseCommand

from metrics.demo.people import PASSWORD, PEOPLE
from pmo.accounts.models import User


class Command(BaseCommand):
    help = "Print the log-ins of the demo company."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
        for person in PEOPLE:
            if person.username in there:
                self.stdout.write(f"  {person.username:<10} {person.name} {person.name_en}, {person.title_en}")
        if there:
            self.stdout.write(f"  password for all of them: {PASSWORD}")
