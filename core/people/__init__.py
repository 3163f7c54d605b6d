"""Operators with badges and roles, stations and their sessions."""
