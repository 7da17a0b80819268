"""The steps between released schemas, one file each. A step never uses the model, which changes while the step must not.

From 1003 on a step can be taken back in a copy, for a department whose dxdesk is older.
"""
