from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0003_imported_records"),
    ]

    operations = [
        migrations.AddField("growthassessment", "standard_day", models.IntegerField(null=True)),
        migrations.AddField("growthassessment", "method", models.CharField(max_length=20, null=True)),
        migrations.AddField("growthassessment", "age_used", models.CharField(max_length=20, null=True)),
    ]
