"""Numbers as French prints them, short labels, and the version in the footer."""

import re
import tomllib
from functools import cache

from django import template
from django.conf import settings
from django.template.defaultfilters import stringfilter, urlize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from salon.pages import dessin, textes

register = template.Library()


@register.filter
def nombre(valeur: int) -> str:
    """Return a whole number in groups of three digits: "12 345"."""
    return f"{valeur:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


@register.filter
def part(valeur: int, total: int) -> str:
    """Return a share of a total as a length."""
    return dessin.part(valeur, total)


@register.filter
@stringfilter
def refus(raison: str) -> str:
    """Return the short label of a reason code."""
    return textes.libelle_refus(raison)


@register.filter
@stringfilter
def trouble(erreur: str) -> str:
    """Return in French why an e-mail did not leave."""
    return textes.trouble(erreur)


@register.filter
@stringfilter
def insecable(texte: str) -> str:
    """Keep double signs and units with their words, as French prints them."""
    return re.sub(r"(?<=«) | (?=[:;?!»])|(?<=\d) (?=km\b)", "\N{NO-BREAK SPACE}", texte)


@register.filter
@stringfilter
def nos_liens(texte: str) -> SafeString:
    """Make a link of each address of this site, and of no other: part of the text is a stranger's."""
    mots = (
        urlize(mot) if mot.startswith(f"{settings.BASE_URL}/") else conditional_escape(mot)
        for mot in texte.split(" ")
    )
    return mark_safe(" ".join(mots))


@register.simple_tag
@cache
def version() -> str:
    """Return the version of Coventis, or nothing where its project file was not installed."""
    fichier = settings.BASE_DIR / "pyproject.toml"
    if not fichier.exists():
        return ""
    return str(tomllib.loads(fichier.read_text(encoding="utf-8"))["project"]["version"])
