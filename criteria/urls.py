"""Addresses under /criteria/."""

from django.urls import path

from criteria.views import library

app_name = "criteria"

urlpatterns = [
    path("", library.criterion_list, name="list"),
    path("sets/", library.sets, name="sets"),
    path("sets/<slug:slug>/", library.criteria_set, name="set"),
    path("cpv/", library.cpv_search, name="cpv_search"),
    path("<slug:slug>/", library.detail, name="detail"),
    path("<slug:slug>/v<int:number>/", library.detail, name="version"),
]
