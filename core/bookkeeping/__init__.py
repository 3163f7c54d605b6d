"""The books: what happened to money and goods as a journal that an accountant takes in."""
