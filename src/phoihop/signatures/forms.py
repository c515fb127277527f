"""Input of the verification page."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from phoihop.signatures.verification import LARGEST, MEGABYTE


class VerifyForm(forms.Form):
    """A PDF from anywhere."""

    file: "forms.FileField" = forms.FileField(
        label=_("Tệp PDF"),
        help_text=_("Tệp đã ký, nguyên như lúc nhận được; không mở ra rồi lưu lại."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": _("Hãy chọn một tệp PDF."),
            "empty": _("Tệp rỗng. Hãy chọn tệp khác."),
            "max_length": _("Tên tệp quá dài. Hãy đổi tên ngắn hơn rồi chọn lại."),
        },
        max_length=255,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(size)d MB nên không được kiểm tra."), params={"size": LARGEST // MEGABYTE}
            )
        return upload
