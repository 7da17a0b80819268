"""Files that come from elsewhere: copied, validated and read without trusting them."""
