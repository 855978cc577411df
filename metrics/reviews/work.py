"""Setting a pack as a file, as a job: written outside of any transaction, with progress, cancelled at any moment."""

from __future__ import annotations

import zoneinfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.reviews import exports, reading, selectors, services
from metrics.reviews.models import PackFile, Review
from metrics.reviews.services.files import KIND
from pmo import files, jobs, texts
from pmo.access import policy
from pmo.notify.mails import zone_of
from pmo.records import Forbidden
from pmo.texts import Sentence

texts.register("review.file.setting", N_("Setting %(n)s sections"))
texts.register("review.file.done", N_("The review of %(subject)s for %(quarter)s as %(kind)s, kept for seven days"))


@jobs.handler(KIND, label=N_("Pack of a review"))
def write_file(run: jobs.JobRun) -> jobs.JobResult:
    """Params: file_id. With what its reader may see today, not when it was asked for."""
    rows = PackFile.objects.select_related("review__portfolio", "review__project", "asked_by")
    made = rows.filter(pk=run.params["file_id"], made_at__isnull=True).first()
    if made is None:
        return jobs.JobResult()
    reader, review = made.asked_by, made.review
    if made.scope is not None:
        # Asked for with a token: it sees no more than that token.
        reader.token_scope = frozenset(made.scope)  # type: ignore[attr-defined]
    if not Review.objects.visible_to(reader).filter(pk=review.pk).exists() or not policy.may(reader, "export", review):
        raise Forbidden(_("You may not read this review any more."))
    with translation.override(made.language), timezone.override(zoneinfo.ZoneInfo(zone_of(reader))):
        page = selectors.page(review, reader, run.now)
        said = Sentence("review.file.setting", {"n": len(page.pack.sections)})
        run.progress(10, said)
        document = exports.Document(review, page)
        data = exports.write(made.kind, document, told=lambda share: run.progress(10 + 80 * share, said))
        name = exports.name_of(review, made.kind)
    seen = reading.seen(review.pack, reader, page.visible)
    return run.commit(lambda: _keep(made, data, name, seen, run))


def _keep(made: PackFile, data: bytes, name: str, seen: str, run: jobs.JobRun) -> jobs.JobResult:
    kept = services.keep_file(made=made, data=data, name=name, seen=seen, now=run.now)
    words = {
        "subject": texts.name(made.review.project or made.review.portfolio),
        "quarter": made.review.quarter,
        "kind": made.kind.upper(),
    }
    return jobs.JobResult(
        url=files.url_of(kept),
        api_url=reverse("api:review-file", args=[made.review_id, made.pk]),
        text=Sentence("review.file.done", words),
    )
