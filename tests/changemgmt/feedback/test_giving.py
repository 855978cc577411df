"""Give, add, take back; sheets with a code; photos."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from changemgmt.feedback import services
from changemgmt.feedback.codes import Context, hashed, new_receipt, opened, sealed
from changemgmt.feedback.models import Feedback, FeedbackPicture
from pmo.audit.models import AuditEntry
from pmo.files import pictures
from pmo.files.errors import TooLarge, UnsafeFile, WrongType
from pmo.records import Conflict, Forbidden, Invalid
from tests.changemgmt.feedback.conftest import Shop, given
from tests.factories import World

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG", name: str = "a.jpg", **more: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def test_the_clock_is_set_in_working_days(give: Callable[..., Feedback]) -> None:
    """Said on Monday 23 November 2026: answered by Wednesday, decided within thirty working days."""
    item = give()
    assert item.answer_due == date(2026, 11, 25)
    assert item.decide_due == date(2027, 1, 5)
    assert (item.title, item.title_en) == ("页面慢", "Pages are slow")
    assert give(today=date(2026, 11, 27)).answer_due == date(2026, 12, 1)


def test_words_are_needed_only_where_no_answer_fits(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    with pytest.raises(Invalid) as refused:
        give(reason="other")
    assert refused.value.field == "text"
    assert give(reason="other", text="扫码枪太少").title == "说卡住了"
    with pytest.raises(Invalid):
        give(kind="good", reason="slow")


def test_a_project_that_does_not_concern_one_is_not_on_the_list(world: World, give: Callable[..., Feedback]) -> None:
    with pytest.raises(Invalid):
        give(project=world.other)
    assert give(project=world.other, vouched=True).project == world.other


def test_who_only_reads_gives_nothing(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    reader = shop.people[2]
    reader.read_only = True  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        give(by=reader)


def test_what_is_given_in_confidence_has_no_name_in_the_history(shop: Shop, give: Callable[..., Feedback]) -> None:
    named, kept = give(), give(level="confidential", text="班长不让用")
    entries = {entry.object_id: entry for entry in AuditEntry.objects.filter(act="feedback.given")}
    assert entries[named.pk].actor == shop.people[1]
    assert entries[kept.pk].actor is None
    assert "班长" not in str(entries[kept.pk].after)
    assert kept.author == shop.people[1]
    assert kept.shown_author is None


def test_the_database_refuses_an_author_of_anonymous_words(shop: Shop, give_anonymously: Callable[..., Any]) -> None:
    item = give_anonymously().item
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=item.pk).update(author=shop.people[1])


def test_taking_it_back_is_possible_until_somebody_takes_it_up(
    world: World, shop: Shop, give: Callable[..., Feedback]
) -> None:
    item = give()
    with pytest.raises(Forbidden):
        services.withdraw(by=shop.people[2], item=item, now=world.now)
    assert services.withdraw(by=shop.people[1], item=item, now=world.now).state == "withdrawn"
    other = give()
    services.triage(by=world.pm, item=other, title="页面慢", owner=world.pm, now=world.now)
    with pytest.raises(Conflict):
        services.withdraw(by=shop.people[1], item=other, now=world.now)


def test_an_author_adds_words_and_the_owner_is_told(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    item = give()
    services.triage(by=world.pmo, item=item, title="页面慢", owner=world.pm, now=world.now)
    note = services.add_words(by=shop.people[1], item=item, text="早上八点最慢", today=world.today, now=world.now)
    assert (note.number, note.by) == (1, None)
    assert world.pm.messages.filter(rule="feedback.added").exists()
    with pytest.raises(Forbidden):
        services.add_words(by=world.pm, item=item, text="x", today=world.today, now=world.now)


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_a_sheet_says_what_it_is_about_and_cannot_be_forged() -> None:
    code = sealed(Context(3, 5, "三号线扫码枪"))
    assert opened(code) == Context(3, 5, "三号线扫码枪")
    assert opened(code[:-1] + ("A" if code[-1] != "A" else "B")) is None
    assert opened("nonsense") is None


def test_a_scanned_sheet_names_its_project_to_whoever_scans_it(
    world: World, shop: Shop, client_of: Callable[[Any], Client]
) -> None:
    code = sealed(Context(world.other.pk, shop.unit.pk, "三号线"))
    client = client_of(shop.people[3])
    assert "三号线" in client.get(f"/feedback/new/?c={code}").content.decode()
    client.post("/feedback/new/", {"kind": "stuck", "reason": "scan", "level": "named", "c": code})
    item = Feedback.objects.get()
    assert (item.project, item.unit, item.place, item.source) == (world.other, shop.unit, "三号线", "code")


def test_signing_in_returns_to_the_sheet(client: Client) -> None:
    code = sealed(Context(None, None, "x"))
    answer = client.get(f"/feedback/new/?c={code}")
    assert answer.status_code == 302
    assert f"next=/feedback/new/%3Fc%3D{code[:20]}" in answer["Location"].replace("%2F", "/")


def test_a_receipt_is_long_and_read_however_it_is_typed() -> None:
    code = new_receipt()
    assert len(code.replace("-", "")) * 5 >= 128
    assert hashed(code.lower().replace("-", " ")) == hashed(code)
    assert hashed(new_receipt()) != hashed(code)


# --- photos -----------------------------------------------------------------------------------------------------------


def test_a_photo_is_drawn_anew_upright_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SECRETCAM"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)
    upload = photo((2400, 1200), exif=exif)
    assert b"SECRETCAM" in upload.read()
    upload.seek(0)
    made = pictures.redrawn(upload)
    assert (made.width, made.height) == (800, 1600)
    assert b"SECRETCAM" not in made.content
    assert not Image.open(io.BytesIO(made.content)).getexif()


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", WrongType),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", WrongType),
        ("a.html", b"<script>alert(1)</script>", WrongType),
        ("a.jpg", b"\xff\xd8\xff" + b"<script>alert(1)</script>" + b"\xff\xd9", UnsafeFile),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"IEND", UnsafeFile),
        ("a.jpg", b"", WrongType),
    ],
)
def test_what_is_no_photo_is_refused(name: str, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        pictures.redrawn(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("side", [8_000, 30_000])
def test_a_photo_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    with pytest.raises(TooLarge):
        pictures.redrawn(SimpleUploadedFile("bomb.png", out.getvalue()))


def test_twenty_megabytes_are_refused_before_they_are_read(shop: Shop, client_of: Callable[[Any], Client]) -> None:
    """The body is never touched: reading it would raise."""

    class Unread(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("the upload was read")

    client = client_of(shop.people[1])
    answer = client.generic(
        "POST",
        "/feedback/new/",
        b"",
        "multipart/form-data; boundary=x",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(20 * 2**20)},  # type: ignore[arg-type]
    )
    assert answer.status_code == 413
    assert not Feedback.objects.exists()


def test_the_token_of_the_form_is_checked_all_the_same(shop: Shop) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(shop.people[1])
    answer = client.post("/feedback/new/", {"kind": "stuck", "reason": "slow", "level": "named"})
    assert answer.status_code == 403
    assert not Feedback.objects.exists()


def test_photos_are_seen_by_whoever_sees_the_item_and_nobody_else(
    world: World, shop: Shop, client_of: Callable[[Any], Client]
) -> None:
    shot = pictures.redrawn(photo())
    item = given(world, shop, pictures=[shot]).item
    url = f"/feedback/{item.pk}/photos/{FeedbackPicture.objects.get().pk}/"
    assert client_of(shop.people[1]).get(url)["Content-Type"] == "image/jpeg"
    assert client_of(world.pm).get(url).status_code == 200
    assert client_of(shop.people[2]).get(url).status_code == 404
    with pytest.raises(Invalid):
        services.attach(by=shop.people[1], item=item, pictures=[shot] * 5, now=world.now)


def test_only_what_has_a_name_may_have_a_file(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    upload = SimpleUploadedFile("list.txt", "清单".encode())
    file = services.add_file(by=shop.people[1], item=give(), upload=upload, now=world.now)
    assert file.uploaded_by == shop.people[1]
    with pytest.raises(Conflict):
        services.add_file(by=shop.people[1], item=give(level="confidential"), upload=upload, now=world.now)


def test_a_second_photo_of_a_second_day_still_counts(world: World, shop: Shop) -> None:
    made = given(world, shop)
    shot = pictures.redrawn(photo())
    services.attach(by=shop.people[1], item=made.item, pictures=[shot], now=world.now + timedelta(days=1))
    assert made.item.pictures.count() == 1
