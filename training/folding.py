"""Fold parallel linear branches into one convolution: the same answers from a cheaper net.

As in RepVGG (Ding et al., 2021, https://arxiv.org/abs/2101.03697), and wherever else an Add sums
convolutions, batch norms and shortcuts of one tensor.
"""

from collections.abc import Iterable
from typing import Any

import keras
from keras import layers

from training.linear_branch import Branch, of_convolution, of_normalization, to_convolution


def fold_branches(model: keras.Model) -> keras.Model:
    """A net of the same answers, where one Conv2D stands for each sum of parallel linear branches.

    A branch is a Conv2D without activation, a BatchNormalization, one after the other, the tensor
    itself, or a sum of these; those that an Add sums must start at the same tensor and have the
    same strides. In a net where such a sum is found, every Conv2D with a BatchNormalization behind
    it is folded too. A net without one is returned as it is, for TFLite's converter folds that
    pair by itself. Everything else is copied, with its weights; models inside the model are not
    looked into. ``model`` is left as it was, and the new one is not compiled.

    The net must be a functional or sequential model. Batch norm is taken in inference mode.
    """
    if not any(type(layer) is layers.Add for layer in model.layers):
        return model
    folder = _Folder()
    folded = keras.models.clone_model(
        keras.Model(model.input, model.output, name=model.name),  # Which is not compiled.
        clone_function=lambda layer: layer,  # The folder copies: it needs the weights.
        call_function=folder.call,
    )
    folder.copy_weights()
    return folded if folder.sums else model


class _Folder:
    """Calls copies of the layers of a net one after the other, and folds where it can.

    It keeps for each tensor what it is a linear function of. The branches of a sum that was folded
    stay behind unconnected, and so are no part of the new net.
    """

    def __init__(self) -> None:
        self.sums = 0
        # Each with its tensor or layer, so that no other one gets the same id.
        self._branches: dict[int, tuple[keras.KerasTensor, tuple[Branch, ...]]] = {}
        self._copies: dict[int, tuple[keras.Layer, keras.Layer]] = {}
        self._folded_names: set[str] = set()

    def call(self, layer: Any, x: Any, *others: Any, **options: Any) -> Any:
        """What ``layer`` gives for new tensors, by a copy of it or by a folded layer."""
        if type(layer) is layers.Add:
            return self._add(layer, x)
        if type(layer) is layers.Conv2D:
            return self._keep(self._copy(layer)(x), of_convolution(x, layer))
        if type(layer) is layers.BatchNormalization and not options.get("training"):
            return self._normalize(layer, x, **options)
        return self._copy(layer)(x, *others, **options)

    def copy_weights(self) -> None:
        for original, copy in self._copies.values():
            copy.set_weights(original.get_weights())

    def _add(self, layer: layers.Add, tensors: list[keras.KerasTensor]) -> keras.KerasTensor:
        total = _sum([self._branches_of(tensor) for tensor in tensors])
        if total and all(tensor.shape == tensors[0].shape for tensor in tensors):
            folded = self._convolved(total, layer, shape=tensors[0].shape)
            if folded is not None:
                self.sums += 1
                return self._keep(folded, [total])
        return self._copy(layer)(tensors)

    def _normalize(
        self, layer: layers.BatchNormalization, x: keras.KerasTensor, **options: Any
    ) -> keras.KerasTensor:
        branches = of_normalization(self._branches_of(x), layer)
        folded = None
        if branches and branches[0].is_convolution:
            folded = self._convolved(branches[0], layer, shape=x.shape)
        return self._keep(self._copy(layer)(x, **options) if folded is None else folded, branches)

    def _convolved(
        self, branch: Branch, layer: keras.Layer, *, shape: tuple[int | None, ...]
    ) -> keras.KerasTensor | None:
        """``branch`` as a Conv2D with the name of ``layer``, if it is the first of that name."""
        name = None if layer.name in self._folded_names else layer.name
        self._folded_names.add(layer.name)
        return to_convolution(branch, name=name, dtype=layer.dtype_policy, shape=shape)

    def _branches_of(self, x: keras.KerasTensor) -> tuple[Branch, ...]:
        """What ``x`` is a linear function of: of earlier tensors, and last of itself."""
        _, earlier = self._branches.get(id(x), (x, ()))
        return (*earlier, Branch.identity(x)) if len(x.shape) == 4 else earlier

    def _keep(self, x: keras.KerasTensor, branches: Iterable[Branch]) -> keras.KerasTensor:
        self._branches[id(x)] = (x, tuple(branches))
        return x

    def _copy(self, layer: Any) -> Any:
        """The copy of ``layer``, one for all of its calls; its weights come at the end."""
        if not isinstance(layer, keras.Layer):
            return layer  # An operation such as ``x + y``, which holds nothing.
        if id(layer) not in self._copies:
            self._copies[id(layer)] = (layer, type(layer).from_config(layer.get_config()))
        return self._copies[id(layer)][1]


def _sum(operands: list[tuple[Branch, ...]]) -> Branch | None:
    """The sum of one branch of each operand, all parallel; None where there is no such choice.

    Nor where all of them are scales per channel, which a convolution would only make dearer.
    """
    for first in operands[0]:
        parallel = [[b for b in branches if b.parallel_to(first)] for branches in operands]
        if all(parallel) and any(branches[0].is_convolution for branches in parallel):
            total = first
            for branches in parallel[1:]:
                total = total + branches[0]
            return total
    return None
