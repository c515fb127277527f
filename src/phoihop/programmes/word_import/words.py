"""What the parts of a Word file are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RECOGNISED: dict[str, str | Promise] = {
    "front": _("Phần đầu, tên văn bản"),
    "signatures": _("Phần ký"),
    "recipients": _("Nơi nhận"),
    "annex": _("Tên phụ lục"),
}
NOT_READ: dict[str, str | Promise] = {
    "object": _("Đối tượng nhúng"),
    "image": _("Hình ảnh"),
    "outside": _("Liên kết ra ngoài tệp"),
    "comment": _("Ghi chú trong Word"),
    "footnote": _("Chú thích cuối trang"),
    "box": _("Khung chữ"),
    "hidden": _("Chữ ẩn"),
    "formula": _("Công thức"),
    "symbol": _("Ký hiệu theo phông riêng"),
}
