"""dxdesk: a city's DX plan on one desk, without a network."""

__version__ = "0.2.0"
