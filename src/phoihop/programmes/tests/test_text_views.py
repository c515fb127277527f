"""One text read in several ways, and two signed texts beside each other."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.documents.redline import redline_docx, redline_pdf
from phoihop.programmes import actions
from phoihop.programmes.comparison import compare_texts, redline
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions
from phoihop.programmes.signed_text import signed_text
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
READ, COMPARED = 9, 13
SECRET = "Chưa ai được biết"


def _page(client: Client, instrument: Instrument, view: str) -> str:
    return client.get(reverse("programmes:instrument_text", args=[instrument.pk, view])).content.decode()


def _two_years(scene: make.Scene) -> tuple[Instrument, Instrument]:
    """Of 2025 two items: the first goes on into 2026 with another product, the second does not; a new one comes."""
    earlier = make.frozen(scene, items=2)
    later = make.draft_instrument(scene, items=0, year=2026)
    kept, new = make.item_fields(scene, 1, year=2026), make.item_fields(scene, 3, year=2026)
    kept |= {"deliverable": "03 hội thảo", "origin": make.item(earlier).provision}
    actions.write_items(later, [kept, new], **scene.north.acting)
    actions.disclose(later, **scene.north.acting)
    later = make.agree(scene, make.fresh(later))
    actions.freeze_instrument(later, by=scene.north.clerk)
    return earlier, make.fresh(later)


def test_the_text_as_signed_is_read_from_the_frozen_file(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    signed = signed_text(instrument)

    assert signed is not None
    assert signed.is_sound
    assert instrument.signed_document is not None
    assert signed.sha256 == instrument.signed_document.frozen.sha256
    assert [one.text for one in signed.versions] == [one.text for one in current_versions(instrument)]
    client.force_login(scene.south.viewer)
    page = _page(client, instrument, "signed")
    assert "Tổ chức hội thảo 1" in page
    assert "khớp từng chữ" in page


def test_a_file_that_says_something_else_is_not_called_sound() -> None:
    instrument = make.frozen(make.scene())
    instrument.text_hash = "0" * 64

    signed = signed_text(instrument)

    assert signed is not None
    assert not signed.is_sound


def test_before_freezing_there_is_no_text_as_signed(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    client.force_login(scene.north.officer)

    for view in ("signed", "nothing"):
        address = reverse("programmes:instrument_text", args=[instrument.pk, view])
        assert client.get(address).status_code == 404
    assert "Như đã ký" not in _page(client, instrument, "final")


def test_the_final_text_names_who_last_proposed_each_provision_and_the_clean_one_does_not(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    item = make.item(instrument)
    actions.write_version(instrument, provision=item.provision, note="Thêm", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.north.viewer)

    final, clean = (_page(client, instrument, view) for view in ("final", "clean"))

    said = reverse("programmes:provision_history", args=[instrument.pk, item.provision_id])
    assert f'<a href="{said}">Lần 2, {scene.south.body}</a>' in final
    assert said not in clean
    assert "Tổ chức hội thảo 1" in final
    assert "Tổ chức hội thảo 1" in clean


def test_views_hold_nothing_that_is_not_disclosed(client: Client) -> None:
    above = base.organisation()
    scene = make.scene(observers=(above,))
    draft = make.draft_instrument(scene)
    instrument = make.negotiated(scene)
    actions.write_version(instrument, provision=make.item(instrument).provision, text=SECRET, **scene.south.acting)

    for person in (scene.north.officer, base.member(above), scene.south.officer):
        client.force_login(person)
        for view in ("final", "clean"):
            assert SECRET not in _page(client, instrument, view)
            assert client.get(reverse("programmes:instrument_text", args=[draft.pk, view])).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_a_view_takes_as_many_queries_for_a_long_text(
    client: Client, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=items)
    client.force_login(scene.north.officer)
    client.get(reverse("home"))

    with django_assert_num_queries(READ):
        _page(client, instrument, "final")


def test_two_signed_texts_are_matched_by_origin_and_then_by_words() -> None:
    earlier, later = _two_years(make.scene())

    compared = compare_texts(earlier, later)

    changed = [line for line in compared.items if line.is_changed and not line.is_group]
    products = [(cell.label, [piece.text for piece in cell.pieces]) for cell in changed[0].cells if cell.is_changed]
    assert products[-2] == ("Sản phẩm", ["02", "03", " hội thảo"])
    assert [{piece.kind for piece in line.cells[0].pieces} for line in changed] == [{"same"}, {"old"}, {"new"}]
    assert not any(line.is_changed for line in compared.clauses)  # the same words, though nobody named an origin


def test_a_provision_is_matched_through_the_texts_in_between() -> None:
    scene = make.scene()
    earlier, middle = _two_years(scene)
    later = make.draft_instrument(scene, items=0, year=2027)
    origin = make.item(middle).provision
    actions.write_version(
        later,
        kind=ProvisionKind.ITEM,
        origin=origin,
        **make.item_fields(scene, 1) | {"text": "Viết lại hẳn"},
        **scene.north.acting,
    )
    actions.disclose(later, **scene.north.acting)

    (kept,) = [line for line in compare_texts(earlier, later).items if "Viết lại" in str(line.cells[0].after)]

    assert "Tổ chức" in str(kept.cells[0].before)


def test_two_signed_texts_go_on_the_page_on_paper_and_into_word(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    earlier, later = _two_years(scene)
    client.force_login(scene.south.officer)
    address = reverse("programmes:comparison", args=[later.pk])

    with django_assert_num_queries(COMPARED):
        page = client.get(f"{address}?with={earlier.pk}&layout=beside").content.decode()

    assert f"giữa {earlier} và {later}." in page
    assert client.get(f"{address}?with={later.pk}").status_code == 404
    for kind in ("pdf", "docx"):
        file = client.get(reverse("programmes:comparison_file", args=[later.pk, kind]) + f"?with={earlier.pk}")
        assert file.status_code == 200
    found: Any = redline(compare_texts(earlier, later))
    assert found.note == f"So sánh {earlier}, {earlier.number_text} với {later}, {later.number_text}"
    assert redline_pdf(found).startswith(b"%PDF")
    assert len(docx.Document(BytesIO(redline_docx(found))).tables) == 1


def test_texts_that_are_not_signed_are_not_compared_with_others(client: Client) -> None:
    scene = make.scene()
    signed, talks = make.frozen(scene), make.negotiated(scene)
    client.force_login(scene.south.officer)

    for one, other in ((signed, talks), (talks, signed)):
        address = reverse("programmes:comparison", args=[one.pk])
        assert client.get(f"{address}?with={other.pk}").status_code == 404


def test_what_nobody_signed_is_not_called_signed(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    client.force_login(scene.south.officer)

    assert ("Bản chờ ký" in (page := _page(client, instrument, "signed")), "Như đã ký" in page) == (True, False)
    for who in (scene.south, scene.north):
        actions.sign_instrument(instrument, by=who.signatory, pin=make.PIN)
    assert ("Bản chờ ký" in (page := _page(client, instrument, "signed")), "Như đã ký" in page) == (False, True)
