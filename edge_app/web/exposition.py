"""The figures of the application as Prometheus reads them."""

import platform
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from edge_app import __version__
from edge_app.web.answers import Answerer
from edge_app.web.metrics import BOUNDS_S, Counts, Recorder
from edge_app.web.parts import Figure, Part

PREFIX = "edge_app"


def expose(
    answerer: Answerer, recorder: Recorder, *, accept: str, parts: Sequence[Part] = ()
) -> tuple[bytes, str]:
    """The text of all metrics, and its Content-Type: OpenMetrics where ``accept`` asks for it."""
    # A registry for each answer: the library's own one is shared by all applications.
    registry = CollectorRegistry()
    registry.register(AppCollector(answerer, recorder, parts))
    ProcessCollector(registry=registry)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class AppCollector(Collector):
    """Reads the figures at the moment at which they are asked for."""

    def __init__(self, answerer: Answerer, recorder: Recorder, parts: Sequence[Part] = ()) -> None:
        self._answerer = answerer
        self._recorder = recorder
        self._parts = parts

    def collect(self) -> Iterable[Metric]:
        """All metrics of the application, without those of its process."""
        yield _counter(
            "http_requests",
            "Requests answered; a path or method that no route has is 'other'.",
            ("route", "method", "status"),
            self._recorder.requests,
        )
        yield _counter(
            "errors",
            "Errors answered, for a whole request or for one picture of it.",
            ("code",),
            self._recorder.errors,
        )
        yield self._stages()
        yield from self._load()
        for part in self._parts:
            yield from map(_family, part.figures())
        yield from self._infos()

    def _stages(self) -> Metric:
        family = HistogramMetricFamily(
            f"{PREFIX}_stage_duration_seconds",
            "Time for one picture that was answered; the total includes its waiting.",
            labels=["stage"],
        )
        names = [*map(str, BOUNDS_S), "+Inf"]
        for stage, histogram in self._recorder.stages.items():
            counts, total = histogram.read()
            buckets = list(zip(names, map(float, accumulate(counts)), strict=True))
            family.add_metric([stage], buckets, total)
        return family

    def _load(self) -> Iterator[Metric]:
        settings = self._answerer.settings
        figures = {
            "queue_length": ("Pictures that wait.", self._answerer.waiting),
            "queue_limit": ("Pictures that may wait.", settings.max_waiting),
            "pictures_in_work": (
                "Pictures that are worked on.",
                self._answerer.in_work,
            ),
        }
        for name, (meaning, value) in figures.items():
            yield GaugeMetricFamily(f"{PREFIX}_{name}", meaning, value)

    def _infos(self) -> Iterator[Metric]:
        active = self._answerer.models.entries()[0]
        model = {
            "name": active.name,
            "sha256": active.facts.sha256,
            "variant": active.facts.variant or "",
        }
        yield InfoMetricFamily(f"{PREFIX}_model", "The active model.", model)
        runtime = self._answerer.classifier.runtime
        build = {
            "version": __version__,
            "runtime": f"{runtime.name} {runtime.version}",
            "python": platform.python_version(),
        }
        yield InfoMetricFamily(f"{PREFIX}_build", "The application and what it runs on.", build)


def _family(figure: Figure) -> Metric:
    kind = CounterMetricFamily if figure.is_counter else GaugeMetricFamily
    return kind(f"{PREFIX}_{figure.name}", figure.meaning, figure.value)


def _counter(name: str, meaning: str, labels: tuple[str, ...], counts: Counts) -> Metric:
    family = CounterMetricFamily(f"{PREFIX}_{name}", meaning, labels=labels)
    for values, count in sorted(counts.read()):
        family.add_metric(values, count)
    return family
