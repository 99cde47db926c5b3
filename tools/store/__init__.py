"""What people did in a workspace: saved segments and their versions, exports, and who did what when."""
