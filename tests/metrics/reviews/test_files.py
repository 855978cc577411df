"""The pack as a file: written by a worker, fetched by whoever asked while they may see it, gone after a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from metrics.reviews import selectors, services
from metrics.reviews.models import PackFile, Review
from pmo import files
from pmo.access.models import RoleGrant
from pmo.accounts import personal
from pmo.audit.models import AuditEntry
from pmo.files.models import Attachment
from pmo.jobs import runner
from pmo.jobs.models import Job
from pmo.records import Conflict, Forbidden, Invalid
from tests.api.kit import ApiClient, assert_problem
from tests.metrics.reviews.test_pack import measure


@pytest.fixture
def composed(world, review):
    measure(world, "3.5")
    services.compose_due(now=review.starts_at)
    return Review.objects.get(pk=review.pk)


@pytest.fixture
def work(world):
    return lambda: runner.run_pending(clock=lambda: world.now)


def ask(world, review, kind="pdf", by=None, language="zh-hans"):
    with translation.override(language):
        return services.ask_file(by=by or world.pm, review=review, kind=kind, now=world.now)


def test_a_worker_writes_what_was_asked_for_in_the_readers_language(world, composed, work):
    made = ask(world, composed)
    assert not Attachment.objects.filter(kind="review_pack").exists()
    work()
    job = Job.objects.get(pk=made.job_id)
    assert job.state == "done"
    kept = selectors.file_of(composed, world.pm, made.pk)
    with files.open_file(kept) as opened:
        assert opened.read(5) == b"%PDF-"
    assert kept.name.endswith("2026Q3.pdf")
    assert world.mine.name in kept.name
    assert job.result_url == files.url_of(kept)
    assert [e.act for e in AuditEntry.objects.filter(act="review.file_asked")] == ["review.file_asked"]


def test_run_again_it_writes_nothing_more(world, composed, work):
    made = ask(world, composed, "xlsx")
    work()
    Job.objects.filter(pk=made.job_id).update(state="queued", attempts=0)
    work()
    assert Attachment.objects.filter(kind="review_pack", object_id=made.pk).count() == 1


def test_what_cannot_be_written_is_refused(world, review, composed):
    with pytest.raises(Invalid):
        ask(world, composed, "exe")
    with pytest.raises(Forbidden):
        ask(world, composed, by=world.stranger)
    Review.objects.filter(pk=review.pk).update(pack={})
    with pytest.raises(Conflict):
        ask(world, Review.objects.get(pk=review.pk))


def fetched(client, url):
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_nobody_else_fetches_it_and_its_reader_only_while_they_may(world, composed, work, client):
    made = ask(world, composed, "xlsx", by=world.pmo)
    work()
    url = files.url_of(Attachment.objects.get(kind="review_pack", object_id=made.pk))
    for person, status in ((world.pmo, 200), (world.pm, 404), (world.stranger, 404)):
        client.force_login(person)
        assert fetched(client, url) == status, person.username
    client.force_login(world.pmo)
    pack = composed.pack
    # The pack was composed anew: what the file shows is no longer what its reader sees.
    Review.objects.filter(pk=composed.pk).update(pack={**pack, "watermark": "1" * 64})
    assert fetched(client, url) == 404
    Review.objects.filter(pk=composed.pk).update(pack=pack)
    assert fetched(client, url) == 200
    RoleGrant.objects.filter(user=world.pmo).delete()
    assert fetched(client, url) == 404


def test_whoever_lost_the_right_meanwhile_gets_no_file(world, composed, work):
    made = ask(world, composed, by=world.pmo)
    RoleGrant.objects.filter(user=world.pmo).delete()
    work()
    assert Job.objects.get(pk=made.job_id).state == "failed"
    assert PackFile.objects.get(pk=made.pk).made_at is None


def test_old_files_are_cleared_once(world, composed, work):
    made = ask(world, composed, "xlsx")
    work()
    assert services.clear_files(now=world.now + timedelta(days=6)) == 0
    assert services.clear_files(now=world.now + timedelta(days=8)) == 1
    assert services.clear_files(now=world.now + timedelta(days=8)) == 0
    assert not Attachment.objects.filter(kind="review_pack", object_id=made.pk).exists()


def test_the_files_of_a_forgotten_person_go_with_them(world, composed, work):
    ask(world, composed, "xlsx")
    work()
    assert personal.erase(world.pm, world.now) > 0
    assert not PackFile.objects.exists()
    assert not Attachment.objects.filter(kind="review_pack").exists()


def test_the_page_has_it_made_and_leads_to_it(world, composed, client):
    client.force_login(world.pm)
    url = f"/reviews/{composed.pk}/"
    answer = client.post(f"{url}files/", {"kind": "pdf"})
    assert (answer.status_code, answer["Location"]) == (302, f"{url}#file")
    assert "hx-get" in client.get(url).content.decode().split('id="file"')[1][:600]
    runner.run_pending(clock=timezone.now)
    made = PackFile.objects.get()
    kept = Attachment.objects.get(kind="review_pack", object_id=made.pk)
    assert files.url_of(kept) in client.get(url).content.decode()
    assert client.get(f"{url}pack.pdf").status_code == 404


def test_programs_ask_watch_and_fetch(world, composed):
    api = ApiClient(world.pm)
    answer = api.post(f"/api/v1/reviews/{composed.pk}/files/", {"kind": "xlsx"})
    assert answer.status_code == 202
    runner.run_pending(clock=timezone.now)
    job = api.get(answer["Location"]).json()
    assert job["state"] == "done"
    path = job["result_url"].split("testserver")[1]
    found = api.get(path)
    assert found.status_code == 200
    assert found.content.startswith(b"PK")
    assert "attachment" in found["Content-Disposition"]
    assert_problem(ApiClient(world.pmo).get(path), 404)


def test_a_file_asked_for_with_a_narrow_token_shows_what_the_token_shows(world, composed, work):
    person = type(world.pmo).objects.get(pk=world.pmo.pk)
    person.token_scope = frozenset({world.mine.pk})
    made = ask(world, composed, "xlsx", by=person)
    assert made.scope == [world.mine.pk]
    work()
    assert selectors.file_of(composed, person, made.pk) is not None
