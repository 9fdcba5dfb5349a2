"""The addresses of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from salon.pages import views
from salon.pages.sante import en_vie, pret

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("direct/<slug:slug>/", views.direct, name="direct"),
    path("courriels/", views.courriels, name="courriels"),
    path("courriels/<int:numero>/", views.courriel, name="courriel"),
    path("courriels/<int:numero>/html/", views.courriel_html, name="courriel_html"),
    path("courriels/<int:numero>/invitation.ics", views.courriel_agenda, name="courriel_agenda"),
    path("courriels/<int:numero>/pieces/<int:piece>/", views.courriel_piece, name="courriel_piece"),
    path(
        "connexion/",
        LoginView.as_view(template_name="pages/connexion.html", redirect_authenticated_user=True),
        name="connexion",
    ),
    path("deconnexion/", LogoutView.as_view(), name="deconnexion"),
    path("acces/", views.nouveau_lien, name="nouveau_lien"),
    path("acces/<str:jeton>", views.acces, name="acces"),
    path("moi/", views.moi, name="moi"),
    path("moi/badge.pdf", views.mon_badge, name="mon_badge"),
    path("favicon.ico", RedirectView.as_view(url=static("pages/favicon.svg"))),
    path("healthz", en_vie, name="healthz"),
    path("readyz", pret, name="readyz"),
]
