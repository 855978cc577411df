"""Mail becomes requests, each message once: threads, quarantine, loops, bombs, and being killed in between."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from PIL import Image

from changemgmt.support import imap, parsing, services
from changemgmt.support.models import SupportMail, SupportMailbox, SupportRequest
from changemgmt.support.services import mailing
from pmo.accounts.models import User
from pmo.files.models import Attachment
from pmo.notify.mails import compose
from pmo.notify.models import Message
from tests.changemgmt.support.conftest import Desk, at
from tests.changemgmt.support.mailserver import Mailbox, serving
from tests.factories import World

pytestmark = pytest.mark.django_db
NOW = at(23, 9)


@pytest.fixture
def box(world: World, desk: Desk, settings: Any) -> Iterator[Mailbox]:
    for person, name in ((desk.ann, "ann"), (desk.bo, "bo")):
        User.objects.filter(pk=person.pk).update(email=f"{name}@huarui.example")
    made = Mailbox()
    with serving(made) as address:
        settings.SUPPORT_IMAP_URL = address
        settings.SUPPORT_ADDRESS = "help@huarui.example"
        yield made


def mail(text: str = "打不开了", *, sender: str = "ann@huarui.example", subject: str = "报销系统", number: int = 1,
         **headers: str) -> EmailMessage:  # fmt: skip
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Somebody <{sender}>", "help@huarui.example", subject
    made["Message-ID"] = f"<m{number}@huarui.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def put(box: Mailbox, message: EmailMessage) -> int:
    return box.put(message.as_bytes())


def kept() -> list[tuple[str, str]]:
    return list(SupportMail.objects.order_by("pk").values_list("state", "reason"))


def test_a_mail_becomes_a_request_and_is_confirmed_once(world: World, desk: Desk, box: Mailbox) -> None:
    uid = put(box, mail("打不开了\n\n> 引用\n"))
    assert services.poll(now=NOW) == mailing.Came(1, 1)
    row = SupportRequest.objects.get()
    assert (row.requester, row.title, row.text, row.source) == (desk.ann, "报销系统", "打不开了", "mail")
    assert box.seen == {uid}
    assert Message.objects.filter(rule="support.received", channel="inbox").count() == 1
    assert services.poll(now=NOW + timedelta(minutes=1)) == mailing.Came(0, 0)
    assert SupportRequest.objects.count() == 1


def test_answers_come_back_by_token_or_by_reference(world: World, desk: Desk, box: Mailbox) -> None:
    put(box, mail())
    services.poll(now=NOW)
    row = SupportRequest.objects.get()
    services.answer(by=desk.sam, row=row, text="截图?", wait=True, now=at(23, 10))
    sent = Message.objects.get(rule="support.asked_back", channel="mail")
    ours = compose(sent, None)  # type: ignore[arg-type]
    assert row.mark in ours.subject
    put(box, mail("第一次", subject=f"Re: {ours.subject}", number=2))
    put(box, mail("第二次", subject="Re: 没有标记", number=3, In_Reply_To=sent.message_id))
    services.poll(now=at(23, 11))
    assert [note.text for note in row.notes.filter(kind="question")] == ["第一次", "第二次"]
    assert SupportRequest.objects.count() == 1
    row.refresh_from_db()
    assert row.state == "working"
    # Closed is closed: what comes then is a new one.
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(23, 12))
    services.confirm(by=desk.ann, row=row, now=at(23, 13))
    put(box, mail("又坏了", subject=f"Re: {ours.subject}", number=4))
    services.poll(now=at(24, 9))
    assert SupportRequest.objects.count() == 2


def test_nobody_answers_the_request_of_somebody_else(world: World, desk: Desk, box: Mailbox) -> None:
    put(box, mail())
    services.poll(now=NOW)
    row = SupportRequest.objects.get()
    put(box, mail("偷看", sender="bo@huarui.example", subject=f"Re: {row.mark}", number=2))
    services.poll(now=NOW)
    assert kept()[-1] == ("held", "foreign")
    assert row.notes.count() == 0


def test_unknown_senders_wait_and_are_never_made_people(world: World, desk: Desk, box: Mailbox) -> None:
    people = User.objects.count()
    User.objects.filter(pk=desk.bo.pk).update(is_active=False)
    put(box, mail(sender="x@elsewhere.example"))
    put(box, mail(sender="bo@huarui.example", number=2))
    put(box, mail(number=3, Authentication_Results="mx.huarui.example; spf=fail; dmarc=fail"))
    services.poll(now=NOW)
    assert kept() == [("held", "unknown"), ("held", "unknown"), ("held", "forged")]
    assert (User.objects.count(), SupportRequest.objects.count()) == (people, 0)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_left_out_unread(box: Mailbox, headers: dict[str, str]) -> None:
    put(box, mail(**headers))
    services.poll(now=NOW)
    assert kept() == [("dropped", "automatic")]
    assert box.fetched == ["1:head"]
    assert not Message.objects.exists()


def test_our_own_address_goes_round_no_loop(box: Mailbox) -> None:
    put(box, mail(sender="help@huarui.example"))
    services.poll(now=NOW)
    assert kept() == [("dropped", "loop")]


def test_a_bomb_of_mails_stops_at_twenty_an_hour(box: Mailbox) -> None:
    for number in range(30):
        put(box, mail(number=number))
    services.poll(now=NOW)
    assert SupportRequest.objects.count() == mailing.PER_HOUR
    assert kept().count(("dropped", "too_many")) == 10
    # Of what is too many only the header was fetched.
    assert sum(one.endswith("body") for one in box.fetched) == mailing.PER_HOUR
    put(box, mail(number=99))
    services.poll(now=NOW + timedelta(hours=2))
    assert SupportRequest.objects.count() == mailing.PER_HOUR + 1


def test_a_bomb_that_changes_its_senders_keeps_nobody_of_the_company_out(
    desk: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "STRANGERS_PER_HOUR", 3)
    for number in range(9):
        put(box, mail(sender=f"s{number}@elsewhere.example", number=number))
    put(box, mail(number=50))
    services.poll(now=NOW)
    assert kept().count(("held", "unknown")) == 3
    assert kept().count(("dropped", "too_many")) == 6
    assert SupportRequest.objects.get().requester == desk.ann
    put(box, mail(sender="s@elsewhere.example", number=60))
    services.poll(now=NOW + timedelta(hours=2))
    assert kept().count(("held", "unknown")) == 4


def test_what_is_too_large_is_not_fetched(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 2000)
    put(box, mail("x" * 3000))
    services.poll(now=NOW)
    assert kept() == [("dropped", "too_large")]
    assert box.fetched == ["1:head"]


def test_deep_and_wide_messages_are_kept_out(box: Mailbox) -> None:
    deep = b"From: ann@huarui.example\nMessage-ID: <d@x>\nSubject: deep\n"
    for number in range(60):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    box.put(deep + b"\nhello\n")
    wide = mail(number=2)
    for _n in range(60):
        wide.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.bin")
    put(box, wide)
    box.put(b"From: \xff\xfe<\nMessage-ID: <e@x>\nSubject: =?utf-9?Q?x\n\nx")
    services.poll(now=NOW)
    assert [reason for _state, reason in kept()[:2]] == ["damaged", "damaged"]
    assert SupportRequest.objects.count() == 0
    assert box.seen == {1, 2, 3}


def test_html_becomes_plain_words() -> None:
    marked = (
        "<p>打<b>不</b>开<br>了</p><script>alert(1)</script><style>p{}</style><img src=x onerror=alert(1)>&lt;b&gt;"
    )
    assert parsing.words(marked).split() == ["打不开", "了", "<b>"]
    raw = b"From: a@b\nContent-Type: text/html; charset=utf-8\n\n" + marked.encode()
    assert "alert" not in parsing.body(raw).text


def test_pictures_are_drawn_anew_documents_checked(world: World, desk: Desk, box: Mailbox) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS-HERE"
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", exif=exif)
    message = mail()
    message.add_attachment(out.getvalue(), maintype="image", subtype="jpeg", filename="屏幕.jpg")
    message.add_attachment(b"plain words", maintype="text", subtype="plain", filename="log.txt")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="tool.exe")
    put(box, message)
    services.poll(now=NOW)
    row = SupportRequest.objects.get()
    assert b"GPS-HERE" not in bytes(row.pictures.get().content)
    assert [file.name for file in Attachment.objects.filter(kind="support")] == ["log.txt"]
    assert row.notes.filter(kind="internal").count() == 1


def test_killed_between_storing_and_marking_nothing_is_lost_or_doubled(desk: Desk, box: Mailbox) -> None:
    put(box, mail(number=1))
    put(box, mail(number=2))
    box.dies_at = "STORE"
    with pytest.raises(imap.MailboxError):
        services.poll(now=NOW)
    assert (SupportRequest.objects.count(), box.seen) == (1, set())
    box.dies_at = ""
    services.poll(now=NOW + timedelta(minutes=1))
    assert (SupportRequest.objects.count(), box.seen) == (2, {1, 2})
    assert Message.objects.filter(rule="support.received", channel="inbox").count() == 2


def test_killed_before_storing_the_next_poll_takes_it(
    desk: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, mail())

    def broken(*_args: Any, **_values: Any) -> None:
        raise KeyboardInterrupt

    whole = mailing._place
    monkeypatch.setattr(mailing, "_place", broken)
    with pytest.raises(KeyboardInterrupt):
        services.poll(now=NOW)
    monkeypatch.setattr(mailing, "_place", whole)
    assert (SupportMail.objects.count(), SupportMailbox.objects.get().last_uid, box.seen) == (0, 0, set())
    services.poll(now=NOW + timedelta(minutes=1))
    assert SupportRequest.objects.count() == 1


def test_what_a_rule_refuses_holds_up_nothing(desk: Desk, box: Mailbox) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    wordless = mail("", subject="")
    wordless.add_attachment(out.getvalue(), maintype="image", subtype="png", filename="a.png")
    put(box, wordless)
    put(box, mail(number=2))
    services.poll(now=NOW)
    assert kept() == [("held", "damaged"), ("taken", "")]


def test_two_pollers_and_a_mailbox_counted_anew(desk: Desk, box: Mailbox) -> None:
    put(box, mail())
    SupportMailbox.objects.create(name=imap.address(_url()).name, lease_until=NOW + timedelta(minutes=5))
    assert services.poll(now=NOW).read == 0
    # The other one was killed: its lease runs out.
    assert services.poll(now=NOW + timedelta(minutes=6)).taken == 1
    box.validity, box.messages = 8, {1: box.messages[1]}
    assert services.poll(now=NOW + timedelta(minutes=7)) == mailing.Came(1, 0)
    assert SupportRequest.objects.count() == 1


def _url() -> str:
    from django.conf import settings

    return str(settings.SUPPORT_IMAP_URL)


def test_a_mailbox_that_refuses_is_told_and_tried_again(desk: Desk, box: Mailbox) -> None:
    put(box, mail())
    box.password = "other"
    with pytest.raises(imap.MailboxError):
        services.poll(now=NOW)
    assert SupportMailbox.objects.get().failed_at == NOW
    box.password = "secret"
    assert services.poll(now=NOW + timedelta(minutes=1)).taken == 1
    assert SupportMailbox.objects.get().failed_at is None


def test_without_a_mailbox_nothing_happens(settings: Any) -> None:
    settings.SUPPORT_IMAP_URL = ""
    assert services.poll(now=NOW) == mailing.Came()
    with pytest.raises(ValueError, match="SUPPORT_IMAP_URL"):
        imap.address("http://x")
