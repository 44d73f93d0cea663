from . import sidecar_setup
