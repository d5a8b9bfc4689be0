"""What is seen in a frame, with what was seen in those before."""

from edge_app.camera.frame import Frame
from edge_app.camera.observation import Observation
from edge_app.camera.region import Region, cut, region_of
from edge_app.camera.smoothing import Smoothed, Smoother
from edge_app.classifier import Classifier
from edge_app.confidence import is_sure_of
from edge_app.predictions import Answer, Classification, Prediction, classified, top_predictions


class Recognition:
    """Frames in a row become observations. For one thread."""

    def __init__(self, *, smoothing: float, hold: int, top: int) -> None:
        """``top`` classes are named in each answer; the others are as a Smoother takes them."""
        self._smoother = Smoother(smoothing=smoothing, hold=hold)
        self._top = top
        self._row: tuple[Classifier, int] | None = None

    def observe(
        self, frame: Frame, classifier: Classifier, region: Region | None, *, row: int
    ) -> Observation:
        """Classify the ``region`` of a frame; None: its centred square.

        With another classifier, or another ``row``, what was seen before counts no longer.

        Raises ModelFileError: the model has no answer to this frame.
        """
        if self._row is None or self._row[0] is not classifier or self._row[1] != row:
            self._smoother.reset()
            self._row = classifier, row
        answer = classifier.measured(cut(frame.pixels, region_of(region, frame.pixels)))
        smoothed = self._smoother.add(answer.probabilities, frame.captured_s)
        named = self._named(smoothed, classifier, answer)
        held = named.predictions[0]
        return Observation(
            frame=frame.number,
            captured_s=frame.captured_s,
            label=held.label,
            index=held.index,
            probability=held.probability,
            sure=named.sure,
            since_s=smoothed.since_s,
            raw=self._raw(answer, classifier),
            smoothed=named,
        )

    def _raw(self, answer: Answer, classifier: Classifier) -> Classification:
        thresholds = classifier.info.thresholds
        return classified(
            answer.probabilities, classifier.labels, thresholds, answer.timing, count=self._top
        )

    def _named(self, smoothed: Smoothed, classifier: Classifier, answer: Answer) -> Classification:
        """The average in words, the class that is held before all others.

        The model is sure of it only while it leads: no answer of a model is sure of a second best.
        """
        index, labels = smoothed.index, classifier.labels
        held = Prediction(labels[index], index, float(smoothed.average[index]))
        best = top_predictions(smoothed.average, labels, count=self._top)
        others = [one for one in best if one.index != index]
        predictions = (held, *others[: self._top - 1])
        if classifier.info.thresholds is None:
            return Classification(predictions, answer.timing)
        threshold = classifier.info.thresholds[index]
        sure = smoothed.leads and is_sure_of(held.probability, threshold)
        return Classification(predictions, answer.timing, sure, threshold)
