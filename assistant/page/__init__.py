"""What the web page shows and does, without the library that draws it: HTML, the state of a conversation, serving.

``ui.py`` wires these to Gradio's components. Everything that comes from a document, a model or a user is escaped
here before it becomes HTML.
"""
