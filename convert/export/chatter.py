"""What TensorFlow and its converter say of every model, good or bad, and what is left out of it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from edge_app.native_logs import quiet_native_logs_in_child

CONVERTER_CHATTER = re.compile(
    rb"Ignored (output_format|drop_control_dependency)|^fully_quantize: |"
    rb"Skipping runtime version metadata"
)
# Advice to those who trace one function again and again; here each model is another function.
RETRACING = "triggered tf.function retracing"


@contextmanager
def quiet_converter() -> Iterator[None]:
    """Keep out of the block what is said of every model; real warnings stay."""
    logger = logging.getLogger("tensorflow")
    logger.addFilter(_is_real)
    try:
        with quiet_native_logs_in_child(CONVERTER_CHATTER):
            yield
    finally:
        logger.removeFilter(_is_real)


def _is_real(record: logging.LogRecord) -> bool:
    return RETRACING not in str(record.msg)
