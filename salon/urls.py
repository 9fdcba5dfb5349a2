"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from salon.api import api
from salon.pages.comptes import connexion_gestion

urlpatterns = [
    path("api/v1/", api.urls),
    path("gestion/login/", connexion_gestion),
    path("gestion/", admin.site.urls),
    path("", include("salon.pages.urls")),
]
