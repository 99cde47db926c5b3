"""The web page, on Gradio."""
