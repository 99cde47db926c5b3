"""The audience index: who has which value, as Roaring bitmaps and small codes, beside a snapshot's warehouse."""
