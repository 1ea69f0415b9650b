from collections import Counter
from typing import Any

from django.db import migrations, models


def count(apps: Any, schema_editor: Any) -> None:
    """What the bundles of each post came to, so that tables and record agree at once."""
    bundles = apps.get_model("control", "Bundle").objects
    for post in apps.get_model("control", "CommandPost").objects.all():
        kinds: Counter[str] = Counter()
        for left_out in bundles.filter(post=post, way="taken").values_list("left_out", flat=True):
            kinds.update(left_out)
        post.left_out = dict(sorted(kinds.items()))
        post.refused = bundles.filter(post=post, way="refused").count()
        post.save()


class Migration(migrations.Migration):
    dependencies = [("control", "0010_exercises")]

    operations = [
        migrations.AddField(
            model_name="commandpost",
            name="left_out",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="commandpost",
            name="refused",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
