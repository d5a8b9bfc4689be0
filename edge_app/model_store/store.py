"""The models of a device: which there are, which serves, and how that is changed."""

from pathlib import Path

from edge_app.errors import ModelFileError, ModelNotFoundError
from edge_app.model_store import choice, installation
from edge_app.model_store.catalogue import Catalogue, read_catalogue
from edge_app.model_store.folder import changing, staging
from edge_app.model_store.pointers import ACTIVE, pointer_to
from edge_app.model_store.shipped import shipped_models
from edge_app.model_store.staging import stage
from edge_app.model_store.stored import Installed, Opened, OpenModel, StoredModel


class ModelStore:
    """The models in a folder, and those that came with the app. For many processes at once.

    Reading needs no lock and creates nothing: a store that is not there has the shipped models.

    >>> store = ModelStore(Path("~/.local/share/edge-app/models").expanduser())
    >>> store.install(Path("runs/mine/converted"), use=True)
    >>> classifier = store.open_active().classifier
    """

    def __init__(self, folder: Path, *, default: Path | None = None) -> None:
        """``default`` is the shipped model that serves until another is chosen."""
        self.folder = folder
        self._default = default

    @property
    def default(self) -> Path:
        """The shipped model that serves until another is chosen; beside it lie the others."""
        if self._default is None:
            from edge_app.classifier import default_model_path  # Here: it needs NumPy.

            self._default = default_model_path()
        return self._default

    @property
    def active_file(self) -> Path:
        """The small file that changes whenever another model is chosen; it may not be there."""
        return self.folder / ACTIVE

    def catalogue(self) -> Catalogue:
        """All that is there at this moment."""
        return read_catalogue(self.folder, shipped_models(self.default))

    def models(self) -> list[StoredModel]:
        """All models, one of each name, by name."""
        return self.catalogue().models()

    def find(self, name: str) -> StoredModel:
        """The model of this name. Raises ModelNotFoundError."""
        return self.catalogue().find(name)

    def problems(self) -> list[str]:
        """What is damaged or gone in the folder, in sentences."""
        return list(self.catalogue().problems)

    def strays(self) -> list[str]:
        """Model files that somebody copied into the folder, which is not how they get there."""
        install = "It is not installed. Move it elsewhere, and: edge-app models install PATH"
        return [f"{path}: {install}" for path in sorted(self.folder.glob("*.tflite"))]

    def active(self) -> StoredModel:
        """The chosen model; where it is gone the one before it, else the shipped one.

        Raises ModelNotFoundError: not even that is there.
        """
        serving = self.catalogue().serving
        if serving is None:
            raise ModelNotFoundError(f"The model {self.default} is missing. Install the app again.")
        return serving

    def active_name(self) -> str:
        """The name of ``active``."""
        return self.active().name

    def previous(self) -> StoredModel | None:
        """What served before, and what ``rollback`` goes back to; None where there is nothing."""
        catalogue = self.catalogue()
        model = catalogue.resolve(catalogue.previous)
        return None if model is None or model == catalogue.serving else model

    def open_active(self, open_model: OpenModel | None = None) -> Opened:
        """Load the chosen model, or else the last good one, so that something serves.

        Raises ModelFileError: not even the shipped one can be used.
        """
        catalogue = self.catalogue()
        reasons = list(catalogue.problems) if catalogue.active_problem else []
        for model in catalogue.candidates():
            try:
                classifier = model.open(open_model)
            except ModelFileError as error:
                reasons.append(str(error))
                continue
            return Opened(classifier, model, _problem(reasons, model))
        raise ModelFileError(" ".join(reasons) or f"The model {self.default} is missing.")

    def install(
        self,
        source: Path,
        *,
        use: bool = False,
        labels: Path | None = None,
        input_range: str | None = None,
        open_model: OpenModel | None = None,
    ) -> Installed:
        """Verify a .tflite file, or all of a folder, and install it: whole or not at all.

        It serves from then on if ``use`` is set, or if a model of its name served until now.
        ``labels`` and ``input_range`` are for a model of others that does not say them itself.

        Raises ModelFileError: it cannot be used, or lacks its record. ModelStoreError: the disk,
        or the models that are there, do not allow it.
        """
        opener = open_model or _classifier()
        with changing(self.folder), staging(self.folder) as folder:
            package, brought = stage(
                source, folder, labels=labels, input_range=input_range, opener=opener
            )
            catalogue = self.catalogue()
            installation.check_names(catalogue, package, brought)
            chosen = installation.to_serve(catalogue, brought, use=use)
            models, gone = installation.carried_over(catalogue, package, brought, folder)
            is_new = installation.add(self.folder, catalogue, package, models, folder)
            if chosen is not None:
                newest = self.catalogue().newest(package, chosen)
                choice.point_to(self.folder, catalogue, newest)
            installation.prune(self.folder, self.catalogue(), package)
        return Installed([model.name for model in brought], is_new, gone, chosen)

    def use(self, name: str, open_model: OpenModel | None = None) -> StoredModel:
        """Open a model, and let it serve from now on if that went well.

        Raises ModelNotFoundError. ModelFileError: it cannot be used; what served serves on.
        ModelStoreError: the choice cannot be written.
        """
        model = self.find(name)
        model.open(open_model)
        self.choose(model)
        return model

    def choose(self, model: StoredModel) -> None:
        """Let a model serve from now on that was opened already. Raises as ``use``."""
        with changing(self.folder):
            catalogue = self.catalogue()
            if catalogue.resolve(pointer_to(model)) is None:
                raise ModelNotFoundError(f"The model {model.name} was removed meanwhile.")
            choice.point_to(self.folder, catalogue, model)

    def rollback(self, name: str | None = None, open_model: OpenModel | None = None) -> StoredModel:
        """Let serve what served before; with a name, take back the last installation of it.

        A second time undoes the first. Raises as ``use``, and ModelStoreError: there is nothing
        to go back to.
        """
        with changing(self.folder):
            catalogue = self.catalogue()
            model = choice.before(catalogue, name)
            model.open(open_model)
            serves = name is None or model.name == self.active_name()
            choice.make_newest(self.folder, catalogue, model)
            if serves:  # Written last: a server that sees it finds all in its place.
                choice.point_to(self.folder, catalogue, model)
        return self.find(model.name)

    def remove(self, name: str) -> None:
        """Remove an installed model, with its older generations.

        Raises ModelNotFoundError. ModelStoreError: it serves, came with the app, or the disk does
        not allow it.
        """
        with changing(self.folder):
            choice.remove(self.catalogue(), name)


def _classifier() -> OpenModel:
    from edge_app.classifier import Classifier  # Here: a list of models needs no NumPy.

    return Classifier


def _problem(reasons: list[str], model: StoredModel) -> str | None:
    if not reasons:
        return None
    choose = "Choose one with: edge-app models use NAME"
    return f"{' '.join(reasons)} {model.name} answers instead. {choose}"
