"""The daily digest: once a person and day, only when something waits, also after the worker was down."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.waiting import Waiting
from phoihop.notifications import digests, tasks
from phoihop.notifications.digests import register_source, send_due_digests, waiting_for
from phoihop.notifications.models import Digest
from phoihop.notifications.tests import make
from tests.make import user

pytestmark = pytest.mark.django_db

Told = dict[str, list[Waiting]]
TODAY = make.MORNING.date()


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What one registered source says, by user name; no other source is asked."""
    told: Told = {}
    monkeypatch.setattr(digests, "_sources", [])
    register_source(lambda person: told.get(person.username, []))
    return told


@pytest.fixture
def broken_post(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Addresses for which the mail server says no."""
    refused: set[str] = set()
    send = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if refused & set(messages[0].to):
            raise ConnectionRefusedError
        return int(send(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return refused


def person(username: str, **fields: Any) -> User:
    return user(email=f"{username}@songlam.example", **fields)


def state(of: User) -> tuple[bool, bool]:
    digest = Digest.objects.get(user=of)
    return digest.sent_at is not None, digest.empty


def test_the_mail_says_what_waits_for_whom(waiting: Told, settings: Any) -> None:
    settings.PUBLIC_URL = "https://phoihop.example"
    lan = person("lan", full_name="Trần Thị Lan")
    waiting[lan.username] = [
        Waiting("them", "Chờ Trường Chính trị xác nhận mục II.1.", "/reports/7/"),
        Waiting("us", "Mục V.1 sắp đến hạn.", "/work-items/3/", due_on=dt.date(2026, 3, 7)),
        Waiting("us", "Mục II.1 quá hạn.", "/work-items/1/", tone="danger", due_on=dt.date(2026, 2, 27)),
        Waiting("us", "Mục I.1 đến hạn.", "/work-items/2/", due_on=TODAY),
        Waiting("us", "Mục X.2 còn xa.", "/work-items/9/", due_on=dt.date(2026, 11, 30)),
        Waiting("me", "Chương trình năm 2026 chờ đồng chí ký.", "/instruments/5/"),
    ]

    with clock.at(make.MORNING):
        assert send_due_digests(TODAY) == 1

    (message,) = mail.outbox
    assert message.to == ["lan@songlam.example"]
    assert message.subject == "Phối Hợp ngày 02/03/2026: 5 việc đang chờ đồng chí và cơ quan"
    assert message.extra_headers["Message-ID"] == f"<digest-20260302-{lan.pk}@phoihop>"
    assert (
        message.body
        == """\
Kính gửi đồng chí Trần Thị Lan,

Đây là các việc phối hợp cần biết trong ngày 02/03/2026.
Quá hạn: 1 việc.
Sắp đến hạn (trong 14 ngày): 2 việc.

ĐANG CHỜ ĐỒNG CHÍ
- Chương trình năm 2026 chờ đồng chí ký.
  https://phoihop.example/instruments/5/

CHỜ BÊN MÌNH
- Mục II.1 quá hạn. (hạn 27/02/2026, quá hạn 3 ngày)
  https://phoihop.example/work-items/1/
- Mục I.1 đến hạn. (hạn 02/03/2026, hạn hôm nay)
  https://phoihop.example/work-items/2/
- Mục V.1 sắp đến hạn. (hạn 07/03/2026, còn 5 ngày)
  https://phoihop.example/work-items/3/
- Mục X.2 còn xa. (hạn 30/11/2026, còn 273 ngày)
  https://phoihop.example/work-items/9/

CHỜ BÊN KIA
- Chờ Trường Chính trị xác nhận mục II.1.
  https://phoihop.example/reports/7/

Xem tất cả trên trang chủ: https://phoihop.example

Thư này do hệ thống tự gửi mỗi ngày một lần khi có việc đang chờ; mời đồng chí không trả lời thư.
"""
    )
    assert Digest.objects.get().sent_at == make.MORNING


def test_nothing_waits_nothing_is_sent(waiting: Told) -> None:
    lan = person("lan")

    assert send_due_digests(TODAY) == 0
    waiting[lan.username] = [Waiting("us", "Việc đến sau.", "/")]
    assert send_due_digests(TODAY) == 0

    assert (mail.outbox, state(lan)) == ([], (False, True))


def test_once_a_day_and_again_the_next_day(waiting: Told) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("them", "Chờ bên kia trả lời.", "/")]

    sent = [send_due_digests(day) for day in (TODAY, TODAY, TODAY + dt.timedelta(days=1))]

    assert sent == [1, 0, 1]
    assert [message.subject for message in mail.outbox] == [
        "Phối Hợp ngày 02/03/2026: các việc đang chờ bên kia",
        "Phối Hợp ngày 03/03/2026: các việc đang chờ bên kia",
    ]


def test_no_mail_without_address_or_for_who_left(waiting: Told) -> None:
    left, without = person("left", is_active=False), user()
    waiting[left.username] = waiting[without.username] = [Waiting("me", "Việc.", "/")]

    assert send_due_digests(TODAY) == 0

    assert list(Digest.objects.all()) == []


def test_a_mail_that_fails_stops_no_other_and_is_tried_again(waiting: Told, broken_post: set[str]) -> None:
    lan, minh = person("lan"), person("minh")
    waiting[lan.username] = waiting[minh.username] = [Waiting("me", "Việc.", "/")]
    broken_post.add("lan@songlam.example")

    assert send_due_digests(TODAY) == 1
    assert (state(lan), state(minh)) == ((False, False), (True, False))
    broken_post.clear()
    assert send_due_digests(TODAY) == 1

    assert [message.to for message in mail.outbox] == [["minh@songlam.example"], ["lan@songlam.example"]]


def test_after_a_kill_the_same_message_is_sent_again(
    waiting: Told,
) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]
    send_due_digests(TODAY)
    Digest.objects.update(sent_at=None)  # what a worker leaves behind that dies between sending and marking

    send_due_digests(TODAY)

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert ids == [f"<digest-20260302-{lan.pk}@phoihop>"] * 2


def test_a_long_group_is_cut_and_says_so(waiting: Told) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("us", f"Việc {number}.", "/") for number in range(33)]

    send_due_digests(TODAY)

    body = mail.outbox[0].body
    assert "… và 3 việc nữa, mời xem trên trang chủ." in body
    assert [f"Việc {number}." in body for number in (29, 30)] == [True, False]


def test_people_who_read_english_get_english_dates_of_the_same_day(waiting: Told) -> None:
    lan = person("lan", language="en")
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]

    send_due_digests(TODAY)

    assert "02/03/2026" in mail.outbox[0].subject


@pytest.mark.parametrize(("hour", "minute", "sent"), [(6, 59, 0), (7, 0, 1), (23, 59, 1)])
def test_the_worker_sends_from_seven_on(waiting: Told, hour: int, minute: int, sent: int) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]

    with clock.at(make.MORNING.replace(hour=hour, minute=minute)):
        tasks.daily_digest(timestamp=0)
        tasks.daily_digest(timestamp=600)

    assert len(mail.outbox) == sent


def test_days_of_downtime_are_not_made_up_for(waiting: Told) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]

    for days in (0, 4):
        with clock.at(make.MORNING + dt.timedelta(days=days, hours=5)):
            tasks.daily_digest(timestamp=0)

    assert list(Digest.objects.order_by("day").values_list("day", flat=True)) == [
        TODAY,
        TODAY + dt.timedelta(days=4),
    ]


def test_a_digest_that_another_worker_holds_is_skipped(waiting: Told) -> None:
    lan = person("lan")
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]
    send_due_digests(TODAY)

    assert digests._settled(Digest.objects.get().pk) is False
    assert (len(mail.outbox), str(Digest.objects.get())) == (1, f"{lan} 2026-03-02")


def test_what_waits_comes_by_date_then_without(waiting: Told) -> None:
    lan = user()
    late, soon, undated = (
        Waiting("us", "a", "/", due_on=dt.date(2026, 1, 1)),
        Waiting("me", "b", "/", due_on=dt.date(2026, 5, 1)),
        Waiting("me", "c", "/"),
    )
    waiting[lan.username] = [undated, soon, late]

    assert waiting_for(lan) == [late, soon, undated]


def test_a_source_is_asked_once_however_often_it_registers(waiting: Told) -> None:
    lan = user()
    waiting[lan.username] = [Waiting("me", "Việc.", "/")]

    register_source(digests._sources[0])

    assert waiting_for(lan) == waiting[lan.username]
