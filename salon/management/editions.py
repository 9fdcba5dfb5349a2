"""The edition that a command names."""

from django.core.management.base import CommandError

from salon.models import Edition


def edition_nommee(slug: str) -> Edition:
    """Return the edition of this address, or end the command in French."""
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise CommandError(f"Édition inconnue : {slug}.")
    return edition


def edition_ou_aucune(slug: str | None) -> Edition | None:
    """Return the edition of this address where one is named."""
    return None if slug is None else edition_nommee(slug)
