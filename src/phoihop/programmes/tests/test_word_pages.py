"""The pages of an import from Word: who sees them, what they say, that they work as plain forms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, WordImport
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make, words
from phoihop.programmes.word_import import actions as importing
from tests import make as base

pytestmark = pytest.mark.django_db
BEGUN = {
    "kind": "programme",
    "title": "công tác năm 2026",
    "period_start": "01/01/2026",
    "period_end": "31/12/2026",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edited(scene: make.Scene, instrument: Instrument) -> bytes:
    def change(document: Any) -> None:
        words.insert_after(document, "chặt chẽ", "2. Điều mới <số>.")
        words.track(document, "chặt chẽ", "chặt chẽ", "thường xuyên")
        words.replacing("hội thảo 1", "tọa đàm 1")(document)
        row = document.tables[-1].rows[-1]
        row._tr.getparent().remove(row._tr)

    return words.edited(words.exported(instrument, scene.north.body), change)


def imported(scene: make.Scene, instrument: Instrument | None = None) -> WordImport:
    instrument = instrument or make.draft_instrument(scene)
    return importing.upload(instrument, file=words.upload(edited(scene, instrument)), **scene.north.acting)


def url(name: str, pk: int) -> str:
    return reverse(f"programmes:word_import_{name}", args=[pk])


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def text(instrument: Instrument, scene: make.Scene) -> list[str]:
    return [version.text for version in current_versions(instrument, organisation=scene.north.body)]


def test_an_officer_brings_a_file_looks_and_writes_what_is_ticked() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    client = signed_in(scene.north.officer)
    file = words.upload(edited(scene, instrument), "gop-y.docx")

    assert url("create", instrument.pk) in shown(
        client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    )
    answer = client.post(url("create", instrument.pk), {"file": file})
    made = WordImport.objects.get()
    preview = client.get(url("detail", made.pk))
    ticked = [name for name in ("c1", "c2", "i0") if f'value="{name}" checked' in shown(preview)]
    seal = preview.context["seal"]
    done = client.post(
        url("accept", made.pk), {"accepted": ["c1", "i0"], "seen": seal, "reason": "Theo góp ý."}, follow=True
    )

    assert answer["Location"] == url("detail", made.pk)
    assert ticked == ["c1", "c2", "i0"]
    assert "Phối hợp <del>chặt chẽ.</del><ins>thường xuyên.</ins>" in shown(preview).replace("<del> ", "<del>")
    assert 'Trần Bình</strong>: 2 chỗ, <span class="date">05/11/2026 09:12</span>' in shown(preview)
    assert "Điều mới &lt;số&gt;." in shown(preview)
    assert "Có trong văn bản, không có trong tệp" in shown(preview)
    assert "Đã ghi 2 thay đổi vào bản của bên mình." in shown(done)
    assert text(instrument, scene) == ["MỤC ĐÍCH", "Phối hợp thường xuyên.", "Tổ chức tọa đàm 1", "Tổ chức hội thảo 2"]
    reasons = [version.reason for version in current_versions(instrument, organisation=scene.north.body)]
    assert reasons == ["", "Theo góp ý.", "Theo góp ý.", ""]
    assert "2 thay đổi đã vào bản của bên mình." in shown(client.get(url("detail", made.pk)))
    assert client.get(url("file", made.pk)).status_code == 200


def test_what_is_missing_is_ticked_by_one_link() -> None:
    scene = make.scene()
    made = imported(scene)
    client = signed_in(scene.north.officer)
    missing = made.instrument.provisions.get(versions__text="Tổ chức hội thảo 2")

    plain, all_of_them = client.get(url("detail", made.pk)), client.get(f"{url('detail', made.pk)}?missing=all")

    assert [f'value="x{missing.pk}" checked' in shown(page) for page in (plain, all_of_them)] == [False, True]


def test_a_text_that_moved_on_shows_the_preview_anew_with_the_ticks_kept() -> None:
    scene = make.scene()
    made = imported(scene)
    client = signed_in(scene.north.officer)
    seal = client.get(url("detail", made.pk)).context["seal"]
    actions.write_version(made.instrument, kind=ProvisionKind.CLAUSE, text="Khoản vừa thêm", **scene.north.acting)

    answer = client.post(url("accept", made.pk), {"accepted": ["c1"], "seen": seal, "reason": "Vì <vậy>"})

    assert answer.status_code == 409
    assert "Vì &lt;vậy&gt;</textarea>" in shown(answer)
    assert "Văn bản vừa được sửa ở nơi khác." in shown(answer)
    assert [f'value="{key}" checked' in shown(answer) for key in ("c1", "c2")] == [True, False]
    assert "Khoản vừa thêm" in shown(answer)
    assert answer.context["seal"] != seal


def test_the_same_file_twice_is_told() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    data = edited(scene, instrument)
    _first, again = (importing.upload(instrument, file=words.upload(data), **scene.north.acting) for _ in range(2))

    page = shown(signed_in(scene.north.officer).get(url("detail", again.pk)))

    assert "Tệp này đã được nhập trước đây" in page


def test_a_file_that_changes_nothing_says_so() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    data = words.exported(instrument, scene.north.body)
    made = importing.upload(instrument, file=words.upload(data), **scene.north.acting)

    page = shown(signed_in(scene.north.officer).get(url("detail", made.pk)))

    assert "Tệp và văn bản giống nhau" in page
    assert "Cả 4 nội dung của văn bản đều có trong tệp, không khác chữ nào." in page
    assert "Ghi các thay đổi đã chọn" not in page


def test_a_file_that_cannot_be_read_is_refused_in_the_form() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)

    answer = signed_in(scene.north.officer).post(
        url("create", instrument.pk), {"file": words.upload(b"%PDF-1.7", "a.pdf")}
    )

    assert answer.status_code == 422
    assert "Tệp “a.pdf” là tệp PDF, không phải tệp Word." in shown(answer)
    assert WordImport.objects.count() == 0


def test_an_import_is_out_of_reach_of_the_other_side_and_only_read_by_others_of_its_own() -> None:
    scene = make.scene(observers=(observer := base.organisation("Thường trực"),))
    instrument = make.negotiated(scene)
    actions.hand_back(instrument, **scene.south.acting)
    made = imported(scene, make.fresh(instrument))
    outsiders = (scene.south.officer, scene.south.viewer, base.member(observer), base.user())

    for user in outsiders:
        client = signed_in(user)
        reads = [client.get(url(name, made.pk)).status_code for name in ("detail", "file")]
        writes = [client.post(url(name, made.pk), {"accepted": ["c1"]}).status_code for name in ("accept", "discard")]
        assert [*reads, *writes] == [404] * 4
    for user in (scene.north.viewer, scene.north.approver):
        client = signed_in(user)
        page = client.get(url("detail", made.pk))
        writes = [client.post(url(name, made.pk), {"accepted": ["c1"]}).status_code for name in ("accept", "discard")]
        assert (page.status_code, writes) == (200, [403, 403])
        assert "Đồng chí chỉ xem" in shown(page)
        assert "Ghi các thay đổi đã chọn" not in shown(page)
        assert client.get(url("create", instrument.pk)).status_code == 403


def test_nothing_of_an_import_shows_on_the_pages_of_the_other_side() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.hand_back(instrument, **scene.south.acting)
    made = imported(scene, make.fresh(instrument))
    found, seal = importing.proposals(made)
    importing.accept(made, found.wanted, seen=seal, by=scene.north.officer)

    pages = [
        reverse(f"programmes:{name}", args=[instrument.pk])
        for name in ("instrument_detail", "talk_list", "consent_matrix", "revision_list")
    ]
    seen = [shown(signed_in(scene.south.officer).get(page)) for page in [*pages, "/search/?q=thường+xuyên"]]
    own = shown(signed_in(scene.north.officer).get(pages[0]))

    assert "thường xuyên." in own
    assert [each for each in seen if "thường xuyên." in each or "van-ban.docx" in each] == []


def test_the_preview_asks_a_constant_number_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for items in (1, 3):
        scene = make.scene()
        made = imported(scene, make.draft_instrument(scene, items=items))
        client = signed_in(scene.north.officer)
        client.get(url("detail", made.pk))

        with django_assert_num_queries(18):
            client.get(url("detail", made.pk))


def test_a_person_of_both_roles_in_another_body_sees_nothing() -> None:
    scene = make.scene()
    made = imported(scene)
    other = base.member(base.organisation("Sở"), Role.OFFICER)

    assert signed_in(other).get(url("detail", made.pk)).status_code == 404


def test_a_text_is_begun_from_a_word_file_in_one_step() -> None:
    scene = make.scene()
    file = words.upload(edited(scene, make.draft_instrument(scene)))
    client = signed_in(scene.south.officer)

    answer = client.post(reverse("programmes:instrument_create"), BEGUN | {"starters_wanted": "word", "file": file})
    made = WordImport.objects.get()
    preview = shown(client.get(answer["Location"]))

    assert answer["Location"] == url("detail", made.pk)
    assert (made.instrument.owner, made.organisation) == (scene.south.body, scene.south.body)
    assert current_versions(made.instrument, organisation=scene.south.body) == []  # no starter text in the way
    assert "Phối hợp thường xuyên." in preview
    assert "Tổ chức tọa đàm 1" in preview


def test_a_text_is_not_begun_from_a_file_that_cannot_be_read() -> None:
    client = signed_in(make.scene().south.officer)
    address, asked = reverse("programmes:instrument_create"), BEGUN | {"starters_wanted": "word"}

    unread = client.post(address, asked | {"file": words.upload(b"%PDF-1.7", "a.pdf")})
    without = client.post(address, asked)
    empty = client.post(address, asked | {"file": words.upload(b"", "a.docx")})

    assert [answer.status_code for answer in (unread, without, empty)] == [422, 422, 422]
    assert "Tệp “a.pdf” là tệp PDF, không phải tệp Word." in shown(unread)
    assert without.context["form"].errors == {"file": ["Hãy chọn tệp Word."]}
    assert empty.context["form"].errors == {"file": ["Tệp này trống. Hãy chọn tệp khác."]}
    assert not Instrument.objects.exists()


def test_a_file_chosen_and_left_for_the_outline_is_not_read() -> None:
    scene = make.scene()
    data = BEGUN | {"starters_wanted": "1", "file": words.upload(b"%PDF-1.7", "a.pdf")}

    signed_in(scene.south.officer).post(reverse("programmes:instrument_create"), data)

    assert current_versions(Instrument.objects.get(), organisation=scene.south.body) != []
    assert not WordImport.objects.exists()


def test_looking_at_a_file_beside_an_offer_opens_the_offer() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    file = words.upload(words.exported(instrument, scene.south.body))
    made = importing.upload(instrument, file=file, **scene.south.acting)
    actions.hand_back(instrument, **scene.south.acting)
    actions.write_version(instrument, provision=make.item(instrument).provision, text="Lời mới", **scene.north.acting)
    actions.disclose(instrument, **scene.north.acting)

    assert "Lời mới" in shown(signed_in(scene.south.officer).get(url("detail", made.pk)))

    with pytest.raises(NotPossible, match="đã được bên kia mở"):
        actions.recall_offer(make.fresh(instrument), **scene.north.acting)


def test_a_file_older_than_the_text_undoes_nothing_unless_it_is_told_to(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.hand_back(instrument, **scene.south.acting)
    old = words.exported(instrument, scene.north.body)
    first, second = make.item(instrument, 1).provision, make.item(instrument, 2).provision
    actions.write_version(instrument, provision=first, text="Tổ chức hai hội thảo", **scene.north.acting)
    actions.remove_provision(instrument, second, **scene.north.acting)
    with actions.as_step(instrument, organisation=scene.north.body, by=scene.north.officer):
        actions.write_version(instrument, provision=first, text="Tổ chức ba hội thảo", **scene.north.acting)
    new = words.edited(old, words.replacing("chặt chẽ", "thường xuyên"))

    word_import = importing.upload(make.fresh(instrument), file=words.upload(new), **scene.north.acting)

    found, _seal = importing.proposals(word_import)
    told = {one.change.after.text: (one.kind, one.is_earlier, one.key in found.wanted) for one in found.all}
    assert told == {
        "Phối hợp thường xuyên.": ("edited", False, True),
        "Tổ chức hội thảo 1": ("edited", True, False),
        "Tổ chức hội thảo 2": ("added", True, False),
    }
    client.force_login(scene.north.officer)
    page = client.get(url("detail", word_import.pk)).content.decode()
    assert "Lời văn này là của văn bản trước đây, đã được sửa từ đó" in page
    assert "Nội dung này từng có trong văn bản và đã được bỏ" in page


def test_what_was_written_in_private_and_undone_is_known_too() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene)
    old = words.exported(draft, scene.north.body)
    clause = current_versions(draft, organisation=scene.north.body)[1]
    with actions.as_step(draft, organisation=scene.north.body, by=scene.north.officer):
        actions.write_version(draft, provision=clause.provision, text="Phối hợp hằng tuần.", **scene.north.acting)

    found, _seal = importing.proposals(importing.upload(draft, file=words.upload(old), **scene.north.acting))

    assert [(one.change.after.text, one.is_earlier) for one in found.all] == [("Phối hợp chặt chẽ.", True)]
    assert found.wanted == set()


def test_a_clause_struck_out_with_tracking_is_ticked_one_that_is_only_absent_is_not(client: Client) -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene)

    def strike(document: Any) -> None:
        words.track(document, "Phối hợp chặt chẽ.", "Phối hợp chặt chẽ.", "")
        row = document.tables[-1].rows[-1]
        row._tr.getparent().remove(row._tr)

    file = words.edited(words.exported(draft, scene.north.body), strike)
    word_import = importing.upload(draft, file=words.upload(file), **scene.north.acting)

    found, _seal = importing.proposals(word_import)
    ticked = {
        one.change.after.text: (one.key in found.wanted, [each.author for each in one.tracked]) for one in found.removed
    }
    assert ticked == {"Phối hợp chặt chẽ.": (True, ["Trần Bình"]), "Tổ chức hội thảo 2": (False, [])}
    client.force_login(scene.north.officer)
    page = client.get(url("detail", word_import.pk)).content.decode()
    assert found.added == []
    assert page.count("Trong Word: Trần Bình") == 1
