"""A party gets another name in mid-year: what is signed keeps the old one, what comes bears the new one."""

import datetime as dt

import pytest

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.organisations.renaming import Named, rename
from phoihop.programmes import notices
from phoihop.programmes.official import official_document
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
NEW = Named("Ban Tuyên giáo và Dân vận Tỉnh ủy", "Ban Tuyên giáo và Dân vận", "BTGDVTU", "", "", "Lam Thành")


def test_a_rename_is_in_the_ledger_of_each_partnership_and_told_to_all_sides() -> None:
    scene = make.scene(observers=(watching := base.organisation("Thường trực"),))
    other = base.partnership(scene.north.body, base.organisation("Sở Nội vụ"))
    keeper = base.member(scene.north.body, Role.ADMINISTRATOR)

    rename(scene.north.body, NEW, valid_from=clock.today(), source="Quyết định số 12-QĐ/TU", by=keeper)
    rename(
        watching,
        Named("Thường trực mới", "Thường trực mới", "TT", "", "", ""),
        valid_from=clock.today(),
        source="Quyết định số 13-QĐ/TU",
        by=base.member(watching, Role.ADMINISTRATOR),
    )

    entries = Entry.objects.filter(verb=notices.RENAMED).order_by("pk")
    assert [entry.chain for entry in entries] == [scene.partnership.chain, other.chain, scene.partnership.chain]
    assert entries[0].data == {
        "body": scene.north.body.key,
        "before": ["Ban Tuyên giáo tỉnh Sông Lam", "Ban Tuyên giáo", entries[0].data["before"][2]],
        "now": [NEW.name, NEW.short_name, NEW.abbreviation],
        "from": clock.today().isoformat(),
        "decision": "Quyết định số 12-QĐ/TU",
    }
    told = Notice.objects.filter(user=scene.south.officer).order_by("pk")
    assert [NEW.name in notice.text for notice in told] == [True, False]
    assert [NEW.name in notice.text for notice in Notice.objects.filter(user=keeper)] == [False]


def test_a_text_signed_before_keeps_the_old_name_on_paper_and_the_next_bears_the_new() -> None:
    with clock.at(dt.datetime(2025, 1, 10, 9, tzinfo=clock.VIETNAM)):
        scene = make.scene()
        signed = make.in_force(scene)
    with clock.at(dt.datetime(2025, 3, 1, 9, tzinfo=clock.VIETNAM)):
        keeper = base.member(scene.north.body, Role.ADMINISTRATOR)
        rename(scene.north.body, NEW, valid_from=dt.date(2025, 3, 1), source="Quyết định số 12-QĐ/TU", by=keeper)
        scene.north.body.refresh_from_db()
        following = make.draft_instrument(scene, year=2026)

        old, new = official_document(make.fresh(signed)), official_document(make.fresh(following))

    assert old.signature_blocks[0].body == "BAN TUYÊN GIÁO"
    assert new.signature_blocks[0].body == "BAN TUYÊN GIÁO VÀ DÂN VẬN"
    assert "Ban Tuyên giáo" in old.recipients
    assert NEW.short_name in new.recipients
