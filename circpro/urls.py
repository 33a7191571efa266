"""Every address of the portal."""

from django.urls import include, path

from circpro.consortium import views as consortium
from circpro.dashboard import views as dashboard

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("health/", dashboard.health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/languages/", consortium.languages, name="languages"),
    path("accounts/", include("allauth.urls")),
    path("criteria/", include("criteria.urls")),
    path("tenders/", include("procurement.urls")),
    path("documents/", include("circpro.documents.urls")),
    path("api/", include("circpro.api")),
]
