"""Programs that the sandbox starts as processes of their own.

``launcher`` runs in the project's Python; the others run in CKAN's virtual environment and may
import what is installed there. Not here: anything that the sandbox imports to steer them.
"""
