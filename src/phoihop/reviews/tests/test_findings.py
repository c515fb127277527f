"""What a review found becomes proposals in the next text, and either opens the other."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.documents.levels import Level
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions as programmes
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions, source_of
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests.make import Side, fresh, with_keys
from phoihop.reviews.actions import propose_findings, start_next_year, start_review
from phoihop.reviews.findings import Finding, Proposal, Section, findings
from phoihop.reviews.models import Review
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Scene

pytestmark = pytest.mark.django_db
LATE = "báo cáo còn chậm, chưa đủ minh chứng."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reviewed(where: Scene) -> Review:
    """The side that writes it has said what it finds wanting in the other; nobody else has read it."""
    review = start_review(make.programme(where, [make.overdue()]), **where.north.acting)
    unwritten = next(v for v in text_of(review, where.north) if v.text.startswith(f"{where.south.body}: …"))
    programmes.write_version(
        review.instrument, provision=unwritten.provision, text=f"{where.south.body}: {LATE}", **where.north.acting
    )
    return review


def text_of(review: Review, side: Side) -> list[ProvisionVersion]:
    return current_versions(review.instrument, organisation=side.body)


def found(review: Review, side: Side) -> list[Finding]:
    parties = review.instrument.partnership.parties.select_related("organisation")
    return findings(text_of(review, side), [party.organisation for party in parties])


def shortcoming(review: Review, side: Side) -> int:
    return next(one.id for one in found(review, side) if one.section == Section.SHORTCOMINGS)


def new_ones(draft: Instrument, side: Side, review: Review) -> list[ProvisionVersion]:
    text = current_versions(draft, organisation=side.body)
    return [v for v in text if v.provision.origin and v.provision.origin.instrument_id == review.instrument_id]


def test_what_stands_under_shortcomings_and_directions_is_found() -> None:
    where = make.scene()

    told = found(reviewed(where), where.north)

    assert [(one.section, one.label, one.about) for one in told] == [
        (Section.SHORTCOMINGS, "III.2", where.south.body),
        (Section.DIRECTIONS, "IV.1", None),
        (Section.DIRECTIONS, "IV.2", None),
    ]
    assert told[0].words == "Báo cáo còn chậm, chưa đủ minh chứng."


def test_a_finding_becomes_an_item_or_a_clause_with_its_origin() -> None:
    where = make.scene()
    review = reviewed(where)
    wanting, direction, _other = found(review, where.north)
    proposals = [
        Proposal(wanting.id, ProvisionKind.ITEM, "Tập huấn lập báo cáo có minh chứng"),
        Proposal(direction.id, ProvisionKind.CLAUSE, "Ưu tiên các việc chưa hoàn thành."),
    ]

    draft = start_next_year(review, proposals=proposals, items=[], **where.north.acting)

    clause, item = new_ones(draft, where.north, review)
    assert (clause.text, clause.level, clause.provision.kind) == (
        "Ưu tiên các việc chưa hoàn thành.",
        Level.NUMBERED,
        ProvisionKind.CLAUSE,
    )
    assert (item.text, item.provision.kind) == ("Tập huấn lập báo cáo có minh chứng", ProvisionKind.ITEM)
    assert [body["key"] for body in item.leads] == [where.south.body.key]
    assert item.provision.origin == wanting.version.provision


def test_the_reason_of_what_is_not_disclosed_gives_nothing_away() -> None:
    where = make.scene()
    review = reviewed(where)
    finding = found(review, where.north)[0]

    draft = start_next_year(
        review, proposals=[Proposal(finding.id, ProvisionKind.ITEM, "Tập huấn")], **where.north.acting
    )

    assert [one.reason for one in new_ones(draft, where.north, review)] == ["Rút ra khi tổng kết năm 2025."]
    programmes.disclose(draft, **where.north.acting)
    item = new_ones(fresh(draft), where.south, review)[0]
    assert source_of(item.provision, where.south.officer, [where.south.body.pk]) is None
    history = reverse("programmes:provision_history", args=[draft.pk, item.provision_id])
    page = signed_in(where.south.officer).get(history).content.decode()
    assert "Tập huấn" in page
    assert str(review.instrument) not in page
    assert LATE not in page


def test_the_reason_of_what_is_disclosed_quotes_the_review() -> None:
    where = make.scene()
    review = reviewed(where)
    programmes.disclose(review.instrument, **where.north.acting)
    finding = found(review, where.north)[0]

    draft = start_next_year(
        review, proposals=[Proposal(finding.id, ProvisionKind.ITEM, "Tập huấn")], **where.north.acting
    )

    assert [one.reason for one in new_ones(draft, where.north, review)] == [
        "Từ mục III.2, Báo cáo kết quả phối hợp công tác năm 2025: “Báo cáo còn chậm, chưa đủ minh chứng.”"
    ]
    programmes.disclose(draft, **where.north.acting)
    item = new_ones(fresh(draft), where.south, review)[0]
    history = reverse("programmes:provision_history", args=[draft.pk, item.provision_id])
    page = signed_in(where.south.officer).get(history).content.decode()
    assert reverse("programmes:provision_history", args=[review.instrument_id, finding.id]) in page


def test_the_side_that_has_the_turn_takes_findings_up_into_a_text_under_way() -> None:
    where = make.scene()
    review = reviewed(where)
    programmes.disclose(review.instrument, **where.north.acting)
    draft = start_next_year(review, **where.north.acting)
    proposal = Proposal(shortcoming(review, where.south), ProvisionKind.ITEM, "Tập huấn lập báo cáo")

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này."):
        propose_findings(review, draft, [proposal], **where.south.acting)
    programmes.disclose(draft, **where.north.acting)
    propose_findings(review, draft, [proposal], **where.south.acting)

    assert [one.text for one in new_ones(fresh(draft), where.south, review)] == ["Tập huấn lập báo cáo"]
    assert new_ones(fresh(draft), where.north, review) == []


def test_a_finding_is_taken_up_once_in_a_text() -> None:
    where = make.scene()
    review = reviewed(where)
    proposal = Proposal(shortcoming(review, where.north), ProvisionKind.ITEM, "Tập huấn")
    draft = start_next_year(review, proposals=[proposal], **where.north.acting)

    with pytest.raises(NotPossible, match="Nhận xét này đã được đưa vào văn bản: “Báo cáo còn chậm"):
        propose_findings(review, draft, [proposal], **where.north.acting)


def test_what_is_no_finding_of_this_side_is_refused() -> None:
    where = make.scene()
    review = reviewed(where)
    draft = start_next_year(review, **where.north.acting)
    heading = next(v for v in text_of(review, where.north) if v.level == Level.HEADING)

    with pytest.raises(NotPossible, match="không còn nhận xét này"):
        propose_findings(
            review, draft, [Proposal(heading.provision_id, ProvisionKind.ITEM, "Việc")], **where.north.acting
        )


def test_findings_go_into_a_text_of_work_only() -> None:
    where = make.scene()
    review = reviewed(where)
    proposal = Proposal(shortcoming(review, where.north), ProvisionKind.ITEM, "Việc")

    with pytest.raises(NotPossible, match="Chỉ đưa được nhận xét vào chương trình hoặc kế hoạch"):
        propose_findings(review, review.instrument, [proposal], **where.north.acting)


def test_findings_are_chosen_with_the_items_of_next_year() -> None:
    where = make.scene()
    review = reviewed(where)
    finding = shortcoming(review, where.north)
    address = reverse("reviews:next_programme_create", args=[review.pk])
    client = signed_in(where.north.officer)

    page = client.get(address).content.decode()
    empty = client.post(address, {f"kind_{finding}": "item", f"text_{finding}": " "})
    done = client.post(address, {f"kind_{finding}": "item", f"text_{finding}": "Tập huấn"})

    assert "Bên mình chưa gửi lời này trong báo cáo" in page
    assert "Báo cáo còn chậm, chưa đủ minh chứng." in page
    assert (empty.status_code, done.status_code) == (422, 302)
    assert "Hãy ghi lời đề nghị." in empty.content.decode()
    draft = Instrument.objects.get(kind="programme", state="draft")
    assert [one.text for one in new_ones(draft, where.north, review)] == ["Tập huấn"]


def test_the_review_opens_what_came_of_its_findings_to_those_who_may_know() -> None:
    where = make.scene()
    review = reviewed(where)
    programmes.disclose(review.instrument, **where.north.acting)
    proposal = Proposal(shortcoming(review, where.north), ProvisionKind.ITEM, "Tập huấn")
    draft = start_next_year(review, proposals=[proposal], **where.north.acting)
    address = reverse("reviews:review_detail", args=[review.pk])
    opened = f"{reverse('programmes:instrument_detail', args=[draft.pk])}#provision-"

    assert opened in signed_in(where.north.officer).get(address).content.decode()
    assert opened not in signed_in(where.south.officer).get(address).content.decode()
    programmes.disclose(draft, **where.north.acting)
    assert opened in signed_in(where.south.officer).get(address).content.decode()


def test_findings_are_offered_to_the_side_that_may_write() -> None:
    where = make.scene()
    review = reviewed(where)
    programmes.disclose(review.instrument, **where.north.acting)
    draft = start_next_year(review, **where.north.acting)
    review_page = reverse("reviews:review_detail", args=[review.pk])
    address = reverse("reviews:findings_propose", args=[review.pk])
    finding = shortcoming(review, where.north)
    chosen = {f"kind_{finding}": "item", f"text_{finding}": "Tập huấn"}

    client = signed_in(where.north.officer)
    assert address in client.get(review_page).content.decode()
    assert "Hãy chọn ít nhất một nhận xét để đưa vào." in client.post(address, {}).content.decode()
    assert client.post(address, chosen).headers["Location"] == reverse("programmes:instrument_detail", args=[draft.pk])
    assert f"kind_{finding}" not in client.get(address).content.decode()
    programmes.disclose(draft, **where.north.acting)
    assert client.get(address).status_code == 403
    assert address not in client.get(review_page).content.decode()


def test_without_a_text_under_way_one_is_begun() -> None:
    where = make.scene()
    review = reviewed(where)

    response = signed_in(where.north.officer).get(reverse("reviews:findings_propose", args=[review.pk]))

    assert response.headers["Location"] == reverse("reviews:next_programme_create", args=[review.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_takes_a_constant_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    where = make.scene()
    review = reviewed(where)
    for number in range(count):
        programmes.write_version(review.instrument, text=f"Kiến nghị {number}", level=2, **where.north.acting)
    start_next_year(review, **where.north.acting)
    client = signed_in(where.north.officer)

    with django_assert_num_queries(11):
        client.get(reverse("reviews:findings_propose", args=[review.pk]))


def test_a_private_finding_that_was_taken_up_can_still_be_taken_out() -> None:
    where = make.scene()
    review = reviewed(where)
    north = where.north
    one = shortcoming(review, north)
    start_next_year(review, **north.acting, items=[], proposals=[Proposal(one, ProvisionKind.ITEM, "Báo cáo đúng hạn")])
    taken = ProvisionVersion.objects.get(provision__origin=one)

    assert taken.provision.origin is not None

    programmes.discard_change(review.instrument, taken.provision.origin, **north.acting)

    assert ProvisionVersion.objects.get(pk=taken.pk).provision.origin is None


def test_what_one_side_keeps_to_itself_holds_no_signing_up() -> None:
    where = make.scene()
    review = reviewed(where)
    north, south = where.north, where.south
    programmes.disclose(fresh(review.instrument), **north.acting)
    after = next(f.version for f in found(review, south) if f.section == Section.SHORTCOMINGS)
    own: dict[str, Any] = {
        "kind": ProvisionKind.CLAUSE,
        "text": "Bên nam giữ riêng.",
        "level": after.level,
        "after": after.provision,
    }
    secret = programmes.write_version(fresh(review.instrument), **own, **south.acting)
    start_next_year(
        review, **south.acting, items=[], proposals=[Proposal(secret.provision_id, ProvisionKind.ITEM, "Việc năm sau")]
    )
    for who in (north, south):
        programmes.consent_to_all(fresh(review.instrument), **who.acting)
    for who in (north, south):
        programmes.approve(fresh(review.instrument), **who.approving)
    with_keys(where)

    programmes.freeze_instrument(fresh(review.instrument), by=north.clerk)

    assert fresh(review.instrument).state == "frozen"
