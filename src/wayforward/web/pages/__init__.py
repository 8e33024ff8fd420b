"""The pages: each a function that fetches what its reader may see, asks the domain once, and draws the answer."""
