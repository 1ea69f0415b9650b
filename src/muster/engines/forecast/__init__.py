"""When will the season be finished? Days and counts in, a day with its interval out. Pure."""

from muster.engines.forecast.completion import Delay, Forecast, Waiting, complete

__all__ = ["Delay", "Forecast", "Waiting", "complete"]
