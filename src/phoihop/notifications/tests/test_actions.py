"""Telling people, and what they have read."""

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from phoihop.lib import clock
from phoihop.notifications.actions import TEXT_LENGTH, mark_all_read, mark_read, notify
from phoihop.notifications.models import Notice
from phoihop.notifications.queries import notice_list, unread_count
from phoihop.notifications.tests import make
from tests.make import user

pytestmark = pytest.mark.django_db


def test_each_person_is_told_once_except_the_one_who_did_it() -> None:
    lan, minh, hoa = user(), user(), user()

    with clock.at(make.MORNING):
        notify([lan, minh, hoa, lan], "Đã ký.", "/notices/", except_for=minh)

    told = list(Notice.objects.order_by("pk").values_list("user", "text", "url", "created_at", "read_at"))
    assert told == [(person.pk, "Đã ký.", "/notices/", make.MORNING, None) for person in (lan, hoa)]


def test_everyone_is_told_in_the_language_they_read() -> None:
    lan, john = user(), user(language="en")

    notify([lan, john], gettext_lazy("Tệp lớn hơn %(size)d MB nên không được kiểm tra."), "/", words={"size": 60})

    told = Notice.objects.order_by("user").values_list("user", "text")
    assert list(told) == [
        (lan.pk, "Tệp lớn hơn 60 MB nên không được kiểm tra."),
        (john.pk, "The file is larger than 60 MB and was not checked."),
    ]


def test_nobody_to_tell_writes_nothing() -> None:
    lan = user()

    notify([], "Đã ký.", "/")
    notify([lan], "Đã ký.", "/", except_for=lan)

    assert list(Notice.objects.all()) == []


def test_a_very_long_sentence_is_cut_with_a_sign() -> None:
    lan = user()

    notify([lan], "ệ" * (TEXT_LENGTH + 1), "/")

    assert Notice.objects.get().text == "ệ" * (TEXT_LENGTH - 1) + "…"


def test_what_is_rolled_back_was_never_told() -> None:
    lan = user()

    with transaction.atomic():
        notify([lan], "Đã ký.", "/")
        transaction.set_rollback(True)

    assert unread_count(lan) == 0


def test_the_first_reading_counts() -> None:
    notice = make.notice(user())

    with clock.at(make.MORNING):
        mark_read(notice)
    mark_read(notice)

    notice.refresh_from_db()
    assert notice.read_at == make.MORNING


def test_a_notice_reads_as_its_sentence() -> None:
    assert str(make.notice(user(), "Đã ký.")) == "Đã ký."


def test_mark_all_read_leaves_others_alone() -> None:
    lan, minh = user(), user()
    make.notice(lan)
    make.notice(lan, read=True)
    make.notice(minh)

    assert mark_all_read(lan) == 1

    assert (unread_count(lan), unread_count(minh)) == (0, 1)


def test_the_list_is_cut_by_key() -> None:
    lan = user()
    notices = [make.notice(lan, minutes=number // 2, read=number == 0) for number in range(30)]
    make.notice(user())
    newest_first = notices[::-1]

    first = notice_list(lan)
    second = notice_list(lan, after=first.next_key)

    assert (first.notices, second.notices, second.next_key) == (newest_first[:25], newest_first[25:], "")
    assert notice_list(lan, after="?").notices == newest_first[:25]
    assert notice_list(lan, unread_only=True, after=first.next_key).notices == newest_first[25:-1]
