"""The engine's compiler for the kernels of this folder."""

from pathlib import Path

from muster.engines.roster.jit import Kernels, compiled

__all__ = ["KERNELS", "compiled"]

KERNELS = Kernels(Path(__file__).parent)
