import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0004_webhooks'),
        ('salon', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(max_length=12)),
                ('forme', models.CharField(max_length=4)),
                ('demande_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                ('fini_le', models.DateTimeField(null=True)),
                ('lignes', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(max_length=12)),
                ('nom', models.CharField(max_length=100)),
                ('correspondance', models.JSONField(default=list)),
                ('depose_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                ('fait_le', models.DateTimeField(null=True)),
                ('ajoutees', models.PositiveIntegerField(default=0, verbose_name='lignes ajoutées')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='ecriture',
            index=models.Index(fields=['type', 'id'], name='ecriture_type'),
        ),
        migrations.AddField(
            model_name='export',
            name='compte',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='salon.edition'),
        ),
        migrations.AddField(
            model_name='export',
            name='fichier',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='journal.fichier'),
        ),
        migrations.AddField(
            model_name='import',
            name='compte',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='salon.edition'),
        ),
        migrations.AddField(
            model_name='import',
            name='fichier',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='journal.fichier'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.UniqueConstraint(condition=models.Q(('fini_le__isnull', True)), fields=('compte',), name='export_un_a_la_fois'),
        ),
    ]
