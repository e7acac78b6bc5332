"""What `scorehouse` offers beside the build itself, a module for each thing that can be asked."""
