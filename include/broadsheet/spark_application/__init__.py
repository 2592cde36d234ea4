"""The program that spark-submit starts for one stage; alone in its folder, which Python searches first for modules."""

from pathlib import Path

PROGRAM = Path(__file__).with_name("run_stage.py")
"""The file to name to spark-submit, with a stage and the folder of a run."""
STAGES = ("extract", "remove_boilerplate", "deduplicate", "publish")
"""The stages that run on Spark."""
