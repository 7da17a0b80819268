"""Every test, on any machine: the same examples in every run, and none is too slow because others are at work, too."""

from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# For whoever looks for what nobody thought of: pytest --hypothesis-profile=explore
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=2_000)
settings.load_profile("steady")
