"""Input for imports from Word: the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.archives import LARGEST_UPLOAD

DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordUploadForm(forms.Form):
    """A Word document as it came back."""

    file = forms.FileField(
        label=gettext_lazy("Tệp Word"),
        max_length=500,
        help_text=gettext_lazy("Tệp .docx, có hoặc không có theo dõi thay đổi (Track Changes)."),
        widget=forms.FileInput(attrs={"accept": DOCX}),
        error_messages={
            "required": gettext_lazy("Hãy chọn tệp Word."),
            "empty": gettext_lazy("Tệp này trống. Hãy chọn tệp khác."),
            "max_length": gettext_lazy("Tên tệp quá dài. Hãy đặt tên ngắn hơn rồi chọn lại."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("Tệp “%(name)s” lớn hơn %(size)s MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.")
                % {"name": file.name, "size": LARGEST_UPLOAD // 1024 // 1024}
            )
        return file
