"""The dialogue as pictures made from content: what is asked, what decides, where it ends."""
