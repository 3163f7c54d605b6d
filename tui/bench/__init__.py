"""How fast Kemas is on this machine: each figure beside a floor measured in the same run."""
