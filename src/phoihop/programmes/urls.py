from django.urls import URLPattern, URLResolver, path

from phoihop.programmes import import_urls, partnership_urls, word_urls
from phoihop.programmes.views import (
    agreement,
    amendments,
    comparisons,
    history,
    instruments,
    matrix,
    outlines,
    provisions,
    signing,
    texts,
    threads,
)

app_name = "programmes"
_one = "instruments/<int:pk>/"
_provision = f"{_one}provisions/<int:provision_pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    *partnership_urls.urlpatterns,
    *import_urls.urlpatterns,
    *word_urls.urlpatterns,
    path("instruments/", instruments.instrument_list, name="instrument_list"),
    path("instruments/new/", instruments.instrument_create, name="instrument_create"),
    path(_one, instruments.instrument_detail, name="instrument_detail"),
    path(f"{_one}revisions/", history.revision_list, name="revision_list"),
    path(f"{_one}revisions/new/", agreement.revision_create, name="revision_create"),
    path(f"{_one}revisions/<int:number>/", instruments.revision_detail, name="revision_detail"),
    path(f"{_one}text/<str:view>/", texts.instrument_text, name="instrument_text"),
    path(f"{_one}comparison/", comparisons.comparison, name="comparison"),
    path(f"{_one}comparison/<str:kind>/", comparisons.comparison_file, name="comparison_file"),
    path(f"{_one}turn/", agreement.turn_hand_back, name="turn_hand_back"),
    path(f"{_one}consents/matrix/", matrix.consent_matrix, name="consent_matrix"),
    path(f"{_one}consents/", agreement.consent_to_all_create, name="consent_to_all_create"),
    path(f"{_one}versions/<int:version_pk>/consent/", agreement.consent_create, name="consent_create"),
    path(f"{_one}approval/", agreement.approval_create, name="approval_create"),
    path(f"{_one}withdrawal/", agreement.withdrawal_create, name="withdrawal_create"),
    path(f"{_one}freezing/", signing.freezing_create, name="freezing_create"),
    path(f"{_one}reopening/", signing.reopening_create, name="reopening_create"),
    path(f"{_one}signatories/<slug:key>/", signing.signatory_update, name="signatory_update"),
    path(f"{_one}signature/", signing.signature_create, name="signature_create"),
    path("outlines/<slug:key>/", outlines.outline_list, name="outline_list"),
    path("outlines/<slug:key>/<str:kind>/", outlines.outline_edit, name="outline_edit"),
    path(f"{_one}amendments/new/", amendments.amendment_create, name="amendment_create"),
    path(f"{_one}amended-text/", amendments.amended_text, name="amended_text"),
    path(f"{_one}modifications/<str:act>/", amendments.modification_create, name="modification_create"),
    path(f"{_one}consolidated/", amendments.consolidated_text, name="consolidated_text"),
    path(f"{_one}consolidated/<str:kind>/", amendments.consolidated_file, name="consolidated_file"),
    path(f"{_one}due-preview/", provisions.due_preview, name="due_preview"),
    path(f"{_one}provisions/new/", provisions.provision_create, name="provision_create"),
    path(f"{_provision}edit/", provisions.provision_edit, name="provision_edit"),
    path(f"{_provision}remove/", provisions.provision_remove, name="provision_remove"),
    path(f"{_provision}restore/", provisions.provision_restore, name="provision_restore"),
    path(f"{_provision}discard/", provisions.provision_discard, name="provision_discard"),
    path(f"{_provision}history/", history.provision_history, name="provision_history"),
    path(f"{_one}threads/", threads.talk_list, name="talk_list"),
    path(f"{_provision}threads/", threads.thread_list, name="thread_list"),
    path(f"{_provision}threads/<int:thread_pk>/", threads.thread_reply, name="thread_reply"),
    path(f"{_provision}threads/<int:thread_pk>/resolve/", threads.thread_resolve, name="thread_resolve"),
    path(f"{_provision}move/", provisions.provision_move, name="provision_move"),
]
