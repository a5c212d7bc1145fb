"""Who wants what, and what stands in the way: records made from the statements that the store keeps."""
