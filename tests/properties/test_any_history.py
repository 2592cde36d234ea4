"""Whatever is done to a warehouse in whatever order, it holds what a dictionary of its pages says.

These are a few short histories, in which a rare mistake may not show; `make trust` draws hundreds.
"""

from hypothesis import HealthCheck, Phase, settings

from warehouse_model import WarehouseMachine

TestAnyHistory = WarehouseMachine.TestCase
TestAnyHistory.settings = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # to shrink a history takes longer than to read it
    suppress_health_check=list(HealthCheck),
)
