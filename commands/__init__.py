"""The commands. Each parses its arguments, calls one function of `tiaokuan`, and prints; no logic lives here."""
