"""Orders typed in by hand: drafts, addresses from chat, copies, splits, merges and edits."""
