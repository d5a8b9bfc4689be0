"""What a search is going to try: the recipe, the space around it, and how long each trial is."""

from dataclasses import dataclass
from typing import Any

from edge_app.errors import PipelineError
from training.phases import all_epochs
from training.recipe import SEARCH_TABLE, Recipe, parse_recipe, read_recipe_file
from training.search.space import Space, default_table, parse_space

STUDY = "study.db"  # By which a folder is known as that of a search.


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A recipe to vary.

    ``settings`` are those of its file, without ``[search]``; ``epochs`` are those of a trial before
    any fine-tuning, whose epochs are shortened in the same proportion.
    """

    recipe: Recipe
    settings: dict[str, Any]
    space: Space
    epochs: int

    @property
    def trial_epochs(self) -> int:
        """The length of a trial, with its fine-tuning."""
        return all_epochs(self.trial_recipe({}))

    def trial_recipe(self, values: dict[str, Any]) -> Recipe:
        """The recipe with ``values`` in place of its own, and the length of a trial.

        Raises PipelineError: the values contradict each other.
        """
        shorter = shortened({**self.settings, **values}, self.epochs)
        return parse_recipe(self.recipe.name, shorter)


def read_plan(name_or_path: str, *, epochs: int | None) -> Plan:
    """Read a recipe and its search space; without ``epochs``, a trial is as long as the recipe.

    Raises PipelineError: an unusable recipe, search space, or length.
    """
    name, settings = read_recipe_file(name_or_path)
    table = settings.pop(SEARCH_TABLE, None)
    recipe = parse_recipe(name, settings)
    if recipe.distillation_weight:
        raise PipelineError(
            f"The recipe {name!r} has a distillation_weight, and a search has no teacher. Remove "
            "the setting, and put it back into the best recipe."
        )
    plan = Plan(
        recipe=recipe,
        settings=settings,
        space=parse_space(name, default_table(recipe) if table is None else table, settings),
        epochs=epochs or recipe.epochs,
    )
    plan.trial_recipe({})  # So that a length that does not fit is refused now.
    return plan


def shortened(settings: dict[str, Any], epochs: int) -> dict[str, Any]:
    """``settings`` with another number of ``epochs``; warm-up and fine-tuning in proportion.

    Of a fine-tuning at least one epoch is left.
    """
    changed = {**settings, "epochs": epochs}
    if "warmup_epochs" in settings:
        changed["warmup_epochs"] = settings["warmup_epochs"] * epochs // settings["epochs"]
    if settings.get("fine_tune_epochs"):
        tuning = settings["fine_tune_epochs"] * epochs // settings["epochs"]
        changed["fine_tune_epochs"] = max(1, tuning)
    return changed
