from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from phoihop.documents import files as stored_files
from phoihop.documents.models import StoredFile
from phoihop.signatures.models import SignedDocument, TrustRoot
from phoihop.signatures.tests import files
from phoihop.signatures.tests.files import World
from tests import make

pytestmark = pytest.mark.django_db
URL = "/signatures/verify/"


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(make.user())
    return client


def upload(data: bytes, name: str = "chương trình.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data, content_type="application/pdf")}


def trust(world: World) -> None:
    TrustRoot.objects.create(name="Thử", tree=TrustRoot.Tree.DEMO, certificate=world.root, fingerprint="f" * 64)


def test_the_page_asks_for_a_file(client: Client) -> None:
    response = client.get(URL)

    assert response.status_code == 200
    assert "Tệp chỉ được đọc để kiểm tra, không được lưu lại." in response.text


def test_people_who_have_not_signed_in_are_asked_to(client: Client) -> None:
    response = Client().get(URL)

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={URL}")  # type: ignore[attr-defined]


def test_a_good_file_is_called_good_and_not_kept(client: Client, world: World, settings: object) -> None:
    trust(world)

    response = client.post(URL, upload(world.twice))

    assert response.status_code == 200
    assert "Hợp lệ: đủ 2 chữ ký, nội dung khớp với bản kê mang trong tệp." in response.text
    assert ("Chưa so được." in response.text, "Trùng khớp." in response.text) == (True, False)
    assert "chương trình.pdf" in response.text
    assert "Chữ ký 2: Vũ Hà Giang" in response.text
    assert "06/01/2025 10:30:15 +07:00" in response.text
    assert "Không hợp lệ" not in response.text
    assert StoredFile.objects.count() == 0


def test_a_file_that_was_frozen_here_is_known(client: Client, world: World, settings: Settings, tmp_path: Path) -> None:
    trust(world)
    settings.MEDIA_ROOT = tmp_path
    frozen = stored_files.store(world.frozen, name="ban-goc.pdf", media_type="application/pdf")
    SignedDocument.objects.create(frozen=frozen, current=frozen)

    page = client.post(URL, upload(world.twice)).text

    assert "Hợp lệ: đủ 2 chữ ký, nội dung đã ký đúng là nội dung đã thống nhất." in page
    assert "Trùng khớp." in page


def test_a_half_signed_file_says_what_is_missing(client: Client, world: World) -> None:
    trust(world)

    response = client.post(URL, upload(world.once))

    assert "Chưa đủ chữ ký: đã ký 1 trên 2 chỗ." in response.text
    assert "Còn 1 chỗ chưa ký." in response.text


def test_each_problem_is_named_with_its_signer(client: Client, world: World) -> None:
    response = client.post(URL, upload(files.flipped(world.twice, world.twice.rindex(b"Adobe.PPKLite") + 8)))

    assert "Không hợp lệ: hãy xem các điểm nêu dưới đây trước khi dùng tệp này." in response.text
    assert "Vũ Hà Giang: Phần được ký đã bị thay đổi sau khi ký." in response.text
    assert "Lê Thị An: Không xác định được nơi cấp chứng thư" in response.text


def test_a_file_of_another_kind_is_told(client: Client) -> None:
    response = client.post(URL, upload(b"PK\x03\x04", "bảng.xlsx"))

    assert response.status_code == 200
    assert "Đây không phải là tệp PDF." in response.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({}, "Hãy chọn một tệp PDF."), (upload(b""), "Tệp rỗng. Hãy chọn tệp khác.")],
)
def test_without_a_file_the_form_comes_back(client: Client, data: dict[str, SimpleUploadedFile], sentence: str) -> None:
    response = client.post(URL, data)

    assert response.status_code == 422
    assert sentence in response.text


def test_too_large_a_file_comes_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phoihop.signatures.forms.LARGEST", 1024 * 1024)

    response = client.post(URL, upload(b"%PDF-" + bytes(1024 * 1024)))

    assert response.status_code == 422
    assert "Tệp lớn hơn 1 MB nên không được kiểm tra." in response.text


def test_the_number_of_queries_does_not_depend_on_the_signatures(
    client: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(URL)
    for data in (world.frozen, world.once, world.twice):
        with django_assert_num_queries(5):
            client.post(URL, upload(data))


def test_the_folder_of_files_stays_empty(client: Client, world: World, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]

    client.post(URL, upload(world.twice))

    assert not (tmp_path / "files").exists()
