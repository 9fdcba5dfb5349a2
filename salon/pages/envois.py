"""Hold back the e-mails of an edition, let them go, try a mail server that is mended: by buttons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from salon.editions import reprendre_courriels, suspendre_courriels
from salon.journal import coupure
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


@require_POST
@du_bureau
def essayer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Have the mail server tried at once, by the e-mails that wait for it."""
    coupure.essayer()
    return redirect("courriels")
