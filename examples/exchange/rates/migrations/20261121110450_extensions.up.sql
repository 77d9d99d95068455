-- An exclusion over text and a range needs operators of the extension.
CREATE EXTENSION btree_gist;
