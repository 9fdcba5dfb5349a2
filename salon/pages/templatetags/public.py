"""What the public pages add to a text: a full address, a data block for search engines, discretion."""

import json
import re
from datetime import time

from django import template
from django.conf import settings
from django.template.defaultfilters import stringfilter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from salon.annuaire.discretion import discret
from salon.annuaire.models import Structure
from salon.models import Edition, periode_en_francais
from salon.pages import textes

register = template.Library()

AGREMENTS_EN_MOTS = {
    "EI": "entreprise d’insertion",
    "ACI": "atelier et chantier d’insertion",
    "AI": "association intermédiaire",
    "ETTI": "entreprise de travail temporaire d’insertion",
    "GEIQ": "groupement d’employeurs pour l’insertion et la qualification",
    "EA": "entreprise adaptée",
    "EATT": "entreprise adaptée de travail temporaire",
    "ESAT": "établissement et service d’accompagnement par le travail",
}
# What would end the data block, or open another one; JSON reads the escapes as the same characters.
_balises = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


register.filter("discret", stringfilter(discret))
register.filter("de", stringfilter(textes.de))


@register.simple_tag
def adresse(chemin: str) -> str:
    """Return the full address of a path of this site, for what is read elsewhere."""
    return settings.BASE_URL.rstrip("/") + chemin


@register.filter
def adresse_structure(structure: Structure) -> str:
    """Return the path of the page of a structure, which its name makes readable."""
    nom = slugify(str(structure).replace("’", "-")) or "structure"
    return reverse("structure", args=[structure.pk, nom])


@register.filter
def json_ld(donnees: object) -> SafeString:
    """Return data for search engines as a block that no browser runs and no text can break out of."""
    texte = json.dumps(donnees, ensure_ascii=False).translate(_balises)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(texte),  # every "<", ">" and "&" is escaped above
    )


@register.filter
@stringfilter
def initiales(nom: str) -> str:
    """Return two letters that stand for a structure without a logo."""
    mots = re.findall(r"\w+", nom.replace("’", " ").replace("'", " "))
    grands = [mot for mot in mots if len(mot) > 2] or mots  # noqa: PLR2004 -- articles are shorter
    return "".join(mot[0] for mot in grands[:2]).upper()


@register.filter
def heure(instant: time) -> str:
    """Return a time of day as French says it: "9 h", "17 h 30"."""
    minutes = f"\N{NO-BREAK SPACE}{instant:%M}" if instant.minute else ""
    return f"{instant.hour}\N{NO-BREAK SPACE}h{minutes}"


@register.filter
def periode(edition: Edition) -> str:
    """Return the dates of an edition: "20 et 21 mai 2027"."""
    return periode_en_francais(edition.debut, edition.fin)


@register.filter
def agrements(codes: list[str]) -> str:
    """Return approvals by their initials and in words."""
    return ", ".join(f"{AGREMENTS_EN_MOTS.get(code, 'agrément')} ({code})" for code in codes)


@register.filter
@stringfilter
def siret(numero: str) -> str:
    """Return a SIRET in the groups in which it is read out."""
    groupes = (numero[:3], numero[3:6], numero[6:9], numero[9:])
    return "\N{NO-BREAK SPACE}".join(groupes)


@register.filter
@stringfilter
def sans_protocole(site: str) -> str:
    """Return the address of a site as people write it."""
    return re.sub(r"^https?://(www\.)?", "", site).rstrip("/")
