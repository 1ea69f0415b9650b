"""The engine's compiler for the kernels of this folder."""

from pathlib import Path

from muster.engines.roster.jit import Kernels, compiled, inlined

__all__ = ["KERNELS", "compiled", "inlined"]

KERNELS = Kernels(Path(__file__).parent)
