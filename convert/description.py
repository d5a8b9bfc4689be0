"""What a conversion says of itself in the metadata of its files."""

from convert.data.source_data import SourceData
from convert.export.metadata import add_metadata
from convert.job import Job
from convert.models.parent import Parent
from edge_app.confidence import ClassThresholds


def described(
    content: bytes,
    thresholds: ClassThresholds | None,
    job: Job,
    parent: Parent,
    data: SourceData,
) -> bytes:
    """The bytes of a TFLite file with metadata, and with ``thresholds`` by class where given."""
    recipe = f" with the recipe {parent.run.recipe['name']}" if parent.run else ""
    classes = len(data.dataset.class_names)
    trained = f"trained on {data.dataset.name}{recipe}" if parent.run else "made elsewhere"
    return add_metadata(
        content,
        name=job.name,
        description=f"Image classifier for {classes} classes, {trained}.",
        version=job.version,
        labels=data.dataset.class_names,
        author=job.author,
        license=job.license,
        thresholds=thresholds,
    )
