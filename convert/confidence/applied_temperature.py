"""The temperature of a conversion: fitted, given, or a twin's; and the model that has it inside."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convert.confidence.twin import Twin
from convert.models.parent import Parent
from convert.models.temperature import CannotFoldError, fold_temperature
from training.confidence.temperature import Temperature, fit_temperature
from training.reliability import calibration_error

Origin = Literal["fitted", "given", "twin"]


@dataclass(frozen=True, kw_only=True)
class AppliedTemperature:
    """What was done to the Keras model's probabilities before the conversion.

    ``temperature`` is what the last layer's weights were divided by; it is 1 where nothing was
    done, for ``reason``. ``origin`` says where it is from: fitted on the validation images, given
    by the user, or that of a ``twin``. ``error_before`` is the calibration error on the validation
    images without it, 0..1.
    """

    temperature: float
    origin: Origin
    error_before: float
    reason: str | None = None
    twin: Path | None = None

    def __str__(self) -> str:
        if self.reason:
            return f"Temperature 1: {self.reason}."
        words = {
            "fitted": "fitted on the validation images",
            "given": "given by --temperature",
            "twin": f"that of {self.twin}",
        }
        return f"Temperature {self.temperature:.4g}, {words[self.origin]}."

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return {**asdict(self), "twin": self.twin and self.twin.name}


def apply_temperature(
    parent: Parent,
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    given: float | None,
    twin: Twin | None,
) -> tuple[Parent, AppliedTemperature]:
    """The ``parent`` with a temperature inside, and what is known of it.

    ``probabilities`` (n, classes) are its answers to the validation images, whose true classes are
    ``labels`` (n,). ``given`` and ``twin`` go before what is fitted on these. Where the model has
    no place for a temperature, it stays as it is.
    """
    origin, wanted = _wanted(probabilities, labels, given, twin)
    error_before = calibration_error(probabilities, labels)
    found = AppliedTemperature(
        temperature=wanted.value,
        origin=origin,
        error_before=error_before,
        reason=wanted.reason,
        twin=twin.path if twin else None,
    )
    if wanted.value == 1:
        return parent, found
    try:
        folded = fold_temperature(parent.model, wanted.value)
    except CannotFoldError as error:
        reason = f"none can be put into the model, for {error}"
        return parent, replace(found, temperature=1.0, reason=reason)
    return replace(parent, model=folded), found


def _wanted(
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    given: float | None,
    twin: Twin | None,
) -> tuple[Origin, Temperature]:
    if given is not None:
        return "given", Temperature(given)
    if twin is not None:
        return "twin", Temperature(twin.temperature)
    return "fitted", fit_temperature(probabilities, labels)
