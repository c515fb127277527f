"""The files of a text at each stage of its way."""

import subprocess
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from phoihop.documents import files
from phoihop.documents.content import OfficialDocument
from phoihop.documents.sheets import read_workbook
from phoihop.programmes import actions, download_views
from phoihop.programmes.official import official_document
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def url(name: str, pk: int) -> str:
    return reverse(f"programmes:{name}", args=[pk])


def printed(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def test_a_draft_comes_as_pdf_word_and_workbook(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=3)
    client.force_login(scene.south.viewer)

    pdf = client.get(url("instrument_pdf", instrument.pk))
    word = client.get(url("instrument_docx", instrument.pk))
    workbook = client.get(url("instrument_xlsx", instrument.pk))

    assert pdf["Content-Type"] == "application/pdf"
    assert len(pikepdf.open(BytesIO(pdf.content)).pages) >= 2
    assert "MỤC ĐÍCH" in printed(word.content)
    cells = str(read_workbook(workbook.content, "phu-luc.xlsx").sheets[0].rows)
    assert [f"Tổ chức hội thảo {number}" in cells for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert f"chuong-trinh-phoi-hop-2025-{instrument.pk}.xlsx" in workbook["Content-Disposition"]
    assert client.get(url("verification", instrument.pk)).status_code == 404


def test_bold_and_italic_are_seen_and_printed(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    fields: dict[str, Any] = {"kind": ProvisionKind.CLAUSE, "level": 2, "text": "Gửi **trước <30/6>**, __không__ chậm."}
    actions.write_version(instrument, **fields, **scene.south.acting)
    client.force_login(scene.south.officer)

    page = client.get(url("instrument_detail", instrument.pk)).content.decode()
    words = client.get(url("instrument_docx", instrument.pk)).content
    pdf = client.get(url("instrument_pdf", instrument.pk)).content
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()

    assert "Gửi <strong>trước &lt;30/6&gt;</strong>, <em>không</em> chậm." in page
    runs = [run for paragraph in Document(BytesIO(words)).paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.text == "trước <30/6>" and run.bold] == ["trước <30/6>"]
    assert [run.text for run in runs if run.text == "không" and run.italic] == ["không"]
    assert "trước <30/6>, không chậm." in " ".join(text.split())


def test_a_print_of_private_work_says_what_it_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="x", **scene.south.acting)
    seen: list[OfficialDocument] = []

    def render(document: OfficialDocument) -> bytes:
        seen.append(document)
        return b""

    monkeypatch.setattr(download_views, "render_pdf", render)
    for person in (scene.south.officer, scene.north.officer):
        client.force_login(person)
        client.get(url("instrument_pdf", instrument.pk))

    assert [document.draft_mark for document in seen] == ["Bản soạn riêng, chưa gửi", "Dự thảo lần 1"]
    assert ["x" in str(document.tables) for document in seen] == [True, False]


def test_a_text_without_annex_has_no_workbook(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, InstrumentKind.REGULATION, items=0)
    client.force_login(scene.north.officer)

    assert client.get(url("instrument_xlsx", instrument.pk)).status_code == 404
    assert client.get(url("instrument_pdf", instrument.pk)).status_code == 200


def test_figures_are_printed_and_shown(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, InstrumentKind.REVIEW_REPORT, items=0)
    table = {
        "title": "Kết quả",
        "note": "",
        "columns": [{"title": "Lĩnh vực", "width": 3}, {"title": "Số việc", "width": 1, "align": "right"}],
        "rows": [{"kind": "row", "cells": ["Hội thảo", 1500]}],
    }
    version = actions.write_version(
        instrument, kind=ProvisionKind.TABLE, text="Bảng", data={"tables": [table]}, **scene.north.acting
    )
    client.force_login(scene.north.officer)

    page = client.get(url("instrument_detail", instrument.pk)).content.decode()
    assert "1.500" in page
    edit = client.get(reverse("programmes:provision_edit", args=[instrument.pk, version.provision_id]))
    assert edit.status_code == 409
    assert "Bảng số liệu được lập từ kết quả thực hiện, không sửa tay." in edit.content.decode()
    [printed_table] = official_document(instrument, organisation=scene.north.body).tables
    assert printed_table.title == "Kết quả"


def test_the_frozen_files_are_the_kept_ones(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    assert instrument.signed_document is not None
    assert instrument.docx is not None
    client.force_login(base.member(scene.south.body))

    pdf = client.get(url("instrument_pdf", instrument.pk))
    word = client.get(url("instrument_docx", instrument.pk))
    inline = client.get(url("instrument_pdf", instrument.pk), {"inline": "1"})

    assert b"".join(pdf) == files.read(instrument.signed_document.current)
    assert b"".join(word) == files.read(instrument.docx)
    assert "inline" in inline["Content-Disposition"]
    assert client.get(url("instrument_xlsx", instrument.pk)).status_code == 200
    assert "Chưa đủ chữ ký" in client.get(url("verification", instrument.pk)).content.decode()


def test_a_signed_text_is_verified_on_its_page(client: Client) -> None:
    scene = make.scene()
    instrument = make.in_force(scene)
    client.force_login(scene.south.viewer)

    page = client.get(url("verification", instrument.pk))

    assert page.context["report"].valid
    assert [signature.valid for signature in page.context["report"].signatures] == [True, True]


def test_each_state_says_on_paper_what_it_is(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    provision = make.item(instrument).provision
    actions.write_version(instrument, provision=provision, note="riêng của mình", **scene.south.acting)
    agreed, withdrawn = make.agreed_instrument(scene, items=1), make.negotiated(scene, items=1)
    actions.withdraw(withdrawn, reason="Trùng nội dung.", **scene.north.acting)
    client.force_login(scene.south.officer)

    def shown(pk: int, query: str = "") -> str:
        document = Document(BytesIO(client.get(url("instrument_docx", pk) + query).content))
        return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)

    own, shared = shown(instrument.pk), shown(instrument.pk, "?shared=1")
    page = client.get(url("instrument_detail", instrument.pk)).content.decode()

    assert [("Bản soạn riêng, chưa gửi" in text, "riêng của mình" in text) for text in (own, shared)] == [
        (True, True), (False, False),
    ]  # fmt: skip
    assert "Dự thảo lần 1" in shared
    assert "Bản đã thống nhất, chờ ký" in shown(agreed.pk)
    assert "Văn bản đã rút" in shown(withdrawn.pk)
    assert f"{url('instrument_docx', instrument.pk)}?shared=1" in page
