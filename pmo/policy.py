"""The platform's part of the policy table."""

from pmo.access.routes import RoutePolicy
from pmo.accounts.policy import ROUTES as ACCOUNTS
from pmo.audit.policy import ROUTES as AUDIT
from pmo.calendars.policy import ROUTES as CALENDARS
from pmo.exchange.policy import ROUTES as EXCHANGE
from pmo.files.policy import ROUTES as FILES
from pmo.jobs.policy import ROUTES as JOBS
from pmo.notify.policy import ROUTES as NOTIFY
from pmo.orgs.policy import ROUTES as ORGS
from pmo.search.policy import ROUTES as SEARCH
from pmo.tokens.policy import ROUTES as TOKENS
from pmo.web.api.policy import ROUTES as API
from pmo.web.policy import ROUTES as WEB

ROUTES: RoutePolicy = {
    **ACCOUNTS,
    **API,
    **AUDIT,
    **CALENDARS,
    **EXCHANGE,
    **FILES,
    **JOBS,
    **NOTIFY,
    **ORGS,
    **SEARCH,
    **TOKENS,
    **WEB,
}
