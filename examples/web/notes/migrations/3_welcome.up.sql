INSERT INTO notes (id, body, author)
SELECT coalesce(max(id), 0) + 1, 'Welcome', 'goofer' FROM notes;
