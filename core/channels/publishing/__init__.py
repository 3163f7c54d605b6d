"""New products brought into shops at sales channels: categories, drafts, what became of them."""
