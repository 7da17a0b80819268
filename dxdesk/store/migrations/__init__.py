"""The steps between released schemas, one file each. A step never uses the model, which changes while the step must not."""
