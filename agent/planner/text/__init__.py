"""From text to items: what each word of a request is, before it is asked what belongs to what."""
