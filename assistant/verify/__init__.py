"""The gate: nothing is served that was not checked against the documents."""
