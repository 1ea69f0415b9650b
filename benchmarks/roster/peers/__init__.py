"""Other solvers on the same problems, in the same time."""
