"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from salon.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("gestion/", admin.site.urls),
    path("", include("salon.pages.urls")),
]
