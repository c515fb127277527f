"""The door and a person's own pages. allauth's other pages (sign-up, mail, reset) do not exist here."""

from django.urls import include, path

from phoihop.accounts import views

own = [
    path("demo-login/", views.demo_login, name="demo_login"),
    path("profile/", views.profile, name="profile"),
    path("language/", views.language_update, name="language_update"),
    path("theme/", views.theme_update, name="theme_update"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/others/delete/", views.session_delete_others, name="session_delete_others"),
    path("sessions/all/delete/", views.session_delete_all, name="session_delete_all"),
    path("sessions/<int:session_id>/delete/", views.session_delete, name="session_delete"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
]
