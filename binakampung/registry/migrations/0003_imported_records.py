from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0002_waiting_other_key"),
    ]

    operations = [
        migrations.AddField("importbatch", "title", models.CharField(blank=True, max_length=100)),
        migrations.AddField("surveymeasurement", "survey", models.CharField(blank=True, max_length=100)),
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("root_id", models.CharField(max_length=200, unique=True)),
                ("form_id", models.CharField(max_length=100)),
                ("area_code", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=100)),
                ("content_hash", models.CharField(max_length=32)),
                ("key_hash", models.CharField(blank=True, max_length=32)),
                ("instance_id", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["form_id", "area_code", "content_hash"], name="imported_content"),
                    models.Index(
                        condition=models.Q(("key_hash", ""), _negated=True),
                        fields=["form_id", "area_code", "key_hash"],
                        name="imported_key",
                    ),
                ],
            },
        ),
        # The first table of rows knew no chain; nothing was imported with it.
        migrations.DeleteModel("ImportRow"),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("batch", models.ForeignKey(on_delete=models.deletion.CASCADE, to="registry.importbatch")),
                ("record", models.ForeignKey(on_delete=models.deletion.PROTECT, to="registry.importedrecord")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "position"), name="one_row_a_position")],
            },
        ),
    ]
