"""What others do in our place: beside ours, in environments of their own."""
