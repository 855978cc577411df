"""What the API says to callers, in one place so that it is complete in both languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TITLES = {
    "validation": _("The request is not valid"),
    "malformed": _("The request cannot be read"),
    "not_authenticated": _("Not signed in"),
    "forbidden": _("Not allowed"),
    "not_found": _("Not found"),
    "method_not_allowed": _("Method not allowed"),
    "not_acceptable": _("No such representation"),
    "conflict": _("Not possible in the present state"),
    "stale": _("Changed in the meantime"),
    "too_large": _("The request is too large"),
    "unsupported_media_type": _("Unsupported type of content"),
    "invalid": _("A rule does not allow this"),
    "precondition_required": _("If-Match is missing"),
    "throttled": _("Too many requests"),
    "server_error": _("Something broke here"),
    "unavailable": _("Briefly unavailable"),
}

DETAILS = {
    "validation": _("Some of the input cannot be accepted; `errors` says what."),
    "malformed": _("The body of the request cannot be read."),
    "not_authenticated": _("Send a valid API token: Authorization: Bearer ld_…"),
    "forbidden": _("Your role does not allow this."),
    "not_found": _("There is nothing at this address, or you may not see it."),
    "method_not_allowed": _("This address does not answer %(method)s."),
    "not_acceptable": _("This address answers with %(types)s only."),
    "too_large": _("The body may have at most %(max)s bytes."),
    "unsupported_media_type": _("Send %(types)s."),
    "precondition_required": _("Send the ETag of the version you changed as If-Match."),
    "throttled": _("Try again in %(seconds)d s."),
    "server_error": _("The error is logged under %(reference)s; nothing was saved."),
    "unavailable": _("The database did not answer; nothing was saved. Try again."),
    "stale": _("Someone else changed this in the meantime; `current` is how it is now."),
    "duplicate": _("There is one like this already."),
    "protected": _("Other records still depend on this one."),
    "csrf": _("The request lacks the anti-forgery header of the signed-in browser session."),
}

BODY_REFUSED = {
    "malformed": _("The body is not valid JSON in UTF-8."),
    "not_finite": _("NaN and infinities are not numbers here."),
    "number_too_large": _("A number in the body is too large or has too many digits."),
    "duplicate_key": _("An object in the body has the same key twice."),
    "too_deep": _("The body is nested too deeply."),
    "bad_text": _("A text in the body contains NUL or half a surrogate pair."),
}

TOKEN = {
    "invalid_token": _("This token is unknown."),
    "revoked_token": _("This token is revoked."),
    "expired_token": _("This token has expired."),
    "inactive_user": _("The person this token belongs to is deactivated."),
    "read_only_token": _("This token may only read."),
}

PARAMETER = {
    "unknown_parameter": _("Unknown parameter. Known here: %(known)s."),
    "no_parameters": _("Unknown parameter. This address takes none."),
    "repeated_parameter": _("Give this parameter once."),
    "required": _("This parameter is required."),
    "blank": _("This parameter is empty."),
    "bad_text": _("The text contains NUL or half a surrogate pair."),
    "too_long": _("At most %(max)d characters."),
    "not_a_date": _("Not a date; write it like 2026-11-23."),
    "date_out_of_range": _("Dates lie between %(min)s and %(max)s."),
    "not_a_number": _("Not a number."),
    "not_an_integer": _("Not a whole number."),
    "not_a_flag": _("Write true or false."),
    "out_of_range": _("Must lie between %(min)s and %(max)s."),
    "too_many": _("At most %(max)d values."),
    "unknown_choice": _("Unknown value. Known: %(known)s."),
    "unknown_ordering": _("Cannot be ordered by that. Possible: %(known)s; a minus sign in front reverses."),
    "page_not_found": _("There is no page %(page)s; the last is %(last)s."),
}

KEY = {
    "key_malformed": _("Idempotency-Key must be 1 to 255 visible ASCII characters."),
    "key_reused": _("This Idempotency-Key was used for another request."),
    "in_flight": _("The first request with this Idempotency-Key is still running. Try again shortly."),
}
