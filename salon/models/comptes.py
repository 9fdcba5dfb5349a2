"""Who works for the organisers."""

from django.contrib.auth.models import AbstractUser


class Compte(AbstractUser):
    """A member of an organiser's staff, who signs in with a password."""

    class Meta:
        verbose_name = "compte"
