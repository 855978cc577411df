"""Add a person from the command line: the first system administrator, for example."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts import services
from pmo.accounts.services import PersonData
from pmo.records.errors import DomainError


class Command(BaseCommand):
    help = "Add a person who may sign in. The password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", help="default: the user name")
        parser.add_argument("--email", default="")
        parser.add_argument("--role", action="append", default=[], choices=Role.values)
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        username = options["username"]
        data = PersonData(username=username, name=options["name"] or username, email=options["email"])
        try:
            with transaction.atomic():
                person = services.add_person(by=None, data=data, now=now)
                person.set_password(self._password(person, from_stdin=options["password_stdin"]))
                person.save(update_fields=["password"])
                for role in options["role"]:
                    RoleGrant.objects.create(user=person, role=role, granted_at=now)
        except DomainError as error:
            raise CommandError(f"{error.field}: {error.message}" if error.field else error.message) from None
        self.stdout.write(f"{username} may sign in")

    def _password(self, person: Any, *, from_stdin: bool) -> str:
        text = sys.stdin.readline().rstrip("\n") if from_stdin else getpass("Password: ")
        try:
            validate_password(text, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return text
