"""Train a recipe on a data set: the command without a first word."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from edge_app.native_logs import quiet_native_logs_in_child
from training.architecture_settings import check_backbone_setting
from training.class_weights import chosen_class_weights, weights_line
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
)
from training.confidence.unknown import UnknownPictures, unknown_pictures
from training.datasets import Dataset, load_dataset
from training.distributed import Team, connected
from training.finished import FinishedRun
from training.finished_command import complete
from training.hosts import LAST_WORDS, Hosts, check_batch, choose_hosts
from training.identity import Identity
from training.other_models import first_model, other_models, teacher_of
from training.recipe import Recipe, load_recipe, recipe_settings
from training.run_folder import (
    AUGMENTATION,
    CHECKPOINT,
    TENSORBOARD,
    finished_run,
    only_process_in,
)
from training.splitting import Percent, parse_split

STOPPED = "Stopped. Finished epochs are kept: the same command with --resume goes on."


def main(options: argparse.Namespace) -> int:
    """Run the command of parsed ``options``; give its exit status."""
    quiet_libraries()

    def quietly() -> None:
        with quiet_native_logs_in_child(last_words=LAST_WORDS):
            run(options)

    return exit_code(quietly, output=options.output, stopped=lambda: STOPPED)


def run(options: argparse.Namespace) -> None:
    """Train as the command line says, or do what a finished run still lacks.

    Raises PipelineError: unusable recipe, data, model, checkpoint, or output folder.
    """
    recipe = load_recipe(options.recipe)
    split = parse_split(options.split) if options.split else None
    check_backbone_setting(recipe)
    models = other_models(options, recipe)
    _check_tensorboard(options)
    check_outside_data(options.output, options.data)
    with connected(_hosts(options, recipe), timeout_seconds=options.host_timeout) as team:
        over, finished = _look_for_end(options, {"recipe": recipe_settings(recipe), **models}, team)
        if not over:
            with _output(options, recipe, team) as unknown:
                dataset = _read_data(options.data, recipe, split)
                _train(options, dataset, recipe, models, unknown, team)
    if finished:
        complete(options, finished, recipe, split)


def _hosts(options: argparse.Namespace, recipe: Recipe) -> Hosts | None:
    hosts = choose_hosts(
        options.hosts,
        index=options.host_index,
        coordinator=options.coordinator,
        environment=os.environ,
    )
    if hosts:
        check_batch(recipe.batch_size, parts=hosts.count, what=f"{hosts.count} hosts")
    return hosts


def _look_for_end(
    options: argparse.Namespace, wanted: Identity, team: Team
) -> tuple[bool, FinishedRun | None]:
    """Whether the run is finished; and on host 0, whose folder says so, what it came to."""
    found: list[FinishedRun | None] = [None]

    def look() -> bytes:
        found[0] = finished_run(options.output, wanted, resume=options.resume)
        return b"finished" if found[0] else b""

    return bool(team.ask_first(look)), found[0]


@contextmanager
def _output(
    options: argparse.Namespace, recipe: Recipe, team: Team
) -> Iterator[UnknownPictures | None]:
    """The output folder, kept for this process, and pictures for it; on host 0 alone."""
    if not team.leads:
        print(f"Host {team.hosts.index} of {team.hosts.count}: host 0 reports.", flush=True)
        yield None
        return
    make_output_folder(options.output)
    unknown = unknown_pictures(size=recipe.image_size, folder=options.unknown)
    for remark in unknown.remarks:
        print(remark, flush=True)
    with only_process_in(options.output):
        yield unknown


def _check_tensorboard(options: argparse.Namespace) -> None:
    if options.tensorboard:
        from training.tensorboard import check_available

        check_available()


def _read_data(source: str, recipe: Recipe, split: Percent | None) -> Dataset:
    print(f"Reading {source} ...", flush=True)
    dataset = load_dataset(source, recipe=recipe, split=split)
    print(
        f"{len(dataset.train.labels)} training, {len(dataset.validation.labels)} validation and "
        f"{len(dataset.test.labels)} test images of {len(dataset.class_names)} classes.",
        flush=True,
    )
    for remark in dataset.remarks:
        print(remark, flush=True)
    class_names = dataset.class_names
    weights = chosen_class_weights(
        recipe.class_weights, dataset.train.labels, class_count=len(class_names)
    )
    if weights:
        print(weights_line(weights, class_names), flush=True)
    return dataset


def _train(
    options: argparse.Namespace,
    dataset: Dataset,
    recipe: Recipe,
    models: dict[str, Identity],
    unknown: UnknownPictures | None,
    team: Team,
) -> None:
    # Here, because they import Keras, which takes seconds: bad input is refused before.
    from training.augmentation_picture import draw_augmentation
    from training.augmented_batches import batch_size
    from training.fit import train
    from training.record import run_identity
    from training.results import write_results

    output, checkpoint = options.output, options.output / CHECKPOINT
    identity = run_identity(recipe, dataset, models=models)
    team.check(identity, batch_size=batch_size(recipe, dataset.train))
    teacher = teacher_of(options.teacher, dataset) if options.teacher else None
    if team.leads:
        draw_augmentation(output / AUGMENTATION, dataset.train, recipe)
    with team.parallel():
        model = first_model(recipe, dataset, init_from=options.init_from)
        print(f"Training {recipe.name}: {model.count_params():,} parameters.", flush=True)
        progress = train(
            model,
            dataset,
            recipe,
            checkpoint=checkpoint,
            run=identity,
            teacher=teacher,
            tensorboard=output / TENSORBOARD if options.tensorboard and team.leads else None,
            team=team,
        )
    model = team.part(model)
    if unknown is None:
        return
    write_results(
        output,
        model,
        dataset,
        progress,
        run={**identity, **team.record()},
        score_test=options.test,
        sure_precision=options.sure_precision / 100,
        unknown=unknown,
    )
    checkpoint.unlink()
