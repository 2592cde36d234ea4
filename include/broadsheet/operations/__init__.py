"""Use cases above the stages: build, take down, roll back, audit."""
