"""What is drawn at random without knowing any company: columns, words, phone numbers, choices among earlier records."""
