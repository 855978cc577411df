"""Who may call which page about people and signing in."""

from pmo.access.routes import SIGNED_IN, Public, RoutePolicy, Rule, SignedIn

_SIGN_IN = Public("Signing in comes before being known.")
_RESET = Public("Whoever forgot their password is not signed in.")
_CHOICE = Public("Language and theme can be chosen before signing in.")
_OWN = SignedIn("Everybody changes their own password and settings only.")
_VIEW, _ADD = Rule("user", "view"), Rule("user", "add")
_CHANGE, _GRANT = Rule("user", "change"), Rule("user", "grant")

ROUTES: RoutePolicy = {
    "account_login": {"GET": _SIGN_IN, "POST": _SIGN_IN},
    "account_logout": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "account_inactive": {"GET": _SIGN_IN},
    "account_change_password": {"GET": _OWN, "POST": _OWN},
    "account_set_password": {"GET": _OWN, "POST": _OWN},
    "account_reset_password": {"GET": _RESET, "POST": _RESET},
    "account_reset_password_done": {"GET": _RESET},
    "account_reset_password_from_key": {"GET": _RESET, "POST": _RESET},
    "account_reset_password_from_key_done": {"GET": _RESET},
    "people:list": {"GET": _VIEW},
    "people:person": {"GET": _VIEW},
    "people:new": {"GET": _ADD, "POST": _ADD},
    "people:edit": {"GET": _CHANGE, "POST": _CHANGE},
    "people:deactivate": {"POST": _CHANGE},
    "people:reactivate": {"POST": _CHANGE},
    "people:invite": {"POST": _CHANGE},
    "people:grant_role": {"POST": _GRANT},
    "people:revoke_role": {"POST": _GRANT},
    "api:user-list": {"GET": _VIEW},
    "api:user-detail": {"GET": _VIEW},
    "accounts:settings": {"GET": _OWN, "POST": _OWN},
    "accounts:language": {"POST": _CHOICE},
    "accounts:theme": {"POST": _CHOICE},
}
