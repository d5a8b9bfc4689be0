"""What the application counts and times of itself, without a library in its way."""

import bisect
import threading
import time
from collections import Counter

from flask import Flask, Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from edge_app.classifier import Classifier
from edge_app.predictions import Classification, Timing
from edge_app.web.answers import Answerer, ShownAnswer
from edge_app.web.problems import PROBLEMS
from edge_app.web.request_body import current_request
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings

STAGES = ("decode", "preprocess", "invoke", "total")
# Upper bounds in seconds, from 0.1 ms to 10 s.
BOUNDS_S = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
OTHER = "other"


class Counts:
    """How often each combination of label values was seen. For many threads."""

    def __init__(self, *known: tuple[str, ...]) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, ...]] = Counter(dict.fromkeys(known, 0))

    def add(self, *labels: str) -> None:
        """Count one more."""
        with self._lock:
            self._counts[labels] += 1

    def read(self) -> list[tuple[tuple[str, ...], int]]:
        """The combinations with their counts, as they are now."""
        with self._lock:
            return list(self._counts.items())


class Histogram:
    """How many values lay up to each of BOUNDS_S, and their sum. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = [0] * (len(BOUNDS_S) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one value."""
        place = bisect.bisect_left(BOUNDS_S, seconds)
        with self._lock:
            self._counts[place] += 1
            self._sum += seconds

    def read(self) -> tuple[list[int], float]:
        """The counts by place, the last above all bounds, and the sum in seconds."""
        with self._lock:
            return list(self._counts), self._sum


class Recorder:
    """The figures of one application since it began."""

    def __init__(self) -> None:
        self.requests = Counts()
        self.errors = Counts(*((code,) for code in PROBLEMS))
        self.stages = {stage: Histogram() for stage in STAGES}

    def picture(self, timing: Timing, total_s: float) -> None:
        """Note the times of one picture that was answered; the total includes its waiting."""
        self.stages["decode"].add(timing.decode_ms / 1000)
        self.stages["preprocess"].add(timing.preprocess_ms / 1000)
        self.stages["invoke"].add(timing.invoke_ms / 1000)
        self.stages["total"].add(total_s)

    def request(self, app: Flask, status: int) -> None:
        """Count the request in hand. What a client makes up, path or method, is one series."""
        current = current_request()
        method = current.method if current.method in METHODS else OTHER
        self.requests.add(_route(app, current), method, str(status))


class MeasuredAnswerer(Answerer):
    """An answerer whose answers are timed."""

    def __init__(self, models: ServedModels, settings: WebSettings, recorder: Recorder) -> None:
        super().__init__(models, settings)
        self._recorder = recorder

    def classify(
        self, content: bytes, *, top: int, classifier: Classifier | None = None
    ) -> Classification:
        """As Answerer does."""
        started = time.perf_counter()
        answer = super().classify(content, top=top, classifier=classifier)
        self._recorder.picture(answer.timing, time.perf_counter() - started)
        return answer

    def classify_and_show(self, content: bytes, *, top: int) -> ShownAnswer:
        """As Answerer does."""
        started = time.perf_counter()
        answer = super().classify_and_show(content, top=top)
        self._recorder.picture(answer.classification.timing, time.perf_counter() - started)
        return answer


def count_requests(app: Flask, recorder: Recorder) -> None:
    """Let every answer of ``app`` be counted."""

    @app.after_request
    def count(response: Response) -> Response:
        recorder.request(app, response.status_code)
        return response


def _route(app: Flask, request: Request) -> str:
    """The template of the route that the request in hand met; OTHER where it met none."""
    if request.url_rule is not None:
        return request.url_rule.rule
    error = request.routing_exception
    others = list(error.valid_methods or ()) if isinstance(error, MethodNotAllowed) else []
    adapter = app.create_url_adapter(request)
    if not others or adapter is None:
        return OTHER
    try:  # The route exists, for another method: that one finds it.
        rule, _ = adapter.match(None, method=others[0], return_rule=True)
    except HTTPException:
        return OTHER
    return rule.rule
