"""Hold back the e-mails of an edition, and let them go, at the press of a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from salon.editions import reprendre_courriels, suspendre_courriels
from salon.models import Edition
from salon.pages.bureau import du_bureau


@require_POST
@du_bureau
def suspendre(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Hold the e-mails back."""
    suspendre_courriels(edition=edition)
    return redirect("courriels")


@require_POST
@du_bureau
def reprendre(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Let the e-mails go."""
    reprendre_courriels(edition=edition)
    return redirect("courriels")
