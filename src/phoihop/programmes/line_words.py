"""The words that every line of a text repeats: looked up once a page, not once a line (an annex may have thousands)."""

from django.utils.translation import gettext as _


def line_words() -> dict[str, str]:
    """By the names that `_line_side.html` and `_item.html` use."""
    return {
        "private": _("Chỉ bên mình thấy"),
        "consents": _("Đồng thuận"),
        "given": _("đã đồng thuận"),
        "not_given": _("chưa đồng thuận"),
        "consent": _("Đồng thuận"),
        "return": _("Trả lại"),
        "returned": _("trả lại"),
        "take_back": _("Bỏ thay đổi"),
        "delete": _("Xóa"),
        "take_out": _("Bỏ mục này"),
        "keep": _("Giữ lại"),
        "edit": _("Sửa"),
        "counter": _("Đề nghị lời khác"),
        "talk": _("Ý kiến"),
        "unsettled": _("chưa xong"),
        "who": _("Thực hiện"),
        "lead": _("Chủ trì"),
        "no_lead": _("Chưa ghi"),
        "support": _("Phối hợp"),
        "due": _("Thời gian"),
        "deliverable": _("Sản phẩm"),
        "target": _("Chỉ tiêu:"),
    }
