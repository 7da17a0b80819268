"""Forms for the plan's rows, made from their fields' declarations."""
