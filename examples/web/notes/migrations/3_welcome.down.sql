DELETE FROM notes WHERE author = 'goofer';
