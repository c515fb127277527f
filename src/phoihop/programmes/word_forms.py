"""Input for imports from Word: the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.archives import LARGEST_UPLOAD

DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordFileField(forms.FileField):
    """A Word document of a size that is read."""

    widget = forms.FileInput(attrs={"accept": DOCX})
    default_error_messages = {
        "required": gettext_lazy("Hãy chọn tệp Word."),
        "empty": gettext_lazy("Tệp này trống. Hãy chọn tệp khác."),
        "max_length": gettext_lazy("Tên tệp quá dài. Hãy đặt tên ngắn hơn rồi chọn lại."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("Tệp “%(name)s” lớn hơn %(size)s MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.")
                % {"name": file.name, "size": LARGEST_UPLOAD // 1024 // 1024}
            )
        return file


class WordUploadForm(forms.Form):
    """A Word document as it came back."""

    file = WordFileField(
        label=gettext_lazy("Tệp Word"),
        help_text=gettext_lazy("Tệp .docx, có hoặc không có theo dõi thay đổi (Track Changes)."),
    )
