"""Addresses under /criteria/."""

from django.urls import path

from criteria import views

app_name = "criteria"

urlpatterns = [
    path("", views.criterion_list, name="list"),
    path("sets/", views.sets, name="sets"),
    path("sets/<slug:slug>/", views.criteria_set, name="set"),
    path("cpv/", views.cpv_search, name="cpv_search"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/v<int:number>/", views.detail, name="version"),
]
