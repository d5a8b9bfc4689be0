"""The 40 checks, in their order."""

from tests.reliability import (
    checks_faults,
    checks_input,
    checks_load,
    checks_network,
    checks_pipeline,
)

CHECKS = (
    *checks_input.CHECKS,
    *checks_network.CHECKS,
    *checks_load.CHECKS,
    *checks_faults.CHECKS,
    *checks_pipeline.CHECKS,
)
