"""Every installation starts with the same words."""

from functools import partial

from django.db import migrations

from salon.annuaire.vocabulaires import installer


def remplir(apps, schema_editor):
    installer(partial(apps.get_model, "annuaire"))


class Migration(migrations.Migration):
    dependencies = [("annuaire", "0002_initial")]

    operations = [migrations.RunPython(remplir, migrations.RunPython.noop)]
