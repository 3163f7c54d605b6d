"""Labels and print jobs: tables, life cycles and commands, not how they are drawn or sent."""
