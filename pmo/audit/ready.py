from django.utils.translation import gettext_noop as N_

from pmo.access.roles import Role
from pmo.audit.words import register_acts, register_codes


def connect() -> None:
    register_codes("role", Role.choices)
    register_codes("roles", Role.choices)
    register_acts(
        {
            "user.role_granted": N_("gave a role"),
            "user.role_revoked": N_("took a role away"),
            "project.shared": N_("shared the project with one person"),
            "project.unshared": N_("ended the sharing with one person"),
        }
    )
