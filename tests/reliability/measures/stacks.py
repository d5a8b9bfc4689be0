"""The two servers that are measured beside each other."""

from tests.attacks.victim import SERVE

OURS = SERVE
OURS_WITH_CAMERA = (*SERVE, "--camera", "fake", "--max-streams", "4")
UNPROTECTED = ("-m", "tests.reliability.tutorial")
