"""The vocabulary: what a plan is. Standard library only, pure and frozen."""
