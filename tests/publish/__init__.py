"""Planning, without a catalogue."""
