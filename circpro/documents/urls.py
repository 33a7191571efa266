"""Addresses under /documents/."""

from django.urls import path

from circpro.documents import views

app_name = "documents"

urlpatterns = [
    path("<uuid:pk>/", views.job_status, name="job_status"),
    path("<uuid:pk>/retry/", views.job_retry, name="job_retry"),
    path("<uuid:pk>/download/", views.download, name="download"),
]
