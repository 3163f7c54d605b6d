"""The version of Kemas, known without reading any metadata."""

VERSION = "0.1.0"
