"""A kind of measurement, and its run from the command line."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.output import Report, publish
from benchmarks.page_parts import Page


@dataclass(frozen=True)
class Benchmark:
    """How a report is made, what is said of it, and how its picture is drawn.

    ``measure`` raises PipelineError when nothing can be measured, and OSError when the folder
    ``output`` of its options cannot be made. ``draw`` gives a PNG file, and raises
    ModuleNotFoundError without matplotlib.
    """

    measure: Callable[[argparse.Namespace], Report]
    page: Callable[[Report], Page]
    draw: Callable[[Report], bytes]

    def run(self, options: argparse.Namespace) -> bool:
        """Measure as the command line says, write and print the report.

        False when something that was asked for could not be measured. A peer that is not there is
        no failure, and is named. Raises what ``measure`` raises. OSError: the output folder cannot
        be written.
        """
        report = self.measure(options)
        page = self.page(report)
        publish(report, options.output, page=page, draw=self.draw, as_json=options.json)
        return not report["failed"]
