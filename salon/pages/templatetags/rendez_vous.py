"""Look up in a template."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def de(valeurs: Mapping[int, object], cle: int) -> object:
    """Return what a table holds for a number, or nothing."""
    return valeurs.get(cle)
