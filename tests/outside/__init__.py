"""The whole job from outside: only the command, the paper it prints, and a decoder of our own."""
