"""What a new user is told by bin/run when there is no demo company to sign in to."""

from __future__ import annotations

import pytest
from django.core.management import load_command_class

from pmo.embedded.run import FIRST_PERSON, nobody_may_sign_in
from tests import factories
from tests.conftest import NOW


@pytest.mark.django_db
def test_somebody_has_to_be_added_first_and_only_then() -> None:
    assert nobody_may_sign_in()
    person = factories.make_user(NOW, "first")
    assert not nobody_may_sign_in()
    type(person)._base_manager.update(is_active=False)
    assert nobody_may_sign_in()


def test_the_command_that_is_named_exists() -> None:
    words = FIRST_PERSON.split("manage.py ")[1].split()
    parser = load_command_class("pmo", words[0]).create_parser("manage.py", words[0])
    assert parser.parse_args(words[1:]).role == ["system_admin", "pmo_lead"]
