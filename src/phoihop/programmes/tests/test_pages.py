"""The pages of texts: what they show, what they accept, what they refuse."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.organisations.models import Role
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(
    count: int, scene: make.Scene, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.negotiated(scene, year=2020 + number, items=0)
    client.force_login(scene.south.officer)
    client.get(url("instrument_list"))

    with django_assert_num_queries(7):
        page = client.get(url("instrument_list"))
    assert len(page.context["page"].rows) == count


def test_the_list_is_cut_by_key_and_narrowed_by_filters(scene: make.Scene, client: Client) -> None:
    texts = [make.negotiated(scene, year=2020 + number, items=0) for number in range(3)]
    regulation = make.draft_instrument(scene, InstrumentKind.REGULATION, year=2021, items=0)
    person = scene.north.officer

    first = queries.instrument_list(person, limit=2)
    second = queries.instrument_list(person, after=first.next_key, limit=2)

    assert [*first.rows, *second.rows] == [texts[2], regulation, texts[1], texts[0]]
    assert second.next_key == ""
    assert queries.instrument_list(person, after="bậy.1").rows == [*first.rows, *second.rows]
    assert queries.instrument_list(person, after="bậy.x").rows == [*first.rows, *second.rows]
    filters = queries.InstrumentFilters
    assert queries.instrument_list(person, filters(kind="regulation")).rows == [regulation]
    assert queries.instrument_list(person, filters(state="draft")).rows == [regulation]
    assert queries.instrument_list(person, filters(year=2020)).rows == [texts[0]]
    assert queries.instrument_list(person, filters(q="CÔNG TAC 2022")).rows == [texts[2]]
    assert queries.instrument_years(person) == [2022, 2021, 2020]
    assert queries.search(person, "quy che", 5) == [regulation]
    assert queries.search(person, " ", 5) == []

    client.force_login(person)
    for year in ("9" * 5_000, "10000", "0"):
        assert len(client.get(url("instrument_list"), {"year": year}).context["page"].rows) == 4
    page = client.get(url("instrument_list"), {"kind": "regulation", "year": "x"}, headers=HTMX)
    assert page.content.decode().count("</tr>") == 2  # the head and the regulation
    assert "<html" not in page.content.decode()
    assert "HX-Request" in page["Vary"]


# A new text


def test_an_officer_begins_a_text(scene: make.Scene, client: Client) -> None:
    client.force_login(scene.south.officer)
    address = url("instrument_create")
    assert "Trường Chính trị" in client.get(address).context["form"]["title"].value()

    answer = client.post(
        address,
        {
            "kind": "regulation",
            "title": "giữa hai cơ quan",
            "period_start": "01/01/2026",
            "period_end": "31/12/2030",
        },
    )

    instrument = Instrument.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("instrument_detail", instrument.pk))
    assert (instrument.kind, instrument.owner) == ("regulation", scene.south.body)


def test_what_cannot_be_begun_is_said_beside_its_field(scene: make.Scene, client: Client) -> None:
    client.force_login(scene.south.officer)
    data = {"kind": "programme", "title": "x", "period_start": "01/01/2026", "period_end": "31/12/2025"}

    answer = client.post(url("instrument_create"), data)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"period_end": ["Ngày cuối kỳ phải sau ngày đầu kỳ."]}
    answer = client.post(url("instrument_create"), data | {"period_start": "01/01/0001", "period_end": "31/12/9999"})
    assert answer.context["form"].errors == {"__all__": ["Kỳ phải nằm trong các năm từ 2000 đến 2100."]}
    answer = client.post(url("instrument_create"), data | {"period_end": "31/02/2026"})
    assert answer.context["form"].errors == {"period_end": ["Hãy nhập ngày theo dạng 05/01/2026."]}


def test_of_several_partnerships_one_is_chosen_first(scene: make.Scene, client: Client) -> None:
    other = base.partnership(scene.south.body, base.organisation())
    client.force_login(scene.south.officer)

    assert set(client.get(url("instrument_create")).context["partnerships"]) == {scene.partnership, other}
    chosen = client.get(url("instrument_create"), {"partnership": other.pk})
    assert chosen.context["partnership"] == other
    for unknown in ("x", "9" * 5_000):
        assert client.get(url("instrument_create"), {"partnership": unknown}).status_code == 404


def test_a_viewer_begins_nothing(scene: make.Scene, client: Client) -> None:
    client.force_login(scene.south.viewer)

    for data in ({}, {"partnership": scene.partnership.pk}):
        answer = client.get(url("instrument_create"), data)
        assert answer.status_code == 403
        assert "Chỉ chuyên viên của một bên được bắt đầu soạn văn bản." in answer.content.decode()


# The page of a text


@pytest.mark.parametrize("items", [1, 28])
def test_the_page_asks_as_often_for_three_provisions_as_for_thirty(
    items: int, scene: make.Scene, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    instrument = make.negotiated(scene, items=items)
    for number in range(1, items + 1):
        provision = make.item(instrument, number).provision
        actions.write_version(instrument, provision=provision, note="x", **scene.south.acting)
        actions.open_thread(provision, internal=True, text="Ghi chú đã đủ?", **scene.south.acting)
    client.force_login(scene.south.officer)
    client.get(url("instrument_detail", instrument.pk))

    with django_assert_num_queries(14):
        client.get(url("instrument_detail", instrument.pk))


def test_the_page_tells_by_when_an_answer_is_asked_for(scene: make.Scene, client: Client) -> None:
    instrument = make.draft_instrument(scene)
    client.force_login(scene.north.officer)
    address = url("revision_create", instrument.pk)

    assert client.post(address, {"answer_due_on": "31/13/2026"}).status_code == 422
    assert client.post(address, {"answer_due_on": "01/01/2000"}).status_code == 422
    suggested = client.get(address).context["form"]["answer_due_on"].value()
    client.post(address, {"note": "", "answer_due_on": suggested})

    page = url("instrument_detail", instrument.pk)
    assert f"đề nghị trả lời trước {suggested}" in client.get(page).content.decode()
    assert f"Đề nghị trả lời trước {suggested}" in client.get(f"{page}revisions/").content.decode()
    with clock.at(clock.now() + dt.timedelta(days=60)):
        client.force_login(scene.south.officer)
        assert "(đã quá ngày)" in client.get(page).content.decode()


def test_each_person_sees_the_one_thing_to_do_next(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1, year=clock.today().year)
    make.with_keys(scene)

    def button(person: User) -> str:
        client.force_login(person)
        return str(client.get(url("instrument_detail", instrument.pk)).context["next"].label)

    def sentence(person: User) -> str:
        client.force_login(person)
        return str(client.get(url("instrument_detail", instrument.pk)).context["next"].text)

    north, south = scene.north, scene.south
    assert button(south.officer) == "Đồng thuận cả 3 nội dung"
    assert button(north.approver) == "Xem và duyệt"
    assert button(south.approver) == ""
    assert sentence(south.viewer) == "Chờ người duyệt của Ban Tuyên giáo. Chờ Trường Chính trị đồng thuận 3 nội dung."
    actions.write_version(instrument, provision=make.item(instrument).provision, note="x", **south.acting)
    assert button(south.officer) == "Gửi bản đề nghị"
    actions.discard_change(instrument, make.item(instrument).provision, **south.acting)
    make.agree(scene, instrument)
    assert button(north.clerk) == "Lấy số và đóng băng"
    assert sentence(south.officer).endswith("Chờ Ban Tuyên giáo lấy số và đóng băng văn bản.")
    actions.freeze_instrument(instrument, by=north.clerk)
    assert button(south.signatory) == "Xem và ký"
    assert sentence(south.officer) == (
        f"Văn bản đã đóng băng. Chờ ký: {north.signatory.full_name}, {south.signatory.full_name}."
    )
    for who in (north, south):
        actions.sign_instrument(instrument, by=who.signatory, pin=make.PIN)
    assert sentence(south.officer).startswith("Các bên đã ký. Văn bản có hiệu lực từ ")


def test_a_void_consent_says_so(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="x", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.north.officer)

    page = client.get(url("instrument_detail", instrument.pk)).content.decode()

    assert f"Ban Tuyên giáo: đồng thuận trước đã hết hiệu lực vì {scene.south.body} sửa nội dung ở lần 2, lúc " in page
    assert "<ins>x</ins>" in page


def test_a_draft_says_that_only_its_own_side_sees_it(scene: make.Scene, client: Client) -> None:
    instrument = make.draft_instrument(scene)

    def next_step(person: User) -> tuple[str, str]:
        client.force_login(person)
        step = client.get(url("instrument_detail", instrument.pk)).context["next"]
        return step.text, step.label

    assert next_step(scene.north.officer) == (
        "Bản này chỉ bên mình thấy. Soạn xong thì gửi bản đề nghị cho bên kia.",
        "Gửi bản đề nghị",
    )
    assert next_step(scene.north.viewer) == (
        "Bản này chỉ bên mình thấy. Chuyên viên của bên mình đang soạn.",
        "",
    )


def test_what_all_have_taken_out_is_gone_from_the_page(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=2)
    actions.remove_provision(instrument, make.item(instrument).provision, **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.north.officer)

    assert len(client.get(url("instrument_detail", instrument.pk)).context["reading"].removed) == 1
    actions.consent_to_all(instrument, **scene.north.acting)
    assert client.get(url("instrument_detail", instrument.pk)).context["reading"].removed == []


def test_a_withdrawn_text_is_still_read(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene)
    client.force_login(scene.north.officer)

    answer = client.post(url("withdrawal_create", instrument.pk), {"reason": "Để sang năm"})

    assert answer.status_code == 302
    page = client.get(url("instrument_detail", instrument.pk))
    assert page.context["next"].text == "Ban Tuyên giáo đã rút văn bản này."


# Writing


ITEM = {
    "text": "Tọa đàm",
    "field_of_work": "Hội thảo, tọa đàm",
    "due_text": "Quý III/2025",
    "deliverable": "03 tọa đàm",
    "target_quantity": "",
    "target_unit": "",
    "note": "",
    "other_leads": "",
    "other_supports": "Sở Nội vụ; Sở Khoa học và Công nghệ",
    "reason": "Cần thêm",
}


def test_an_item_is_added_behind_another(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=2)
    client.force_login(scene.south.officer)
    address = url("provision_create", instrument.pk) + f"?kind=item&after={make.item(instrument).provision_id}"
    assert client.get(address).context["form"]["field_of_work"].value() == "Hội thảo, tọa đàm"

    answer = client.post(address, ITEM | {"leads": [scene.south.body.key]})

    [version] = queries.private_versions(instrument, scene.south.body)
    assert answer["Location"] == url("instrument_detail", instrument.pk) + f"#provision-{version.provision_id}"
    assert version.leads == [{"key": scene.south.body.key, "name": "Trường Chính trị"}]
    assert [body["name"] for body in version.supports] == ["Sở Nội vụ", "Sở Khoa học và Công nghệ"]
    assert (version.target_quantity, version.target_unit, version.reason) == (Decimal(3), "tọa đàm", "Cần thêm")
    text = queries.current_versions(instrument, organisation=scene.south.body)
    assert [other.text for other in text[2:]] == ["Tổ chức hội thảo 1", "Tọa đàm", "Tổ chức hội thảo 2"]


def test_a_new_deliverable_brings_its_target(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    address = url("provision_edit", instrument.pk, item.provision_id)
    data = {name: value or "" for name, value in client.get(address).context["form"].initial.items()}

    client.post(address, data | {"deliverable": "05 lớp"})

    [version] = queries.private_versions(instrument, scene.south.body)
    assert (version.target_quantity, version.target_unit) == (Decimal(5), "lớp")


def test_nobody_s_words_are_overwritten_unseen(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    address = url("provision_edit", instrument.pk, item.provision_id)
    data = {name: value or "" for name, value in client.get(address).context["form"].initial.items()}
    actions.write_version(instrument, provision=item.provision, text="Của đồng nghiệp", **scene.south.acting)

    answer = client.post(address, data | {"text": "Của tôi"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Của đồng nghiệp" in page
    assert "Của tôi" in page
    assert client.post(address, data | {"text": "Của tôi", "seen": ""}).status_code == 422
    assert queries.private_versions(instrument, scene.south.body)[0].text == "Của đồng nghiệp"
    seen = answer.context["form"]["seen"].value()
    assert client.post(address, data | {"text": "Của cả hai", "seen": seen}).status_code == 302
    assert queries.private_versions(instrument, scene.south.body)[0].text == "Của cả hai"


def test_a_clause_is_added_and_cleaned(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)

    client.post(
        url("provision_create", instrument.pk) + "?kind=clause",
        {"level": "3", "text": "<p class='MsoNormal'>Một</p><p>Hai\x00</p>", "reason": ""},
    )

    [version] = queries.private_versions(instrument, scene.south.body)
    assert (version.level, version.text) == (3, "Một\nHai")


def test_too_long_a_text_is_refused_beside_its_field(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)

    answer = client.post(url("provision_create", instrument.pk) + "?kind=clause", {"level": "1", "text": "a" * 20_001})

    assert answer.status_code == 422
    assert "20000" in str(answer.context["form"].errors["text"])


def test_a_clause_is_edited_and_refused_in_words(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=0)
    clause = queries.current_versions(instrument)[1]
    client.force_login(scene.south.officer)
    address = url("provision_edit", instrument.pk, clause.provision_id)
    data = dict(client.get(address).context["form"].initial)

    markup_only = client.post(address, data | {"text": "<p> </p>"})
    empty = client.post(url("provision_create", instrument.pk) + "?kind=clause", {"level": "2", "text": "<br>"})
    client.post(address, data | {"text": "Chặt chẽ hơn nữa.", "level": "0"})

    assert "Hãy nhập nội dung." in markup_only.content.decode()
    assert empty.status_code == 422
    [version] = queries.private_versions(instrument, scene.south.body)
    assert (version.level, version.text) == (0, "Chặt chẽ hơn nữa.")


def test_moving_removing_and_taking_back(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=2)
    one, two = make.item(instrument, 1), make.item(instrument, 2)
    client.force_login(scene.south.officer)

    assert client.post(url("provision_move", instrument.pk, two.provision_id), {"direction": "up"}).status_code == 302
    assert client.post(url("provision_move", instrument.pk, two.provision_id), {"direction": "up"}).status_code == 409
    assert client.get(url("provision_remove", instrument.pk, one.provision_id)).status_code == 200
    client.post(url("provision_remove", instrument.pk, one.provision_id), {"reason": "Trùng"})
    kinds = [queries.change_of(v).kind for v in queries.private_versions(instrument, scene.south.body)]
    assert sorted(kinds) == ["moved", "removed"]
    page = client.get(url("instrument_detail", instrument.pk))
    assert [line.version.text for line in page.context["reading"].removed] == [one.text]
    assert client.get(url("provision_edit", instrument.pk, one.provision_id)).status_code == 409

    client.post(url("provision_restore", instrument.pk, one.provision_id), headers=HTMX)
    client.post(url("provision_discard", instrument.pk, two.provision_id), headers=HTMX)
    assert queries.private_versions(instrument, scene.south.body) == []


def test_a_time_is_understood_while_it_is_typed(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)

    understood = client.get(url("due_preview", instrument.pk), {"due_text": "Mỗi quý 01 lần"}).content.decode()
    doubtful = client.get(url("due_preview", instrument.pk), {"due_text": "khi nào đó"}).content.decode()

    assert "Hiểu là: Hằng quý: 4 đợt (31/03/2025, 30/06/2025, 30/09/2025, 31/12/2025)" in understood
    assert "Chưa hiểu" in doubtful
    assert client.get(url("due_preview", instrument.pk)).content.decode().strip() == ""


# Offers, consents, approvals


def test_an_offer_is_read_once_more_and_sent(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="Thêm", **scene.south.acting)
    client.force_login(scene.south.officer)
    address = url("revision_create", instrument.pk)

    page = client.get(address)
    assert (page.context["count"], page.context["void"], page.context["was_agreed"]) == (1, 2, True)
    answer = client.post(address, {"note": "Xin ý kiến"})

    assert answer.status_code == 302
    assert make.fresh(instrument).state == InstrumentState.NEGOTIATION
    again = client.get(address, follow=True).content.decode()
    assert "Bản đề nghị của bên mình đã được gửi lúc" in again
    assert f"Nay đến lượt {scene.north.body}." in again
    client.force_login(scene.south.viewer)
    assert client.get(address).status_code == 403


def test_times_outside_the_period_are_told_until_the_text_is_frozen(scene: make.Scene, client: Client) -> None:
    instrument = make.draft_instrument(scene, items=0)
    late = make.item_fields(scene) | {"due_text": "Trước 31/3/2020"}
    actions.write_items(instrument, [late], **scene.north.acting)
    told = "Phụ lục có 1 việc cần xem lại thời gian (chưa hiểu được, hoặc ngoài thời gian của văn bản): I.1."
    client.force_login(scene.north.officer)

    assert told in client.get(url("revision_create", instrument.pk)).content.decode()
    assert "Hạn 31/03/2020 nằm ngoài thời gian" in client.get(url("instrument_detail", instrument.pk)).content.decode()
    actions.disclose(instrument, **scene.north.acting)
    for who in (scene.north, scene.south):
        actions.consent_to_all(instrument, organisation=who.body, by=who.officer)
    client.force_login(scene.south.approver)
    approval = client.get(url("approval_create", instrument.pk)).content.decode()
    assert told in approval
    assert "nêu ý kiến nội bộ ở từng nội dung" in approval
    assert "/threads/" in approval
    make.agree(scene, instrument)
    client.force_login(scene.north.clerk)
    assert told in client.get(url("freezing_create", instrument.pk)).content.decode()


def test_an_empty_offer_is_refused_on_its_page(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene)
    client.force_login(scene.south.officer)

    answer = client.post(url("revision_create", instrument.pk), {"note": ""})

    assert answer.status_code == 422
    assert "Chưa có thay đổi nào để gửi." in answer.content.decode()


def test_consent_by_provision_and_to_the_rest(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=2)
    item = make.item(instrument)
    client.force_login(scene.south.officer)

    plain = client.post(url("consent_create", instrument.pk, item.pk))
    again = client.post(url("consent_create", instrument.pk, item.pk), headers=HTMX)
    stale = client.post(url("consent_to_all_create", instrument.pk), {"as_of": "0"})
    unread = [client.post(url("consent_to_all_create", instrument.pk), data) for data in ({}, {"as_of": "một"})]
    before = queries.missing_consents(instrument, queries.latest_versions(instrument))[scene.south.body.pk]
    asked = client.get(url("consent_to_all_create", instrument.pk))
    rest = client.post(url("consent_to_all_create", instrument.pk), {"as_of": "1"})
    none_left = client.get(url("consent_to_all_create", instrument.pk)).content.decode()

    assert [version.text for _place, version in asked.context["rows"]] == [
        "MỤC ĐÍCH",
        "Phối hợp chặt chẽ.",
        "Tổ chức hội thảo 2",
    ]
    assert asked.context["as_of"] == 1
    assert "Đồng thuận 3 nội dung" in asked.content.decode()
    assert "Không còn nội dung nào chờ bên mình trả lời." in none_left
    assert 'name="as_of"' not in none_left
    assert plain["Location"].endswith(f"#provision-{item.provision_id}")
    assert again.content.decode().strip().startswith('<div id="instrument-summary"')
    assert f'id="provision-{item.provision_id}"' in again.content.decode()
    assert f'id="provision-{make.item(instrument, 2).provision_id}"' not in again.content.decode()
    assert stale.status_code == 409
    assert "Bên kia vừa gửi thay đổi mới." in stale.content.decode()
    assert ([answer.status_code for answer in unread], before) == ([409, 409], 3)
    assert rest.status_code == 302
    assert queries.missing_consents(instrument, queries.latest_versions(instrument))[scene.south.body.pk] == 0


def test_the_turn_is_handed_over(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene)
    client.force_login(scene.south.officer)

    assert client.post(url("turn_hand_back", instrument.pk)).status_code == 302
    assert make.fresh(instrument).turn == scene.north.body


def test_an_approver_sees_what_changed_since_they_last_approved(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="Thêm", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.north.approver)
    address = url("approval_create", instrument.pk)

    page = client.get(address)
    assert [row["change"].kind for row in page.context["changes"]] == ["edited"]
    assert "còn 1 nội dung chưa đồng thuận" in page.content.decode()
    actions.consent_to_all(instrument, **scene.north.acting)
    text_hash = client.get(address).context["instrument"].text_hash
    for unread in ({}, {"text_hash": ""}, {"text_hash": "0"}):
        assert client.post(address, unread).status_code == 409
    assert client.post(address, {"text_hash": text_hash}).status_code == 302
    assert "đã duyệt văn bản này" in client.get(address).content.decode()


def test_the_history_opens_each_disclosure(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="Thêm", **scene.south.acting)
    actions.disclose(instrument, note="Xin ý kiến", **scene.south.acting)
    client.force_login(scene.north.viewer)

    history = client.get(url("revision_list", instrument.pk))
    rounds = history.context["rounds"]
    assert [(one.revision.number, one.revision.changed) for one in rounds] == [(2, 1), (1, 3)]
    second = client.get(url("revision_detail", instrument.pk, 2))
    assert "Xin ý kiến" in second.content.decode()
    assert (second.context["previous"], second.context["next"]) == (1, None)
    assert client.get(url("revision_detail", instrument.pk, 3)).status_code == 404


# Freezing and signing


def test_a_clerk_freezes_on_the_page(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    client.force_login(scene.north.clerk)
    address = url("freezing_create", instrument.pk)
    page = client.get(address)
    assert (page.context["place"], page.context["is_reserved"]) == ("Lam Thành", False)
    number = page.context["number"]

    refused = client.post(address, {"dated_on": "hôm nay", "profile": "HD05_2026"})
    answer = client.post(address, {"dated_on": format_date(clock.today()), "profile": "HD05_2026"})

    assert refused.status_code == 422
    assert answer.status_code == 302
    assert make.fresh(instrument).number_text == number
    assert client.get(address).status_code == 409


def test_who_signs_is_shown_and_chosen_before_freezing(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=0)
    deputy = base.member(scene.south.body, Role.SIGNATORY)
    client.force_login(scene.north.clerk)
    address = url("freezing_create", instrument.pk)
    field = f"signatory_{scene.south.body.pk}"

    (north, north_choice, head), (south, south_choice, _first) = client.get(address).context["form"].places
    assert (north, north_choice, head) == (scene.north.body, None, f"{scene.north.signatory}, người ký")
    assert (south, south_choice.value()) == (scene.south.body, scene.south.signatory.pk)
    data = {"dated_on": format_date(clock.today()), "profile": "HD05_2026"}
    assert client.post(address, data | {field: str(scene.north.signatory.pk)}).status_code == 422
    assert client.post(address, data | {field: str(deputy.pk)}).status_code == 302

    frozen = make.fresh(instrument)
    assert frozen.signed_document is not None
    assert [slot.signatory for slot in frozen.signed_document.slots.all()] == [scene.north.signatory, deputy]


def test_changes_that_freezing_would_cut_off_are_told(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=1)
    item = make.item(instrument).provision

    def sentence(person: User) -> str:
        client.force_login(person)
        return str(client.get(url("instrument_detail", instrument.pk)).context["next"].text)

    actions.write_version(instrument, provision=item, note="x", **scene.south.acting)
    assert "Hãy gửi trước khi Ban Tuyên giáo đóng băng văn bản" in sentence(scene.south.officer)
    actions.discard_change(instrument, item, **scene.south.acting)
    actions.hand_back(instrument, **scene.south.acting)
    actions.write_version(instrument, provision=item, note="x", **scene.north.acting)
    assert "Hãy gửi để trao đổi tiếp, hoặc bỏ các thay đổi đó rồi đóng băng." in sentence(scene.north.clerk)


def test_a_head_signs_on_the_page(scene: make.Scene, client: Client) -> None:
    instrument = make.frozen(scene, items=1)
    address = url("signature_create", instrument.pk)
    client.force_login(scene.south.signatory)
    assert client.get(address).status_code == 200

    wrong = client.post(address, {"pin": "111111"})
    assert wrong.status_code == 422
    assert "Mã PIN không đúng" in wrong.content.decode()
    assert client.post(address, {"pin": make.PIN}).status_code == 302
    assert client.get(address).status_code == 409

    client.force_login(scene.north.signatory)
    client.post(address, {"pin": make.PIN})
    assert make.fresh(instrument).state == InstrumentState.IN_FORCE
    page = client.get(url("instrument_detail", instrument.pk)).content.decode()
    assert "Kiểm tra chữ ký" in page
    client.force_login(scene.north.officer)
    assert client.get(address).status_code == 403


def test_a_text_without_signatories_says_so_on_its_page(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene, items=0)
    scene.south.signatory.memberships.all().delete()
    client.force_login(scene.north.clerk)

    answer = client.post(
        url("freezing_create", instrument.pk), {"dated_on": format_date(clock.today()), "profile": "HD05_2026"}
    )

    assert answer.status_code == 422
    assert "Trường Chính trị chưa có người ký trong hệ thống." in answer.content.decode()


def test_who_has_no_key_is_told_before_the_pin_and_before_the_freezing(scene: make.Scene, client: Client) -> None:
    instrument = make.agreed_instrument(scene)
    client.force_login(scene.north.clerk)
    before = client.get(url("freezing_create", instrument.pk)).content.decode()
    assert f"Chưa có khóa ký: {scene.north.signatory}, {scene.south.signatory}." in before
    actions.freeze_instrument(instrument, by=scene.north.clerk)

    client.force_login(scene.north.signatory)
    page = client.get(url("signature_create", instrument.pk)).content.decode()

    assert f"phoihop pilot-key {scene.north.signatory.username}" in page
    assert 'name="pin"' not in page


def test_a_title_that_was_typed_stays_when_another_kind_is_chosen(scene: make.Scene, client: Client) -> None:
    client.force_login(scene.south.officer)
    proposed = client.get(url("instrument_create")).context["form"]["title"].value()
    asked = {"kind": "regulation"}

    kept = client.get(url("instrument_create"), asked | {"title": "về công tác lý luận"}, headers=HTMX)
    changed = client.get(url("instrument_create"), asked | {"title": proposed}, headers=HTMX)

    assert "về công tác lý luận" in kept.content.decode()
    assert proposed not in changed.content.decode()
