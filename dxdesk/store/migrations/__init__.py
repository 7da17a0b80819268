"""The steps between released schemas, one file each. A step never uses the model: that moves on, the step stays."""
