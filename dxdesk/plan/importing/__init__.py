"""How a sheet that was read becomes part of a plan without losing what the plan already holds."""
