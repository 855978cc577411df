"""Make an API token for a person and print it, alone, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pmo.accounts.models import User
from pmo.records import DomainError
from pmo.tokens import services


class Command(BaseCommand):
    help = "Make an API token for a person and print it (it is kept nowhere)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--read-only", action="store_true", help="the token may read, never change")
        parser.add_argument("--project", action="append", metavar="KEY", help="limit the token to this project; repeat")
        parser.add_argument(
            "--days", type=int, default=services.DEFAULT_DAYS, help="days until it expires (1-365; default %(default)s)"
        )
        parser.add_argument("--name", default="command line", help="what it is for, as shown in the person's list")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person {options['username']!r}.")
        try:
            _token, plain = services.create_token(
                by=None,
                user=user,
                name=options["name"],
                days=options["days"],
                read_only=options["read_only"],
                project_keys=options["project"],
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(plain)
