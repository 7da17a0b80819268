"""The five cities' documents entered anew by somebody who has the window and nothing else."""
