"""checkmail: number everything, let a second person check, let nobody seal while anything disagrees."""

__version__ = "0.1.0"
