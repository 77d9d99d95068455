-- Customers still have these in their own columns. All others go with their table.
DELETE FROM addresses WHERE is_default;
