"""What may go with a report as evidence, and how it is named and typed: limits said once for form and action."""

import mimetypes
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from phoihop.lib.text import clean

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile

# What goes from one body's desk to another's: documents, pictures, sound and film; nothing that a computer would run.
ENDINGS = frozenset(
    {
        *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".xls", ".xlsx", ".ods", ".csv", ".ppt", ".pptx", ".odp"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".tif", ".tiff", ".bmp"),
        *(".mp3", ".m4a", ".wav", ".mp4", ".mov", ".webm", ".avi"),
    }
)
LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 10
MOST_LINKS = 10
LONGEST_URL = 500
LONGEST_TITLE = 200

_is_url = URLValidator(schemes=["http", "https"])


def refusal_of_files(files: Sequence[Upload]) -> str:
    """Why these files cannot be taken, "" when they can."""
    if len(files) > MOST_FILES:
        return _("Mỗi báo cáo gửi được nhiều nhất %(most)s tệp; hãy gộp bớt.") % {"most": MOST_FILES}
    for file in files:
        if PurePath(file.name or "").suffix.lower() not in ENDINGS:
            return _(
                "Không nhận loại tệp “%(name)s”. Hãy gửi PDF, văn bản, bảng tính, trình chiếu, ảnh, âm thanh hoặc phim."
            ) % {"name": file.name}
        if not file.size:
            return _("Tệp “%(name)s” không có nội dung; hãy chọn lại tệp.") % {"name": file.name}
        if file.size > LARGEST_FILE:
            return _("Tệp “%(name)s” lớn hơn 20 MB; hãy gửi tệp nhỏ hơn hoặc gửi đường dẫn.") % {"name": file.name}
    return ""


def refusal_of_links(links: Sequence[tuple[str, str]]) -> str:
    """Why these links, (title, address), cannot be taken, "" when they can."""
    if len(links) > MOST_LINKS:
        return _("Mỗi báo cáo gửi được nhiều nhất %(most)s đường dẫn.") % {"most": MOST_LINKS}
    for _title, url in links:
        if len(url) > LONGEST_URL:
            return _("Đường dẫn dài quá %(most)s ký tự; hãy dùng đường dẫn ngắn hơn.") % {"most": LONGEST_URL}
        try:
            _is_url(url)
        except ValidationError:
            return _("“%(url)s” không phải là đường dẫn; hãy chép cả phần đầu http:// hoặc https://.") % {"url": url}
    return ""


def title_of_link(title: str, url: str) -> str:
    """The title as given, else the name of the site."""
    return clean(title)[:LONGEST_TITLE] or (urlsplit(url).hostname or url)[:LONGEST_TITLE]


def media_type_of(name: str) -> str:
    """By the name's ending, never by what the sender says it is."""
    return mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"
